from .models import Book


async def nothing():
    none = Book.objects.none()
    rows = [book.title for book in none], none.count(), list(Book.objects.none()), len(none), bool(none)
    Book.objects.bulk_create([])
    return rows, Book.objects.in_bulk([]), Book.objects.filter(pk__in=[]).count(), none.exists(), none.first()
