"""What is around the body of a message, and around the result in its reply; and the feed's heartbeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from .. import errors
from . import reading as read
from .codec import pack, unpack

PROTOCOL = 1
LONGEST_DEADLINE_MS = 31_536_000_000


@dataclass(frozen=True)
class Envelope:
    """A message that is to be sent, maybe more than once.

    is_command: whether it goes to the socket of the commands
    id: its id, under which it is repeated
    type: its type
    body: its own fields
    options: further fields of the envelope, those without a value left out
    """

    is_command: bool
    id: str
    type: str
    body: dict[str, Any]
    options: dict[str, Any]

    def encode(self, left: float) -> bytes:
        """Returns its bytes. The daemon is to carry out a command within the seconds that are left, or not at all."""
        deadline_ms = min(max(int(left * 1000), 1), LONGEST_DEADLINE_MS)
        fields = {"v": PROTOCOL, "id": self.id, "type": self.type, "body": self.body, "deadline_ms": deadline_ms}
        return pack({**fields, **self.options})


@dataclass(frozen=True)
class Answer:
    """An accepted message's reply.

    result: the result, not yet read
    position: the last event that the reply reflects
    duplicate: whether the command was answered before
    withheld: fields of the result that the sender's role is not shown
    """

    result: object
    position: int
    duplicate: bool
    withheld: list[str]


@dataclass(frozen=True)
class RawReply:
    """A reply: an answer or a refusal.

    id: of the message; empty where the daemon could not read one
    """

    id: str
    answer: Optional[Answer] = None
    refusal: Optional[errors.Refusal] = None


def read_reply(data: bytes) -> RawReply:
    """Reads a reply. Raises Misread."""
    fields = read.as_fields(unpack(data))
    id = fields.optional("id", read.string) or ""
    status = fields.required("status", read.string)
    if status == "ok":
        return RawReply(
            id,
            answer=Answer(
                result=fields.optional("result", read.any_map) or {},
                position=fields.optional("position", read.natural) or 0,
                duplicate=fields.optional("duplicate", read.boolean) or False,
                withheld=fields.optional("withheld", read.list_of(read.string)) or [],
            ),
        )
    if status == "error":
        return RawReply(id, refusal=fields.required("error", _read_refusal))
    raise read.Misread(f'must be ok or error, not "{status}"').inside("status")


def id_of_reply(data: bytes) -> Optional[str]:
    """Returns the id in bytes that are no good reply, if it can be made out."""
    try:
        return read.as_fields(unpack(data)).optional("id", read.string) or ""
    except read.Misread:
        return None


def _read_refusal(value: object) -> errors.Refusal:
    fields = read.as_fields(value)
    after_ms = fields.optional("retry_after_ms", read.natural)
    return errors.Refusal(
        code=fields.required("code", read.string),
        message=fields.required("message", read.string),
        field=fields.optional("field", read.string),
        details=fields.optional("details", read.any_map) or {},
        retryable=fields.optional("retryable", read.boolean) or False,
        retry_after=None if after_ms is None else after_ms / 1000,
    )


@dataclass(frozen=True)
class Heartbeat:
    """The feed's periodic message.

    position: of the last event published
    category_positions: of the last event of each category
    store_id: another id is another history
    started_at: when the daemon started
    interval: after how many seconds the next one comes, if it says so
    """

    position: int
    category_positions: dict[str, int]
    store_id: str
    started_at: datetime
    interval: Optional[float]


def read_heartbeat(data: bytes) -> Heartbeat:
    """Reads a heartbeat. Raises Misread."""
    fields = read.as_fields(unpack(data))
    interval_ms = fields.optional("interval_ms", read.natural)
    return Heartbeat(
        position=fields.required("position", read.natural),
        category_positions=fields.required("category_positions", read.map_of(read.natural)),
        store_id=fields.required("store_id", read.string),
        started_at=fields.required("started_at", read.time),
        interval=None if interval_ms is None else interval_ms / 1000,
    )
