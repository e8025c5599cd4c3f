from .models import Author, Book


async def missing(title):
    if not Book.objects.filter(title=title):
        return True
    return False


async def described(country):
    authors = Author.objects.filter(country=country)
    if authors:
        return [author.name for author in authors]
    return []


async def number(country):
    authors = Author.objects.filter(country=country)
    size = len(authors)
    return size, [author.name for author in authors]
