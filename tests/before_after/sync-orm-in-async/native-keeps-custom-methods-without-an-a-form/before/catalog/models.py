from django.db import models
from django.db.models import Sum


class BookQuerySet(models.QuerySet):
    def long(self):
        return self.filter(pages__gt=100)

    def pages_in_total(self):
        return self.aggregate(total=Sum("pages"))["total"] or 0

    async def apages_in_total(self):
        return (await self.aaggregate(total=Sum("pages")))["total"] or 0

    def pick(self, title):
        return self.get(title=title)


class Book(models.Model):
    title = models.CharField(max_length=200)
    pages = models.PositiveIntegerField(default=100)

    objects = BookQuerySet.as_manager()

    def save(self, *args, **kwargs):
        self.title = self.title.strip()
        super().save(*args, **kwargs)

    def grow(self):
        self.pages += 1
        self.save()
