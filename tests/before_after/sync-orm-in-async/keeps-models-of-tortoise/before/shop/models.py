from tortoise import fields
from tortoise.models import Model


class Author(Model):
    name = fields.CharField(max_length=50)
    books: fields.ReverseRelation["Book"]


class Book(Model):
    title = fields.CharField(max_length=50)
    author = fields.ForeignKeyField("models.Author", related_name="books")
