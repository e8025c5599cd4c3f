from django.db import models


class Shelf(models.Model):
    name = models.CharField(max_length=80)

    def __contains__(self, title):
        return self.books.filter(title=title).exists()

    def __iter__(self):
        return iter(self.books.order_by("pk"))

    def __getitem__(self, title):
        return self.books.get(title=title)

    @property
    def label(self):
        return f"{self.name}: {self.books.count()}"

    @label.setter
    def label(self, value):
        self.name = value
        self.save()


class Book(models.Model):
    title = models.CharField(max_length=80)
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="books")


class Reference(Book):
    volume = models.PositiveIntegerField()
