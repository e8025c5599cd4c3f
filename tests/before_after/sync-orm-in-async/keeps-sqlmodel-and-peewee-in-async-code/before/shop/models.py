from peewee import CharField, ForeignKeyField, Model, SqliteDatabase

db = SqliteDatabase(":memory:")


class BaseModel(Model):
    class Meta:
        database = db


class Person(BaseModel):
    name = CharField()


class Pet(BaseModel):
    owner = ForeignKeyField(Person, backref="pets")
