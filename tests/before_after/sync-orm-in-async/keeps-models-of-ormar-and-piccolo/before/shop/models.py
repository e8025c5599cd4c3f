import databases
import ormar
import sqlalchemy
from piccolo.columns import Varchar
from piccolo.table import Table

base = ormar.OrmarConfig(database=databases.Database("sqlite:///db.sqlite"), metadata=sqlalchemy.MetaData())


class Album(ormar.Model):
    ormar_config = base.copy()

    id: int = ormar.Integer(primary_key=True)
    name: str = ormar.String(max_length=100)


class Band(Table):
    name = Varchar()
