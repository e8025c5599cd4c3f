from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Setting(Base):
    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Secret(Base):
    __tablename__ = "secrets"
    key: Mapped[str] = mapped_column(primary_key=True)
    cipher: Mapped[str]
