"""Any number of calls in flight over one connection to one of the daemon's sockets.

    conversation = Conversation(connection, rules)
    call = conversation.start(PendingCall(...))
    while not call.is_done:
        conversation.work(now)
        wait for conversation.sockets() until conversation.due(now)
    answer = call.outcome()

It connects when the first call is worked on, and again when the connection is lost, to the next address if there are
several. Replies are matched to calls by id, and a reply that matches no call is dropped. At most MOST_IN_FLIGHT
messages are under way; further calls wait to be sent. Used by one thread at a time. Nothing waits.
"""

from __future__ import annotations

import logging
from typing import Any, Optional

import zmq

from .. import errors
from .._wire.envelope import Answer, id_of_reply, read_reply
from .._wire.reading import Misread
from .connection import Connection, ask_to_be_noticed
from .rules import CallRules, PendingCall, Reach

log = logging.getLogger("hostfactory")

MOST_IN_FLIGHT = 1000
BETWEEN_ATTEMPTS = 0.2
# If a connection ends in its first instant, ZeroMQ may report nothing more of it.
LONGEST_SILENCE = 5.0
# ZeroMQ reports the end of a connection before it hands over the last messages of that connection.
LAST_REPLIES = 0.02
REPLIES_PER_TURN = 256
NEVER = float("inf")


class Call:
    """A call that was started, and its outcome once it has one."""

    def __init__(self, pending: PendingCall) -> None:
        self.pending = pending
        self.is_done = False
        self._answer: Optional[Answer] = None
        self._failure: Optional[errors.CallError] = None

    def outcome(self) -> Answer:
        """Returns the answer, or raises the failure."""
        if self._failure is not None:
            raise self._failure
        assert self._answer is not None
        return self._answer

    def succeed(self, answer: Answer) -> None:
        """Ends the call with an answer."""
        self.is_done, self._answer = True, answer

    def fail(self, failure: errors.CallError) -> None:
        """Ends the call with a failure."""
        self.is_done, self._failure = True, failure


def prepare_for_calls(largest_reply: int) -> Any:
    """Returns what sets the options of a socket for commands or queries."""

    def prepare(socket: Any) -> None:
        # Queue nothing for a peer that is not connected, so that a message counted as unsent was not sent.
        socket.setsockopt(zmq.IMMEDIATE, 1)
        socket.setsockopt(zmq.MAXMSGSIZE, largest_reply)
        ask_to_be_noticed(socket)

    return prepare


class Conversation:
    """Calls over one connection."""

    def __init__(self, connection: Connection, rules: CallRules) -> None:
        self._connection = connection
        self._rules = rules
        self._calls: dict[str, Call] = {}
        self._is_to_begin = False
        self._full = False
        self._trouble = ""
        self._ended: Optional[float] = None
        self._unheard_since: Optional[float] = None
        self._endings = 0
        self._next_attempt = 0.0
        self._silent_until = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether no call waits for its outcome."""
        return not self._calls

    def start(self, pending: PendingCall) -> Call:
        """Takes a call; the next work() sends it."""
        call = Call(pending)
        if pending.id in self._calls:
            # Two answers under one id could not be distinguished.
            raise errors.CallError(f"a call with the id {pending.id} is in flight", id=pending.id)
        # Only work() touches the sockets: somebody may still be waiting for those of calls that were forgotten.
        self._is_to_begin = self._is_to_begin or not self._calls
        self._calls[pending.id] = call
        return call

    def forget(self, call: Call) -> None:
        """Drops a call that nobody waits for any more. The daemon may carry it out all the same."""
        self._calls.pop(call.pending.id, None)

    def close(self) -> None:
        """Ends every call, and the connection."""
        for call in list(self._calls.values()):
            call.fail(errors.CallError("the client was closed", id=call.pending.id, sent=call.pending.is_asked))
        self._calls.clear()
        self._connection.close()

    def sockets(self) -> list[tuple[Any, int]]:
        """Returns the sockets to wait for, and for what."""
        if not self._connection.is_open:
            return []
        wanted = zmq.POLLIN | (zmq.POLLOUT if self._full and self._connection.up and self._ended is None else 0)
        return [(self._connection.monitor, zmq.POLLIN), (self._connection.socket, wanted)]

    def due(self, now: float) -> float:
        """Returns when work() must run even if nothing arrives."""
        refused = bool(self._trouble)
        due = min((call.pending.due(now, refused) for call in self._calls.values()), default=NEVER)
        if self._ended is not None:
            return min(due, self._ended)
        if not self._calls:
            return due
        if not self._connection.is_open or self._trouble:
            return min(due, self._next_attempt)
        return due if self._connection.up else min(due, self._silent_until)

    def work(self, now: float) -> None:
        """Does everything that can be done without waiting."""
        if self._is_to_begin and self._calls:
            self._begin(now)
        self._look_after_connection(now)
        self._receive(now)
        self._look_at_calls(now)
        self._send(now)

    def _begin(self, now: float) -> None:
        """Starts afresh: what happened to the connection while no call was waiting says nothing about now."""
        self._is_to_begin = False
        self._connection.look()
        self._ended = self._unheard_since = None
        if not self._connection.hopeful:
            self._reopen(now)
            return
        self._trouble = ""
        self._endings = self._connection.endings

    def _reopen(self, now: float) -> None:
        self._next_attempt = now + BETWEEN_ATTEMPTS
        self._silent_until = now + LONGEST_SILENCE
        self._full = False
        self._trouble = ""
        self._unheard_since = None
        try:
            self._connection.open()
        except errors.Unreachable as problem:
            self._trouble = str(problem)
        self._endings = self._connection.endings

    def _look_after_connection(self, now: float) -> None:
        connection = self._connection
        if connection.is_open:
            connection.look()
            if connection.endings != self._endings:
                self._endings = connection.endings
                if self._ended is None:
                    asked = any(call.pending.is_asked for call in self._calls.values())
                    self._ended = now + LAST_REPLIES if asked else now
            if self._ended is not None:
                if now >= self._ended:
                    self._connection_ended(now)
                return
            if connection.up:
                self._trouble = ""
            elif (connection.refused or connection.strange) and not self._trouble:
                self._note_trouble()
        if not self._calls:
            return
        if not connection.is_open or self._trouble:
            if now >= self._next_attempt:
                self._reopen(now)
        elif not connection.up and now >= self._silent_until:
            self._reopen(now)

    def _note_trouble(self) -> None:
        self._trouble = self._connection.why_not()
        log.debug("%s", self._trouble)

    def _connection_ended(self, now: float) -> None:
        self._receive(now)
        endpoint = self._connection.address.endpoint
        log.info("the connection to %s has ended; it is made anew", endpoint)
        self._lose_answers(f"{endpoint} ended the connection before it answered", now)
        self._ended = None
        if not self._calls:
            return
        # ZeroMQ would connect again by itself, but less and less often.
        if self._connection.refused or self._connection.strange:
            self._note_trouble()
        elif now >= self._next_attempt:
            self._reopen(now)
            return
        # A peer that ends every connection at once must not be asked all the time.
        self._connection.close()
        self._full = False

    def _lose_answers(self, why: str, now: float) -> None:
        for call in self._calls.values():
            if call.pending.is_asked:
                call.pending.lost(why, now)

    def _send(self, now: float) -> None:
        if not self._connection.up or self._ended is not None:
            return
        self._full = False
        socket = self._connection.socket
        under_way = sum(call.pending.is_asked for call in self._calls.values())
        for call in list(self._calls.values()):
            if under_way >= MOST_IN_FLIGHT:
                return
            if not call.pending.is_to_be_sent(now):
                continue
            if not socket.getsockopt(zmq.EVENTS) & zmq.POLLOUT:
                self._full = True
                return
            # One frame, and so one frame comes back: where a connection ends between two frames of a reply, libzmq
            # 4.3.4 may end the process whose socket is IMMEDIATE.
            socket.send(call.pending.begin_sending(now), zmq.NOBLOCK)
            under_way += 1
            if self._unheard_since is None:
                self._unheard_since = now

    def _receive(self, now: float) -> None:
        for _ in range(REPLIES_PER_TURN):
            if not self._connection.is_open:
                return
            try:
                frames = self._connection.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            # The daemon answers in the form of what it was asked, which is one frame.
            if len(frames) == 1:
                self._take(frames[0], now)

    def _take(self, data: bytes, now: float) -> None:
        self._unheard_since = None
        try:
            reply = read_reply(data)
        except Misread as wrong:
            call = self._call_of(id_of_reply(data))
            if call is not None:
                self._end(call, call.pending.unreadable(str(wrong)))
            return
        call = self._call_of(reply.id)
        # The reply may belong to a call that has ended, or that was sent twice.
        if call is None:
            return
        try:
            answer = call.pending.answered(reply, now)
        except errors.CallError as failure:
            self._end(call, failure)
            return
        if answer is not None:
            self._calls.pop(call.pending.id)
            call.succeed(answer)

    def _call_of(self, id: Optional[str]) -> Optional[Call]:
        if id:
            return self._calls.get(id)
        # A reply without a readable id may belong to any call, unless only one call is waiting.
        asked = [call for call in self._calls.values() if call.pending.is_asked]
        return asked[0] if len(asked) == 1 else None

    def _end(self, call: Call, failure: errors.CallError) -> None:
        self._calls.pop(call.pending.id, None)
        call.fail(failure)

    def _reach(self) -> Reach:
        endpoint = self._connection.address.endpoint
        if self._trouble:
            return Reach(endpoint, True, self._trouble)
        return Reach(endpoint, False, "" if self._connection.up else self._connection.why_not())

    def _look_at_calls(self, now: float) -> None:
        refused = bool(self._trouble)
        due = [call for call in self._calls.values() if now >= call.pending.due(now, refused)]
        if not due:
            return
        reach = self._reach()
        for call in due:
            try:
                call.pending.look(now, reach)
            except errors.CallError as failure:
                self._end(call, failure)
        # A connection may be dead although nothing reported its end.
        since = self._unheard_since
        if since is not None and now >= since + self._rules.resend_after and self._ended is None:
            self._lose_answers(f"{self._connection.address.endpoint} has fallen silent", now)
            self._reopen(now)
