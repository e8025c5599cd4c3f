type Row[T] = dict[str, T]


def largest[T: (int, str)](values: list[T]) -> T:
    return max(values)


class Box[T]:
    async def first(self, get_rows) -> T | None:
        async for row in get_rows():
            try:
                return row[f"{row["name"]}"]
            except KeyError:
                return None
            finally:
                break
