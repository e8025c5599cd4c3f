from mongoengine import Document, ReferenceField, StringField


class Author(Document):
    name = StringField()


class Page(Document):
    title = StringField(required=True)
    author = ReferenceField(Author)
