"""The bases of the generated classes."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from .._html import record_html

R = TypeVar("R", covariant=True)


class Record:
    """Something with fields. A notebook shows it as a table."""

    def _repr_html_(self) -> str:
        return record_html(self)


class Message(Record, Generic[R]):
    """What can be sent to the daemon: a command or a query. `R` is what it is answered with."""

    message_type: ClassVar[str]

    def to_wire(self) -> dict[str, Any]:
        """Returns the body of the message."""
        raise NotImplementedError

    @classmethod
    def read_result(cls, value: object) -> R:
        """Reads the result of its reply."""
        raise NotImplementedError


class Command(Message[R]):
    """An intention to change state. It is accepted or refused, once per id."""


class Query(Message[R]):
    """A question. It changes nothing."""


class EventData(Record):
    """The facts of an event. `isinstance(event.data, RequestCompleted)` tells which."""

    event_type: ClassVar[str]
