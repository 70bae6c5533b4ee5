"""Makes plain values for msgpack of typed ones."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from .reading import EPOCH


@runtime_checkable
class Sendable(Protocol):
    """A record that may be part of a command or a query."""

    def to_wire(self) -> dict[str, Any]:
        """Returns its fields as plain values."""


def written(value: object) -> Any:
    """Returns a value as msgpack takes it. Fields that are None are left out, so that the daemon's default holds."""
    if isinstance(value, Sendable):
        return value.to_wire()
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, Mapping):
        return {key: written(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [written(item) for item in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    hint = "; make it a list" if isinstance(value, AbstractSet) else ""
    raise TypeError(f"a message cannot hold a {type(value).__name__}{hint}")


def fields(**given: object) -> dict[str, Any]:
    """Returns the fields of a message that have a value."""
    return {name: written(value) for name, value in given.items() if value is not None}


def microseconds(when: datetime) -> int:
    """Returns a time as the protocol has it. One without a time zone is refused: it means another moment elsewhere."""
    if when.tzinfo is None:
        raise ValueError(f"{when.isoformat()} has no time zone; use datetime.now(timezone.utc), or .astimezone()")
    return (when - EPOCH) // timedelta(microseconds=1)
