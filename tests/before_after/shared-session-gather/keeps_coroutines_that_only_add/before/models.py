from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Page(Base):
    __tablename__ = "pages"
    url: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
