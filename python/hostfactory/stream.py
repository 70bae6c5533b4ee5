"""The events of a site, for the synchronous client."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Optional

from ._calls.rules import CallRules
from ._feed.sequence import check_start
from ._feed.subscriber import Figures, Phase, Subscriber, subscriber_of
from ._site.endpoints import Endpoints
from ._waiting import Turns, wait_for
from .events import Event
from .words import Category


class Events(Iterator[Event]):
    """The events after a position: each once and in order, over lost messages and restarts of the daemon.

    An application that keeps `position` together with what it has made of the events counts each event once, also over
    its own restarts. `store_id` belongs to it: the same position of another store means other events.
    """

    def __init__(
        self,
        sites: Sequence[Endpoints],
        rules: CallRules,
        after: int,
        store_id: str,
        categories: Sequence[Category],
    ) -> None:
        self._sites = list(sites)
        self._rules = rules
        self._categories = tuple(categories)
        self._position = after
        self._store_id = store_id
        self._phase = Phase.CONNECTING
        self._trouble = ""
        self._behind = 0
        self.figures = Figures()
        check_start(after, self._categories)
        self._turns: Turns[Subscriber] = Turns()

    def _subscriber(self) -> Subscriber:
        return subscriber_of(self._sites, self._rules, self._position, self._store_id, self._categories)

    def __enter__(self) -> Events:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __iter__(self) -> Events:
        return self

    def __next__(self) -> Event:
        while True:
            event = self.next(3600.0)
            if event is not None:
                return event

    def next(self, timeout: float) -> Optional[Event]:
        """Returns the next event, or None if there is none in time.

        Raises StoreChanged or EventsGone where the position means nothing any more, and NotAllowed. It may be called
        again after an error.
        """
        deadline = time.monotonic() + timeout
        with self._turns.mine(self._subscriber, timeout) as subscriber:
            if subscriber is None:
                return None
            try:
                while True:
                    subscriber.work(time.monotonic())
                    event = subscriber.take()
                    if event is not None or time.monotonic() >= deadline:
                        return event
                    wait_for(subscriber.sockets(), min(deadline, subscriber.due(time.monotonic())))
                    self._turns.check_open()
            finally:
                self._note(subscriber)

    def _note(self, subscriber: Subscriber) -> None:
        self._position, self._store_id = subscriber.position, subscriber.store_id
        self._phase, self._behind, self._trouble = subscriber.phase, subscriber.behind, subscriber.trouble
        self.figures = subscriber.figures

    @property
    def position(self) -> int:
        """The position of the last event that was handed over: where a later run resumes."""
        return self._position

    @property
    def store_id(self) -> str:
        """The id of the store that the position belongs to; empty until it is known."""
        return self._store_id

    @property
    def phase(self) -> Phase:
        """Whether events are handed over as they happen, are read from the store, or no daemon answers."""
        return self._phase

    @property
    def behind(self) -> int:
        """How many positions are still to be looked at, as far as that is known."""
        return self._behind

    @property
    def trouble(self) -> str:
        """Why no daemon answers; empty if one does."""
        return self._trouble

    def close(self) -> None:
        """Ends the connections."""
        self._turns.close()
