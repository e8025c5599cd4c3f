import typing
from typing import Any, Dict, Optional, Union


def by_typing(rows) -> Optional[Dict[str, int]]:
    result_value: Optional[Dict[str, int]] = None
    for row in rows:
        try:
            result_value = dict(row)
        except Exception:
            result_value = None
        break
    return result_value


def by_module(rows) -> typing.Optional[bool]:
    result_value: typing.Optional[bool] = None
    for row in rows:
        try:
            result_value = row["flag"]
        except Exception:
            result_value = False
        break
    return result_value


def by_bar(rows) -> dict | None:
    result_value: dict | None = None
    for row in rows:
        try:
            result_value = dict(row)
        except ValueError:
            result_value = None
        break
    return result_value


def by_any(rows) -> Any:
    result_value: Any = None
    for row in rows:
        result_value = row["any"]
        break
    return result_value


def by_string(rows) -> "Optional[Unknown]":
    result_value: "Optional[Unknown]" = None
    for row in rows:
        result_value = row["name"]
        break
    return result_value


def by_union(rows) -> Union[int, None]:
    result_value: Union[int, None] = None
    for row in rows:
        try:
            result_value = row["count"]
        except KeyError:
            result_value = 0
        break
    return result_value


def by_default(rows) -> Optional[Dict[str, int]]:
    result_value = {}
    for row in rows:
        result_value = dict(row)
        break
    return result_value
