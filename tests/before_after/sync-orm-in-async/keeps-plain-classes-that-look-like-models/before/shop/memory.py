"""Rows in memory with the words of an ORM."""


class Rows(list):
    def filter(self, **wanted):
        return Rows(row for row in self if all(getattr(row, key) == value for key, value in wanted.items()))

    def get(self, **wanted):
        (row,) = self.filter(**wanted)
        return row

    def first(self):
        return self[0] if self else None

    def exists(self):
        return bool(self)

    def count(self):
        return len(self)

    def create(self, **values):
        row = Model(**values)
        self.append(row)
        return row


class Model:
    objects = Rows()

    def __init__(self, **values):
        self.__dict__.update(values)

    def save(self, update_fields=None):
        return self

    def delete(self):
        self.objects.remove(self)

    def refresh_from_db(self):
        pass


class User(Model):
    pass
