"""Reads values that came from a socket. Whatever is not as it must be raises `Misread`, with words and a path.

    fields = as_fields(value)
    machine_id = fields.required("machine_id", string)
    tags = fields.optional("tags", map_of(string))

Unknown fields are ignored, as the protocol asks (docs/PROTOCOL.md, 2).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Optional, TypeVar

T = TypeVar("T")
Reader = Callable[[object], T]

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Misread(Exception):
    """A value is not what it must be. The path to it grows while the exception passes the readers around it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.path = ""

    def inside(self, step: str) -> Misread:
        """Puts a step before the path."""
        dot = "." if self.path and not self.path.startswith("[") else ""
        self.path = step + dot + self.path
        return self

    def __str__(self) -> str:
        return f"{self.path or 'it'} {self.message}"


class Fields:
    """The fields of one map."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, object]) -> None:
        self._fields = fields

    def required(self, name: str, read: Reader[T]) -> T:
        """Reads a field that must be there."""
        value = self._fields.get(name)
        if value is None:
            raise Misread("is missing").inside(name)
        try:
            return read(value)
        except Misread as wrong:
            raise wrong.inside(name)

    def optional(self, name: str, read: Reader[T]) -> Optional[T]:
        """Reads a field that may be missing; None if it is."""
        value = self._fields.get(name)
        if value is None:
            return None
        try:
            return read(value)
        except Misread as wrong:
            raise wrong.inside(name)


def _kind(value: object) -> str:
    return "nil" if value is None else f"a {type(value).__name__}"


def as_fields(value: object) -> Fields:
    """Takes a map with string keys."""
    return Fields(any_map(value))


def any_map(value: object) -> dict[str, Any]:
    """Reads a map with string keys and any values."""
    if not isinstance(value, dict):
        raise Misread(f"must be a map, not {_kind(value)}")
    for key in value:
        if not isinstance(key, str):
            raise Misread("has a key that is no string")
    return value


def anything(value: object) -> Any:
    """Takes any value as it is."""
    return value


def string(value: object) -> str:
    """Reads a string."""
    if not isinstance(value, str):
        raise Misread(f"must be a string, not {_kind(value)}")
    return value


def integer(value: object) -> int:
    """Reads an integer; a float or a boolean is none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Misread(f"must be an integer, not {_kind(value)}")
    return value


def natural(value: object) -> int:
    """Reads an integer that is not negative, such as a position."""
    number = integer(value)
    if number < 0:
        raise Misread(f"must not be negative, as {number} is")
    return number


def number(value: object) -> float:
    """Reads a number; an integer will do."""
    if isinstance(value, float):
        return value
    return float(integer(value))


def boolean(value: object) -> bool:
    """Reads true or false."""
    if not isinstance(value, bool):
        raise Misread(f"must be true or false, not {_kind(value)}")
    return value


def time(value: object) -> datetime:
    """Reads a time: microseconds since 1970, UTC."""
    microseconds = integer(value)
    try:
        return EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise Misread(f"is no time that a calendar has: {microseconds} microseconds") from None


def list_of(read: Reader[T]) -> Reader[list[T]]:
    """Makes a reader of lists."""

    def read_list(value: object) -> list[T]:
        if not isinstance(value, list):
            raise Misread(f"must be a list, not {_kind(value)}")
        items: list[T] = []
        for item in value:
            try:
                items.append(read(item))
            except Misread as wrong:
                raise wrong.inside(f"[{len(items)}]")
        return items

    return read_list


def map_of(read: Reader[T]) -> Reader[dict[str, T]]:
    """Makes a reader of maps with string keys."""

    def read_map(value: object) -> dict[str, T]:
        items: dict[str, T] = {}
        for key, item in any_map(value).items():
            try:
                items[key] = read(item)
            except Misread as wrong:
                raise wrong.inside(key)
        return items

    return read_map
