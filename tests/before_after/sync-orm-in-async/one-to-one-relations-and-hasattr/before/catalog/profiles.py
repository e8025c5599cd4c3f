from .models import Author, Profile


async def bio(author: Author) -> str:
    if hasattr(author, "profile"):
        return author.profile.bio
    return ""


async def bio_or_none(author: Author) -> str | None:
    profile = getattr(author, "profile", None)
    return profile and profile.bio


async def bio_or_empty(pk: int) -> str:
    author = await Author.objects.aget(pk=pk)
    try:
        return author.profile.bio
    except Profile.DoesNotExist:
        return ""


async def writer(pk: int) -> str:
    profile = await Profile.objects.aget(pk=pk)
    return profile.author.name
