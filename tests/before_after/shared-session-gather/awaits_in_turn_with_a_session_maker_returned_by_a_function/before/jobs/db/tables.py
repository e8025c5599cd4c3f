from sqlalchemy import Boolean, Column, Integer, MetaData, Table

metadata = MetaData()
uploads = Table(
    "uploads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("stale", Boolean),
    Column("orphaned", Boolean),
)
