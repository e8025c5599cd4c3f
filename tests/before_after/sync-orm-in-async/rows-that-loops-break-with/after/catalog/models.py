from django.db import models


class Publisher(models.Model):
    name = models.CharField(max_length=80)

    def __str__(self):
        return self.name


class Author(models.Model):
    name = models.CharField(max_length=80)
    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE)

    def __str__(self):
        return f"{self.name} ({self.publisher})"


class Book(models.Model):
    title = models.CharField(max_length=80)
    pages = models.PositiveIntegerField(default=100)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.title
