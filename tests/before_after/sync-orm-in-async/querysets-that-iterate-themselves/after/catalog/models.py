from django.db import models


class BookQuerySet(models.QuerySet):
    def titles(self):
        return [book.title for book in self]

    def by_first_letter(self):
        found = {}
        for book in self:
            found.setdefault(book.title[0], []).append(book.title)
        return found


class BookManager(models.Manager):
    def add(self, title, **more):
        book = self.model(title=title, **more)
        book.save(using=self._db)
        return book


class Book(models.Model):
    title = models.CharField(max_length=80)
    pages = models.PositiveIntegerField(default=100)

    objects = BookQuerySet.as_manager()
    adding = BookManager()

    class Meta:
        ordering = ["pk"]

    def touch(self):
        type(self).objects.filter(pk=self.pk).update(pages=1)
