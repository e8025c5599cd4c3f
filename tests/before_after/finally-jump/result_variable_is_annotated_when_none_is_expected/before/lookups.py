import typing
from typing import Any, Dict, Optional, Union


def by_typing(rows) -> Optional[Dict[str, int]]:
    for row in rows:
        try:
            return dict(row)
        except Exception:
            return None
        finally:
            break


def by_module(rows) -> typing.Optional[bool]:
    for row in rows:
        try:
            return row["flag"]
        except Exception:
            return False
        finally:
            break


def by_bar(rows) -> dict | None:
    for row in rows:
        try:
            return dict(row)
        except ValueError:
            return None
        finally:
            break
    return None


def by_any(rows) -> Any:
    for row in rows:
        try:
            return row["any"]
        finally:
            break


def by_string(rows) -> "Optional[Unknown]":
    for row in rows:
        try:
            return row["name"]
        finally:
            break


def by_union(rows) -> Union[int, None]:
    for row in rows:
        try:
            return row["count"]
        except KeyError:
            return 0
        finally:
            break


def by_default(rows) -> Optional[Dict[str, int]]:
    for row in rows:
        try:
            return dict(row)
        finally:
            break
    return {}
