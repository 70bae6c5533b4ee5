"""The daemon's events, each once and in order, from any position on.

    subscriber = Subscriber(session, sequence)
    while True:
        subscriber.work(now)                      # raises what only the application can decide about
        event = subscriber.take()
        if event is None: wait for subscriber.sockets() until subscriber.due(now)

It hears the live feed from the start, and reads from the store whatever the feed did not bring. A daemon that is gone
or restarting is no error: the subscriber keeps looking for it, less and less often. Where the daemon shows its own
alone (security.visibility) and closes the feed, it asks the store every now and then instead.

Used by one thread at a time. Nothing waits.
"""

from __future__ import annotations

import enum
import logging
import random
import time
from collections import deque
from collections.abc import Sequence as Several
from dataclasses import dataclass
from typing import Any, Optional

from .. import errors
from ..events import Event
from ..results import ReadEventsResult
from ..words import Category
from .._calls.conversation import Call
from .._calls.rules import CallRules
from .._calls.session import Session
from .._site.endpoints import Endpoints
from .._wire.codec import unpack
from .._wire.envelope import read_heartbeat
from .._wire.reading import Misread
from .feed import Feed
from .sequence import HEARTBEAT_TOPIC, Heard, LeftOut, Sequence

log = logging.getLogger("hostfactory")

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
USUAL_INTERVAL = 1.0  # between heartbeats, until one has stated its own
MISSING_HEARTBEATS = 3
SHORTEST_SILENCE = 1.0
LONGEST_SILENCE = 300.0
WITHOUT_FEED = 1.0
MESSAGES_PER_TURN = 200
EVENTS_PER_QUESTION = 2000


class Phase(enum.Enum):
    """How far a subscriber is."""

    CONNECTING = "connecting"
    """no daemon answers"""
    CATCHING_UP = "catching_up"
    """the store has events that were not handed over"""
    LIVE = "live"
    """events are handed over as they happen"""


@dataclass
class Figures:
    """What a subscriber has counted.

    from_feed: events that were heard on the feed
    from_store: events that were read from the store
    gaps: how often something was missing on the feed
    reconnects: new connections to the feed after the first
    questions: how often the store was asked
    """

    from_feed: int = 0
    from_store: int = 0
    gaps: int = 0
    reconnects: int = 0
    questions: int = 0


class Subscriber:
    """Follows the events with a session of its own."""

    def __init__(self, session: Session, sequence: Sequence, now: float) -> None:
        self._session = session
        self._sequence = sequence
        self.position = sequence.known
        self.figures = Figures()
        self.trouble = ""
        self._ready: deque[Event] = deque()
        self._ready_from_feed = False
        self._asking: Optional[Call] = None
        self._doubts_when_asked = 0
        self._failures = 0
        self._ask_at = now
        self._reached = False
        self._feed: Optional[Feed] = None
        self._beginnings = 0
        self._was_up = False
        self._heard = False
        self._heard_at = now
        self._interval = USUAL_INTERVAL
        self._silence = MISSING_HEARTBEATS * USUAL_INTERVAL
        # Subscribe before anything is read, so that no event falls between the two.
        self._open_feed()

    @property
    def store_id(self) -> str:
        """The id of the store that the position belongs to; empty until it is known."""
        return self._sequence.store_id

    @property
    def phase(self) -> Phase:
        """How far it is."""
        if not self._reached:
            return Phase.CONNECTING
        if self._sequence.must_ask or self._ready:
            return Phase.CATCHING_UP
        return Phase.LIVE if self._feed is None or self._heard else Phase.CATCHING_UP

    @property
    def behind(self) -> int:
        """How many positions are still to be looked at, as far as that is known."""
        return max(self._sequence.head - self._sequence.known, 0) + len(self._ready)

    def take(self) -> Optional[Event]:
        """Hands over the next event, if it is there. Its position is that of the subscriber from then on."""
        if not self._ready:
            return None
        event = self._ready.popleft()
        self.position = event.position
        if self._ready_from_feed:
            self.figures.from_feed += 1
        else:
            self.figures.from_store += 1
        return event

    def close(self) -> None:
        """Closes the sockets."""
        if self._feed is not None:
            self._feed.close()
            self._feed = None
        self._session.close()

    def work(self, now: float) -> None:
        """Does everything that can be done without waiting."""
        queries = self._session.queries
        queries.work(now)
        if self._asking is not None and self._asking.is_done:
            self._take_answer(self._asking, now)
        if self._feed is not None:
            self._feed.keep_subscribed()
            self._watch_connection(now)
        if not self._sequence.must_ask and self._asking is None and not self._ready:
            if self._feed is not None:
                self._hear(now)
                self._give_up_if_silent(now)
            elif now >= self._ask_at:
                self._sequence.doubt()
        if self._sequence.must_ask and self._asking is None and now >= self._ask_at:
            self._ask(now)

    def sockets(self) -> list[tuple[Any, int]]:
        """Returns the sockets to wait for, and for what."""
        sockets = self._session.queries.sockets()
        if self._feed is not None:
            sockets += self._feed.sockets(messages=self._asking is None and not self._sequence.must_ask)
        return sockets

    def due(self, now: float) -> float:
        """Returns when work() must run even if nothing arrives."""
        if self._asking is not None:
            return now if self._asking.is_done else self._session.queries.due(now)
        if self._sequence.must_ask or self._feed is None:
            return self._ask_at
        return self._heard_at + self._silence

    def _ask(self, now: float) -> None:
        self.figures.questions += 1
        self._doubts_when_asked = self._sequence.doubts
        self._asking = self._session.start(self._sequence.question(EVENTS_PER_QUESTION), now)
        # Send the question now, so that the daemon reads while the application works on the previous events.
        self._session.queries.work(now)

    def _take_answer(self, call: Call, now: float) -> None:
        self._asking = None
        try:
            answer = call.outcome()
            result = self._session.read_result(ReadEventsResult.from_wire, answer, call.pending.id)
            events = self._sequence.read(result, answer.position, self._doubts_when_asked)
        except (errors.HostFactoryError, LeftOut) as failure:
            self._take_failure(failure, now)
            return
        self._failures = 0
        self._ask_at = now
        self._reached = True
        self.trouble = ""
        self._ready_from_feed = False
        self._ready.extend(events)
        # Messages of the feed have waited meanwhile, so the silence is not the daemon's.
        self._heard_at = now
        # The feed brings everything, so it is closed to those who see their own alone. Roles may change meanwhile.
        if result.own_only:
            self._close_feed()
        elif self._feed is None:
            self._open_feed()
        if self._feed is None and not self._sequence.must_ask:
            self._ask_at = now + WITHOUT_FEED

    def _take_failure(self, failure: Exception, now: float) -> None:
        """Notes a failure that passes; raises one that does not. The next work() tries again in either case."""
        self._failures += 1
        pause = min(FIRST_PAUSE * 2.0 ** min(self._failures, 10), LONGEST_PAUSE)
        self._ask_at = now + FIRST_PAUSE + pause * random.uniform(0.5, 1.0)
        self._reached = False
        self.trouble = str(failure)
        log.debug("events after %d: %s", self._sequence.known, failure)
        if isinstance(failure, LeftOut):
            raise errors.Unreadable(str(failure)) from None
        if isinstance(failure, errors.Refused) and not failure.retryable:
            raise _of_refusal(failure)
        if not isinstance(failure, (errors.Refused, errors.Unreachable, errors.TimedOut)):
            raise failure

    def _open_feed(self) -> None:
        addresses = self._session.addresses_of_events()
        if not addresses:
            return
        self._heard = self._was_up = False
        self._beginnings = 0
        self._sequence.doubt()
        self._feed = Feed(self._session.context, addresses, self._sequence.topics())

    def _close_feed(self) -> None:
        if self._feed is not None:
            self._feed.close()
            self._feed = None

    def _watch_connection(self, now: float) -> None:
        assert self._feed is not None
        connection = self._feed.connection
        connection.look()
        made, up = connection.beginnings, connection.up
        changed = made != self._beginnings or (self._was_up and not up)
        if made != self._beginnings:
            self.figures.reconnects += made - max(self._beginnings, 1)
            self._ask_at = now
        self._beginnings, self._was_up = made, up
        if changed:
            self._heard = False
            # The peer may be another daemon now, whose events may seem to follow on what was known.
            self._sequence.doubt()

    def _hear(self, now: float) -> None:
        assert self._feed is not None
        burst: list[tuple[bytes, bytes]] = []
        while len(burst) < MESSAGES_PER_TURN and (message := self._feed.take()) is not None:
            burst.append(message)
        if not burst:
            return
        # ZeroMQ reports a new connection before it hands over messages of it.
        self._watch_connection(now)
        if self._sequence.must_ask:
            return  # all of it is in the store, and will be read there
        self._heard = True
        self._heard_at = now
        for topic, payload in burst:
            if not self._take_message(topic, payload, now):
                break
        self._silence = max(MISSING_HEARTBEATS * self._interval, SHORTEST_SILENCE)

    def _take_message(self, topic: bytes, payload: bytes, now: float) -> bool:
        """Takes a message of the feed. Returns whether the next one may be taken now."""
        heard = self._heartbeat(payload) if topic == HEARTBEAT_TOPIC else self._event(payload)
        if heard is Heard.GAP:
            self.figures.gaps += 1
        if heard is Heard.FOREIGN:
            self._take_failure(
                errors.StoreChanged(
                    f"the feed belongs to another store than {self.store_id}: its positions mean other events"
                ),
                now,
            )
        return heard in (Heard.NEXT, Heard.OTHER, Heard.OLD)

    def _heartbeat(self, payload: bytes) -> Heard:
        try:
            heartbeat = read_heartbeat(payload)
        except Misread:
            return Heard.OLD
        if heartbeat.interval is not None:
            self._interval = heartbeat.interval
        return self._sequence.hear_heartbeat(heartbeat)

    def _event(self, payload: bytes) -> Heard:
        try:
            event = Event.from_wire(unpack(payload))
        except Misread:
            # Ask the store for this event; a failure to read it there is raised.
            self._sequence.doubt()
            return Heard.DOUBT
        heard = self._sequence.hear(event)
        if heard is Heard.NEXT:
            self._ready_from_feed = True
            self._ready.append(event)
        return heard

    def _give_up_if_silent(self, now: float) -> None:
        if self._sequence.must_ask or now < self._heard_at + self._silence:
            return
        assert self._feed is not None
        log.info("nothing was heard of the feed for %.1f s; the connection is made anew", self._silence)
        self._heard = self._was_up = False
        self._heard_at = now
        # If heartbeats are rare or absent, a new connection each time would not help, so wait longer.
        self._silence = min(self._silence * 2, LONGEST_SILENCE)
        self._sequence.doubt()
        self._feed.connection.open()


def _of_refusal(failure: errors.Refused) -> errors.HostFactoryError:
    """Returns what a refusal of ReadEvents means to somebody who follows."""
    # Only the position can be wrong in a question of ours.
    if failure.code == "validation_error" and failure.field == "after":
        return errors.StoreChanged(f"the store ends before the position that was kept: {failure.message}")
    if failure.code == "invalid_state" and "first_position" in failure.details:
        first = failure.details["first_position"]
        return errors.EventsGone(failure.message, first if isinstance(first, int) else None)
    return failure


def subscriber_of(
    sites: Several[Endpoints], rules: CallRules, after: int, store_id: str, categories: Several[Category]
) -> Subscriber:
    """Makes a subscriber with sockets of its own, which are closed if that fails."""
    session = Session(sites, CallRules(timeout=rules.timeout, patience=0.2, on_behalf_of=rules.on_behalf_of))
    try:
        return Subscriber(session, Sequence(after, store_id, categories), time.monotonic())
    except BaseException:
        session.close()
        raise
