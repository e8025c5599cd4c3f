type Row[T] = dict[str, T]


def largest[T: (int, str)](values: list[T]) -> T:
    return max(values)


class Box[T]:
    async def first(self, get_rows) -> T | None:
        result_value: T | None = None
        async for row in get_rows():
            try:
                result_value = row[f"{row["name"]}"]
            except KeyError:
                result_value = None
            break
        return result_value
