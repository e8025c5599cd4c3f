type Rows[T] = list[T]


def first[T](rows: Rows[T]) -> T | None:
    for row in rows:
        try:
            return row
        finally:
            print(f"{"finally: break"}")
