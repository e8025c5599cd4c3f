def first(rows):
    # type: (list[str]) -> str | None
    result_value = None
    # the first row counts
    for row in rows:  # type: str
        result_value = row.upper()  # type: ignore[no-any-return]
        break
    return result_value
