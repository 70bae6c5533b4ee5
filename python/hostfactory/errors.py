"""What may go wrong, as exceptions.

Every exception of this package is a `HostFactoryError`. A refusal by the daemon is a `Refused`, and of the class of its
family: `NotFound`, `Busy` and so on. Its `code` is the stable word for programs.

    >>> try:
    ...     site.requests.create("smal", 3)
    ... except hostfactory.NotFound as refusal:
    ...     print(refusal.code, "|", refusal.message)
    template_not_found | template "smal" does not exist; did you mean "small"?
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Optional


def _remade(kind: type[HostFactoryError], arguments: tuple[object, ...], fields: dict[str, Any]) -> HostFactoryError:
    failure = kind.__new__(kind, *arguments)
    failure.args = arguments
    failure.__dict__.update(fields)
    return failure


class HostFactoryError(Exception):
    """The base of all exceptions of this package. They can be pickled, since pools of processes send them home."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Python would call the constructor with the message alone.
        return _remade, (type(self), self.args, self.__dict__)


class ConfigurationError(HostFactoryError):
    """The daemon's endpoints or keys cannot be found out; the message names the file."""


class Closed(HostFactoryError):
    """The client was closed, maybe by another thread, so it cannot be used any more."""


class CallError(HostFactoryError):
    """A command or a query has failed.

    id: the id of the message; the same message may be sent again under it
    sent: whether the daemon may have carried out the command although the call failed
    """

    def __init__(self, message: str, *, id: str = "", sent: bool = False) -> None:
        super().__init__(message)
        self.id = id
        self.sent = sent


class Unreachable(CallError, ConnectionError):
    """No daemon answers there."""


class TimedOut(CallError, TimeoutError):
    """No answer came in time, or what was waited for has not happened in time."""


class Unreadable(CallError):
    """An answer came that this package cannot read, since the daemon speaks another version or is no hostfactoryd."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a message.

    field: the field that is wrong; empty where the message as a whole is
    message: what is wrong with it
    """

    field: str
    message: str


@dataclass(frozen=True)
class Refusal:
    """The error map of a reply, as the daemon sent it.

    code: a stable word for programs
    message: for people; it may change
    field: the field of the message that is wrong
    details: figures and names, by code
    retryable: whether the same message under the same id may succeed later
    retry_after: after how many seconds
    """

    code: str
    message: str
    field: Optional[str] = None
    details: dict[str, Any] = dataclasses.field(default_factory=dict)
    retryable: bool = False
    retry_after: Optional[float] = None


class Refused(CallError):
    """The daemon has refused a command or a query. The class tells the family of its code."""

    def __init__(self, refusal: Refusal, *, id: str = "", sent: bool = False) -> None:
        super().__init__(f"{refusal.code}: {refusal.message}", id=id, sent=sent)
        self.refusal = refusal

    @property
    def code(self) -> str:
        """The stable word for programs, such as `template_not_found`."""
        return self.refusal.code

    @property
    def message(self) -> str:
        """What the daemon says about it, for people."""
        return self.refusal.message

    @property
    def field(self) -> Optional[str]:
        """The field of the message that is wrong, such as `configuration.command[0]`."""
        return self.refusal.field

    @property
    def details(self) -> dict[str, Any]:
        """Figures and names, which depend on the code."""
        return self.refusal.details

    @property
    def retryable(self) -> bool:
        """Whether the same message under the same id may succeed later."""
        return self.refusal.retryable

    @property
    def retry_after(self) -> Optional[float]:
        """After how many seconds the daemon wants to be asked again, if it said so."""
        return self.refusal.retry_after

    @property
    def findings(self) -> list[Finding]:
        """All that is wrong with the message."""
        given = self.details.get("findings")
        maps = [entry for entry in given if isinstance(entry, dict)] if isinstance(given, list) else []
        return [Finding(str(entry.get("field", "")), str(entry.get("message", ""))) for entry in maps]


class InvalidMessage(Refused):
    """The message is wrong: correct it, and send it under a new id."""


class NotFound(Refused):
    """What the message names does not exist."""


class Conflict(Refused):
    """The state of what the message names does not allow this: it exists already, has changed, or must change first."""


class LimitExceeded(Refused):
    """More than the template, the site or the sender's principal allows."""


class Busy(Refused):
    """The daemon had no room, or is stopping; the command was not carried out."""


class NotAllowed(Refused):
    """The site does not know the sender, or the sender's role does not allow this."""


class DaemonFailure(Refused):
    """The daemon or its store has failed; whether a command was carried out is not known."""


class StoreChanged(HostFactoryError):
    """The daemon has another store than before, where a position of before means other events."""


class EventsGone(HostFactoryError):
    """The daemon has archived and removed the events from that position on.

    first_position: the first event that it still has; None where it did not say
    """

    def __init__(self, message: str, first_position: Optional[int] = None) -> None:
        super().__init__(message)
        self.first_position = first_position


class NotFilled(HostFactoryError):
    """A request has ended without all its machines.

    request_id: which request
    status: `partial`, `failed`, `cancelled` or `timeout`
    reason: why, in words
    """

    def __init__(self, request_id: str, status: str, reason: str) -> None:
        super().__init__(f"{request_id} is {status}" + (f": {reason}" if reason else ""))
        self.request_id = request_id
        self.status = status
        self.reason = reason


FAMILIES: dict[str, type[Refused]] = {
    "malformed": InvalidMessage,
    "unsupported_version": InvalidMessage,
    "handler_not_found": InvalidMessage,
    "validation_error": InvalidMessage,
    "too_large": InvalidMessage,
    "template_not_found": NotFound,
    "request_not_found": NotFound,
    "machine_not_found": NotFound,
    "provider_not_found": NotFound,
    "already_exists": Conflict,
    "conflict": Conflict,
    "invalid_state": Conflict,
    "limit_exceeded": LimitExceeded,
    "busy": Busy,
    "shutting_down": Busy,
    "deadline_exceeded": Busy,
    "unauthorized": NotAllowed,
    "forbidden": NotAllowed,
    "storage_error": DaemonFailure,
    "internal": DaemonFailure,
}
"""The family of each code. A code of a newer daemon is a `Refused` without a family."""


def refused(refusal: Refusal, *, id: str, sent: bool) -> Refused:
    """Makes the exception of a refusal."""
    return FAMILIES.get(refusal.code, Refused)(refusal, id=id, sent=sent)
