"""A state that is made of the daemon's events and follows them.

    >>> import json
    >>> from hostfactory import ReadView, events
    >>> class Providers:                            # a Fold: how the state changes with each event
    ...     def __init__(self, of=None):
    ...         self.of = of or {}
    ...     def apply(self, event):
    ...         if isinstance(event.data, events.TemplateCreated):
    ...             self.of[event.stream] = event.data.provider
    ...     def encode(self):                       # for checkpoints
    ...         return json.dumps(self.of).encode()
    ...     @classmethod
    ...     def decode(cls, data):
    ...         return cls(json.loads(data))
    >>> view = ReadView(Providers())
    >>> with site.events(after=view.position, store_id=view.store_id) as stream:
    ...     view.follow(stream, timeout=5.0)
    >>> view.state.of["small"]
    'local'
    >>> kept = view.checkpoint()                    # write it to a file, atomically
    >>> ReadView.resume(kept, Providers).state.of["small"]
    'local'

A view counts each event once: events at or before its position are skipped. A checkpoint holds the position, the
store's id and the state in the fold's own encoding; since they are written together, they match however often the
program dies. The C++ library writes the same checkpoints.
"""

from __future__ import annotations

import re
import time
from typing import Any, Generic, Optional, Protocol, TypeVar

from .errors import HostFactoryError
from .events import Event
from .stream import Events

BEGINNING = "hostfactory-view 1 "
# Stands for the id of a store that is not known yet, because the field must not be empty.
NO_STORE = "-"
FIRST_LINE = re.compile(rb"hostfactory-view 1 (\d{1,20}) (\S+) (\d{1,20})\n")


class BadCheckpoint(HostFactoryError):
    """Bytes are no checkpoint of a view, or were cut off."""


class Fold(Protocol):
    """How a state changes with each event. An exception of apply() refuses the event."""

    def apply(self, event: Event) -> None:
        """Takes the next event into account."""


class KeepableFold(Fold, Protocol):
    """A fold whose state can be encoded for a checkpoint, and decoded again."""

    def encode(self) -> bytes:
        """Returns the state as bytes."""

    @classmethod
    def decode(cls, data: bytes) -> Any:
        """Makes the fold of such bytes."""


F = TypeVar("F", bound=Fold)
K = TypeVar("K", bound=KeepableFold)


class ReadView(Generic[F]):
    """A fold, the position of the last event in it, and the id of the store that the position belongs to."""

    def __init__(self, state: F, position: int = 0, store_id: str = "") -> None:
        self.state = state
        self.position = position
        self.store_id = store_id
        self._refused: Optional[Exception] = None

    def follow(self, stream: Events, timeout: float) -> None:
        """Takes events until none is left for now, or the timeout is over. It waits for the first one that long."""
        deadline = time.monotonic() + timeout
        wait = timeout
        while (event := stream.next(wait)) is not None:
            self.take_of(event, stream.store_id)
            if time.monotonic() >= deadline:
                return
            wait = 0.0

    def take_of(self, event: Event, store_id: str) -> None:
        """Takes the next event of a stream. Once the fold has refused one, each further call raises that refusal, since
        the view would lack the event."""
        if self._refused is not None:
            raise self._refused
        try:
            self.take(event)
        except Exception as refused:
            self._refused = refused
            raise
        self.store_id = store_id

    def take(self, event: Event) -> None:
        """Takes the next event, from any source. If the fold refuses it, the view stays before it."""
        if event.position <= self.position:
            return
        self.state.apply(event)
        self.position = event.position

    def checkpoint(self: ReadView[K]) -> bytes:
        """Returns the bytes from which resume() makes this view again."""
        state = self.state.encode()
        line = f"{BEGINNING}{self.position} {self.store_id or NO_STORE} {len(state)}\n"
        return line.encode() + state

    @staticmethod
    def resume(data: bytes, fold: type[K]) -> ReadView[K]:
        """Makes a view of a checkpoint's bytes. Raises BadCheckpoint."""
        first = FIRST_LINE.match(data)
        if first is None:
            raise BadCheckpoint("this is no checkpoint of a view")
        state = data[first.end() :]
        length = int(first[3])
        if len(state) != length:
            raise BadCheckpoint(f"the checkpoint has {len(state)} bytes of state where {length} were written")
        store_id = first[2].decode("utf-8", "replace")
        fold_of_it: K = fold.decode(state)
        return ReadView(fold_of_it, int(first[1]), "" if store_id == NO_STORE else store_id)
