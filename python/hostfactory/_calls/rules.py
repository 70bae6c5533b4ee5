"""How a call is sent, and sent again: the rules, without a socket and without a clock.

    call = PendingCall(envelope, rules, now, deadline)
    if call.is_to_be_sent(now): send(call.begin_sending(now))
    answer = call.answered(reply, now)                  # None: it will be sent again
    call.look(now, reach)                               # at call.due(now, refused)

A message without an answer is sent again under its id while time is left: a command is carried out once, however often
it arrives. A daemon that is busy or stopping is asked again when its reply says. A message that was never sent fails
soon if no daemon answers; a message that was sent may have been carried out, so only its deadline ends it.

Times are seconds of a clock that never goes back. Whatever ends a call as a failure is raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from .. import errors
from .._wire.envelope import Answer, Envelope, RawReply

LONGEST_TIMEOUT = 365 * 24 * 3600.0


@dataclass(frozen=True)
class CallRules:
    """How a client sends its calls.

    timeout: how long a call may take, with all attempts together
    patience: how long to wait for a daemon that refuses connections, since it may be starting
    resend_after: a reply that takes longer counts as lost
    largest_reply: a reply of more bytes ends the connection
    on_behalf_of: for whom calls ask that do not say it; empty: for the client itself
    """

    timeout: float = 10.0
    patience: float = 1.0
    resend_after: float = 5.0
    largest_reply: int = 1 << 28
    on_behalf_of: str = ""


@dataclass(frozen=True)
class Reach:
    """The state of the connection that calls use.

    endpoint: where it leads
    refused: whether an attempt to connect has failed
    why_not: why it is not up; empty if it is
    """

    endpoint: str
    refused: bool = False
    why_not: str = ""


# Of these it is known that this sending was not carried out; of DOUBTFUL it is not known whether it was.
NOT_CARRIED_OUT = frozenset({"busy", "shutting_down", "deadline_exceeded"})
DOUBTFUL = frozenset({"storage_error", "internal"})


class PendingCall:
    """One message until it is answered or given up."""

    def __init__(self, envelope: Envelope, rules: CallRules, now: float, deadline: float) -> None:
        self.envelope = envelope
        self._rules = rules
        self._started = now
        self._deadline = deadline
        self._not_before = now
        self._patience_until = now + rules.patience
        self._asked_at: Optional[float] = None
        self._unsettled = 0
        self._last: errors.CallError = errors.TimedOut("there was no time to ask", id=envelope.id)

    @property
    def id(self) -> str:
        """The id of the message."""
        return self.envelope.id

    @property
    def is_asked(self) -> bool:
        """Whether it was sent, and is neither answered nor lost."""
        return self._asked_at is not None

    def is_to_be_sent(self, now: float) -> bool:
        """Whether it may be sent now."""
        return not self.is_asked and now >= self._not_before

    def begin_sending(self, now: float) -> bytes:
        """Returns the bytes to send now, and counts the message as sent."""
        self._asked_at = now
        self._unsettled += 1
        return self.envelope.encode(self._deadline - now)

    def answered(self, reply: RawReply, now: float) -> Optional[Answer]:
        """Takes a reply. Returns the answer, or None if the daemon wants to be asked again later; raises a refusal."""
        if reply.answer is not None:
            return reply.answer
        assert reply.refusal is not None
        refusal = reply.refusal
        self._settle(refusal.code)
        self._last = errors.refused(refusal, id=self.id, sent=self._unsettled > 0)
        when = now + (refusal.retry_after or 0)
        if not refusal.retryable or refusal.retry_after is None or when >= self._deadline:
            raise self._last
        self._ask_again(when)
        return None

    def unreadable(self, why: str) -> errors.Unreadable:
        """Returns the failure of a call whose reply cannot be read."""
        return errors.Unreadable(f"the daemon's answer is not understood: {why}", id=self.id, sent=True)

    def lost(self, why: str, now: float) -> None:
        """Notes that the answer is lost, or is believed to be; the message will be sent again."""
        self._last = errors.TimedOut(why, id=self.id, sent=self._unsettled > 0)
        self._ask_again(now)

    def due(self, now: float, refused: bool) -> float:
        """Returns when look() must run next even if nothing arrives."""
        if self._asked_at is not None:
            return min(self._deadline, self._asked_at + self._rules.resend_after)
        if now < self._not_before:
            return min(self._deadline, self._not_before)
        return min(self._deadline, self._patience_until) if refused and self._unsettled == 0 else self._deadline

    def look(self, now: float, reach: Reach) -> None:
        """Applies the passing of time. Raises the failure that ends the call, if it ends."""
        if self._asked_at is not None:
            if now >= min(self._deadline, self._asked_at + self._rules.resend_after):
                waited = round((now - self._started) * 1000)
                self.lost(f"{reach.endpoint} gave no answer within {waited} ms", now)
        elif now >= self._not_before and reach.why_not:
            if now >= self._deadline or (reach.refused and now >= self._patience_until):
                self._last = errors.Unreachable(reach.why_not, id=self.id, sent=self._unsettled > 0)
                if self._unsettled == 0:
                    raise self._last
        if now >= self._deadline:
            raise self._last

    def _ask_again(self, start: float) -> None:
        self._asked_at = None
        self._not_before = start
        self._patience_until = start + self._rules.patience

    def _settle(self, code: str) -> None:
        """Concludes from a refusal whether the message was carried out when it was sent before."""
        if code in NOT_CARRIED_OUT:
            self._unsettled = max(self._unsettled - 1, 0)
        elif code not in DOUBTFUL:
            self._unsettled = 0
