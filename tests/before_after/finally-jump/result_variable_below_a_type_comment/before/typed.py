def first(rows):
    # type: (list[str]) -> str | None
    # the first row counts
    for row in rows:  # type: str
        try:
            return row.upper()  # type: ignore[no-any-return]
        finally:
            break
