from django.db import models
from django.db.models import Sum


class BookQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published=True)

    def long(self, pages=200):
        return self.published().filter(pages__gte=pages)

    def pages_in_total(self):
        return self.aggregate(total=Sum("pages"))["total"] or 0

    def titles(self):
        return [book.title for book in self]


class BookManager(models.Manager.from_queryset(BookQuerySet)):
    def by_title(self, title):
        return self.get(title__iexact=title)


class PublishedManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(published=True)


class Book(models.Model):
    title = models.CharField(max_length=200)
    pages = models.PositiveIntegerField(default=100)
    published = models.BooleanField(default=True)

    everything = BookManager()
    shelf = PublishedManager()
    querysets = BookQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
