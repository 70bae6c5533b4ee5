"""What every client has: the daemon's addresses, the rules of its calls, and a conversation with each of its sockets.

Used by one thread at a time. Nothing waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional, TypeVar


import zmq

from .. import errors
from .._site.endpoints import Address, Endpoints
from .._wire.codec import pack
from .._wire.envelope import Answer, Envelope
from .._wire.message import Command, Message
from .._wire.reading import Misread
from .connection import Connection
from .context import context_of_this_process
from .conversation import Call, Conversation, prepare_for_calls
from .ids import client_name, new_id
from .rules import LONGEST_TIMEOUT, CallRules, PendingCall

R = TypeVar("R")


class Session:
    """The sockets of one client."""

    def __init__(self, sites: Sequence[Endpoints], rules: CallRules) -> None:
        self.sites = list(sites)
        self.rules = rules
        self.context = context_of_this_process()
        prepare = prepare_for_calls(rules.largest_reply)

        def conversation(addresses: list[Address]) -> Conversation:
            return Conversation(Connection(self.context, zmq.DEALER, addresses, prepare), rules)

        self.commands = conversation([site.address(site.commands) for site in self.sites])
        self.queries = conversation([site.address(site.queries) for site in self.sites])

    def addresses_of_events(self) -> list[Address]:
        """Returns the addresses of the feed; none where events are asked for."""
        return [site.address(site.events) for site in self.sites if site.events]

    def conversation_for(self, message: Message[Any]) -> Conversation:
        """Returns where a message goes."""
        return self.commands if isinstance(message, Command) else self.queries

    def start(
        self,
        message: Message[Any],
        now: float,
        *,
        id: Optional[str] = None,
        timeout: Optional[float] = None,
        expected_version: Optional[int] = None,
        correlation_id: Optional[str] = None,
        traceparent: Optional[str] = None,
        on_behalf_of: Optional[str] = None,
    ) -> Call:
        """Begins to send a message."""
        behalf = self.rules.on_behalf_of if on_behalf_of is None else on_behalf_of
        options = {
            "correlation_id": correlation_id,
            "traceparent": traceparent,
            "client": client_name(),
            "on_behalf_of": behalf or None,
            "expected_version": expected_version,
        }
        given = {name: value for name, value in options.items() if value is not None}
        is_command = isinstance(message, Command)
        envelope = Envelope(is_command, id or new_id(), message.message_type, message.to_wire(), given)
        pack({"body": envelope.body, **given})  # says at once what cannot be sent
        seconds = self.rules.timeout if timeout is None else timeout
        deadline = now + min(max(seconds, 0.0), LONGEST_TIMEOUT)
        return self.conversation_for(message).start(PendingCall(envelope, self.rules, now, deadline))

    def read_result(self, read: Callable[[object], R], answer: Answer, id: str) -> R:
        """Reads the result of an answer. Raises Unreadable."""
        try:
            return read(answer.result)
        except Misread as wrong:
            raise errors.Unreadable(f"the daemon's answer is not understood: {wrong}", id=id, sent=True) from None

    def close(self) -> None:
        """Closes the sockets."""
        self.commands.close()
        self.queries.close()
