"""What a subscriber knows of the store's one order, and whether an event that it hears comes next in it.

    sequence = Sequence(after=41)
    while sequence.must_ask:
        doubts = sequence.doubts
        events = sequence.read(result_of(sequence.question(1000)), head, doubts)
    if sequence.hear(event) is Heard.NEXT: hand_over(event)   # otherwise it is old, or there is a gap

Nothing that is heard counts before the store was asked. The store is asked again whenever something is unusual (a gap,
a new connection, a restarted daemon), since only its answer says for certain which store this is and what it holds.

A subscriber to several categories alone could not check the order between them, so with more than one the whole feed is
heard, and only wanted events count.

Does no I/O and reads no clock.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence as Several
from datetime import datetime
from typing import Optional

from ..errors import StoreChanged
from ..events import Event
from ..queries import ReadEvents
from ..results import ReadEventsResult
from ..words import Category
from .._wire.envelope import Heartbeat

CATEGORIES: tuple[Category, ...] = ("template", "request", "machine", "provider")
HEARTBEAT_TOPIC = b"$heartbeat"


class Heard(enum.Enum):
    """What an event or a heartbeat of the feed means."""

    NEXT = enum.auto()  # it comes next: hand it over
    OTHER = enum.auto()  # it comes next, and belongs to no wanted category
    OLD = enum.auto()  # it is already known, or says nothing new
    GAP = enum.auto()  # something is missing
    DOUBT = enum.auto()  # this may be another daemon than before
    FOREIGN = enum.auto()  # this is another store


class LeftOut(Exception):
    """An answer of the store lacks an event that it must have."""


def check_categories(categories: Several[str]) -> None:
    """Raises ValueError for a category that there is not."""
    for category in categories:
        if category not in CATEGORIES:
            raise ValueError(f"there is no category {category!r}; there are {', '.join(CATEGORIES)}")


def check_start(after: int, categories: Several[str]) -> None:
    """Raises ValueError where a stream cannot begin with these."""
    if not isinstance(after, int) or after < 0:
        raise ValueError(f"after must be the position of an event, or 0, not {after!r}")
    check_categories(categories)


class Sequence:
    """The positions that are known, and what follows from them."""

    def __init__(self, after: int = 0, store_id: str = "", categories: Several[Category] = ()) -> None:
        check_categories(categories)
        wanted = [category for category in CATEGORIES if category in categories]
        self._categories: list[Category] = [] if len(wanted) == len(CATEGORIES) else wanted
        self.store_id = store_id
        self.known = after
        self.head = after
        self.doubts = 0
        self.must_ask = True
        self._started_at: Optional[datetime] = None
        # The number of events per category is known in advance only at position 0.
        self._in_category: dict[str, int] = dict.fromkeys(CATEGORIES, 0) if after == 0 else {}

    @property
    def _only(self) -> Optional[str]:
        """The one category that is subscribed to; None if everything is heard."""
        return self._categories[0] if len(self._categories) == 1 else None

    def topics(self) -> list[bytes]:
        """Returns the topics to subscribe to on the feed."""
        return [f"{self._only}.".encode(), HEARTBEAT_TOPIC] if self._only else [b""]

    def question(self, limit: int) -> ReadEvents:
        """Returns the next question to the store."""
        return ReadEvents(after=self.known, limit=limit, categories=self._categories or None)

    def read(self, answer: ReadEventsResult, head: int, doubts: int) -> list[Event]:
        """Takes the store's answer, and returns the wanted events that come next. Raises StoreChanged or LeftOut.

        doubts: those when the question was asked
        """
        try:
            self._check(answer)
        except (StoreChanged, LeftOut):
            self.doubt()
            raise
        self.store_id = answer.store_id
        self.head = max(self.head, head)
        events = [event for event in answer.events if event.position > self.known and self._wants(event.category)]
        for event in events:
            self._learn(event)
        if answer.own_only:
            # Others' events behind these have had the next numbers.
            self._in_category = {}
        self.known = max(self.known, answer.position)
        self.must_ask = answer.has_more or doubts != self.doubts
        return events

    def _check(self, answer: ReadEventsResult) -> None:
        """An answer that leaves out an event would be a silent loss, unless it says that it leaves out others'."""
        if self.store_id and answer.store_id != self.store_id:
            raise StoreChanged(
                f"the daemon has the store {answer.store_id}, and position {self.known} is one of the store "
                f"{self.store_id}: there it means other events"
            )
        all_wanted = not self._categories and not answer.own_only
        numbers = dict(self._in_category)
        last = self.known
        for event in answer.events:
            if event.position <= self.known:
                continue
            follows = event.position == last + 1 if all_wanted else event.position > last
            number = numbers.get(event.category)
            if not answer.own_only and number is not None and event.category_position != number + 1:
                follows = False
            if not follows:
                raise LeftOut(f"the daemon has left out what comes before event {event.position}, after {last}")
            numbers[event.category] = event.category_position
            last = event.position

    def hear(self, event: Event) -> Heard:
        """Judges an event of the feed, and takes it into account."""
        if self.must_ask:
            return Heard.GAP
        if event.position <= self.known:
            return Heard.OLD
        # The feed may lack events of other categories, because it is not subscribed to them.
        if self._only and event.category != self._only:
            return Heard.OTHER
        number = self._in_category.get(event.category)
        if self._only:
            follows = number is not None and event.category_position == number + 1
        else:
            follows = event.position == self.known + 1
        if not follows:
            return self._missing()
        self.head = max(self.head, event.position)
        self._learn(event)
        return Heard.NEXT if self._wants(event.category) else Heard.OTHER

    def hear_heartbeat(self, heartbeat: Heartbeat) -> Heard:
        """Judges a heartbeat, and takes it into account."""
        if self.store_id and heartbeat.store_id != self.store_id:
            self.doubt()
            return Heard.FOREIGN
        another_daemon = self._started_at is not None and heartbeat.started_at != self._started_at
        self._started_at = heartbeat.started_at
        if another_daemon:
            self.doubt()
            return Heard.DOUBT
        if self.must_ask:
            return Heard.GAP
        # Such a heartbeat waited in the queue while the store was read.
        if heartbeat.position <= self.known:
            return Heard.OLD
        self.head = max(self.head, heartbeat.position)
        if self._only is None:
            return self._missing()
        told = heartbeat.category_positions.get(self._only)
        if told is None or self._in_category.get(self._only) != told:
            return self._missing()
        self.known = heartbeat.position
        return Heard.OLD

    def doubt(self) -> None:
        """From here on, only the store's answer to a new question counts."""
        self.doubts += 1
        self.must_ask = True

    def _missing(self) -> Heard:
        self.must_ask = True
        return Heard.GAP

    def _wants(self, category: str) -> bool:
        return not self._categories or category in self._categories

    def _learn(self, event: Event) -> None:
        self._in_category[event.category] = event.category_position
        self.known = max(self.known, event.position)
