from asgiref.sync import sync_to_async
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db.models import prefetch_related_objects
from django.forms.models import model_to_dict

from .models import Comment, Item


async def targets():
    return [await sync_to_async(lambda comment=comment: comment.target.name)() async for comment in Comment.objects.order_by("pk")]


async def kind():
    ContentType.objects.clear_cache()
    return (await sync_to_async(ContentType.objects.get_for_model)(Item)).model


async def comments(item: Item) -> list[str]:
    return [comment.text for comment in await sync_to_async(list)(item.comments.all())]


async def as_dict(item: Item) -> dict[str, object]:
    return await sync_to_async(model_to_dict)(item)


async def as_json() -> str:
    return await sync_to_async(serializers.serialize)("json", Item.objects.all(), fields=["name"])


async def loaded(items: list[Item]) -> int:
    await sync_to_async(prefetch_related_objects)(items, "friends")
    return sum(len(item.friends.all()) for item in items)
