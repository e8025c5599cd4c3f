from typing import Any

last = None


def with_cleanup(rows, clean):
    state = None
    for row in rows:
        try:
            return row.upper()
        except AttributeError:
            return "bad"
        finally:
            state = clean(row)
            break
    return state


def seen_by_others(rows, clean) -> Any:
    global last
    last = None
    for row in rows:
        try:
            return row.upper()
        finally:
            clean(last)
            break
    return last


def deleted_by_a_handler(rows):
    state = None
    for row in rows:
        try:
            return row.upper()
        except AttributeError as state:
            return "bad"
        finally:
            break
    return state


def read_outside(rows, clean):
    try:
        state = None
        for row in rows:
            try:
                return row.upper()
            finally:
                clean(row)
                break
        return state
    except ConnectionError:
        return state


def only_returned(rows):
    state = None
    for row in rows:
        try:
            return row.upper()
        finally:
            break
    return state
