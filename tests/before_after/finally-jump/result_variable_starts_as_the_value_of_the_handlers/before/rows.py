from typing import List


def is_valid(rows) -> bool:
    for row in rows:
        try:
            return row["valid"] == "yes"
        except KeyError:
            return False
        except TypeError:
            print("not a row")
            return False
        finally:
            break


def amount(rows) -> int:
    for row in rows:
        try:
            return int(row["amount"])
        except ValueError:
            raise
        except KeyError:
            return 0
        finally:
            break


def tags(rows) -> List[str]:
    for row in rows:
        try:
            return row["tags"].split(",")
        except Exception:
            return []
        finally:
            break


def ratio(rows) -> float:
    for row in rows:
        try:
            return row["won"] / row["played"]
        except ZeroDivisionError:
            return 0.0
        except KeyError:
            return 1.0
        finally:
            break


def note(rows):
    for row in rows:
        try:
            return row["note"]
        except KeyError:
            return ""
        finally:
            break
