from asgiref.sync import sync_to_async

from .models import Author, Profile


async def bio(author: Author) -> str:
    if await sync_to_async(hasattr)(author, "profile"):
        return author.profile.bio
    return ""


async def bio_or_none(author: Author) -> str | None:
    profile = await sync_to_async(getattr)(author, "profile", None)
    return profile and profile.bio


async def bio_or_empty(pk: int) -> str:
    author = await Author.objects.aget(pk=pk)
    try:
        return await sync_to_async(lambda: author.profile.bio)()
    except Profile.DoesNotExist:
        return ""


async def writer(pk: int) -> str:
    profile = await Profile.objects.aget(pk=pk)
    return await sync_to_async(lambda: profile.author.name)()
