"""What goes wrong in a call, as an assistant is told it: always a code, a message, and the field if it is about one."""

from __future__ import annotations

from typing import Any, Optional

from .. import errors


class Problem(Exception):
    """A call that was not sent to the daemon, since something is wrong with it."""

    def __init__(self, code: str, message: str, field: Optional[str] = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


# The last that fits counts, so that a class comes after those that it is derived from.
CODES: list[tuple[type[errors.HostFactoryError], str]] = [
    (errors.HostFactoryError, "client_failed"),
    (errors.ConfigurationError, "configuration"),
    (errors.Closed, "closed"),
    (errors.Unreachable, "unreachable"),
    (errors.TimedOut, "timed_out"),
    (errors.Unreadable, "unreadable"),
]


def told(failure: Exception) -> dict[str, Any]:
    """Returns a failure as fields; those that have nothing to say are left out."""
    if isinstance(failure, errors.Refused):
        fields = {
            "code": failure.code,
            "message": failure.message,
            "field": failure.field,
            "details": failure.details,
            "retryable": failure.retryable,
            "retry_after_s": failure.retry_after,
        }
    elif isinstance(failure, Problem):
        fields = {"code": failure.code, "message": failure.message, "field": failure.field}
    else:
        code = [code for kind, code in CODES if isinstance(failure, kind)]
        fields = {"code": code[-1] if code else "internal", "message": str(failure) or type(failure).__name__}
    if isinstance(failure, errors.CallError):
        fields["may_have_been_done"] = failure.sent
    return {name: value for name, value in fields.items() if value not in (None, "", {}, False)}
