from sqlmodel.ext.asyncio.session import AsyncSession

from catalogue.models import Product, Tag
from catalogue.repository import Repository


async def overview(session: AsyncSession) -> dict[str, list[str]]:
    products = Repository(Product, session)
    tags: Repository[Tag] = Repository(Tag, session=session)
    all_products = await products.all()
    all_tags = await tags.all()
    return {
        "products": [product.name for product in all_products],
        "tags": [tag.name for tag in all_tags],
    }


async def seed(session: AsyncSession, names: list[str]) -> int:
    repository = Repository[Product](Product, session)
    rows = [await repository.add(Product(name=name)) for name in names]
    await session.commit()
    return len(rows)
