from typing import List


def is_valid(rows) -> bool:
    result_value = False
    for row in rows:
        try:
            result_value = row["valid"] == "yes"
        except KeyError:
            result_value = False
        except TypeError:
            print("not a row")
            result_value = False
        break
    return result_value


def amount(rows) -> int:
    result_value = 0
    for row in rows:
        try:
            result_value = int(row["amount"])
        except ValueError:
            raise
        except KeyError:
            result_value = 0
        break
    return result_value


def tags(rows) -> List[str]:
    result_value = []
    for row in rows:
        try:
            result_value = row["tags"].split(",")
        except Exception:
            result_value = []
        break
    return result_value


def ratio(rows) -> float:
    result_value = None
    for row in rows:
        try:
            result_value = row["won"] / row["played"]
        except ZeroDivisionError:
            result_value = 0.0
        except KeyError:
            result_value = 1.0
        break
    return result_value


def note(rows):
    result_value = None
    for row in rows:
        try:
            result_value = row["note"]
        except KeyError:
            result_value = ""
        break
    return result_value
