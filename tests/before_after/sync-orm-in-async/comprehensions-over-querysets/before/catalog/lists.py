from catalog.models import Author, Book, Tag


async def titles(minimum):
    return [book.title.upper() for book in Book.objects.all() if book.pages >= minimum]


async def countries():
    return {author.country for author in Author.objects.all()}


async def lengths():
    books = Book.objects.filter(published=True)
    return {book.title: book.pages for book in books}


async def by_author():
    authors = [author async for author in Author.objects.order_by("pk")]
    return [(author.name, book.title) for author in authors for book in author.books.all()]


async def names(ids):
    return [
        tag.name
        for tag in Tag.objects.filter(pk__in=ids).order_by("-name")
        if tag.name != "go"
    ]


async def nested():
    return [[len(word) for word in book.title.split("o")] for book in Book.objects.all()[:1]]
