"""How the synchronous client waits, and how threads and processes share what has sockets."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Callable, Generic, Optional, Protocol, TypeVar

import zmq

from .errors import Closed

log = logging.getLogger("hostfactory")

# How often a thread that waits looks whether the client was closed by another one.
GLANCE = 0.25


class Closable(Protocol):
    """Something with sockets."""

    def close(self) -> None:
        """Closes the sockets."""


S = TypeVar("S", bound=Closable)

# What a forked process has inherited stays as it is: its sockets belong to the parent.
_inherited: list[object] = []


def wait_for(sockets: Sequence[tuple[Any, int]], until: float) -> bool:
    """Waits until one of the sockets is ready, or for a glance at what else has changed. Returns whether one is."""
    seconds = min(max(until - time.monotonic(), 0.0), GLANCE)
    poller = zmq.Poller()
    for socket, events in sockets:
        poller.register(socket, events)
    if sockets:
        # At least a millisecond, so that the clock has passed the moment that was waited for.
        return bool(poller.poll(int(seconds * 1000) + 1))
    time.sleep(seconds)
    return False


class Turns(Generic[S]):
    """Lends what has sockets to one thread after another, and to each process its own."""

    def __init__(self) -> None:
        self._held: Optional[S] = None
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self.is_closed = False

    @contextmanager
    def mine(self, make: Callable[[], S], seconds: float) -> Iterator[Optional[S]]:
        """Waits for this thread's turn; `make` is called where there is nothing yet to lend. Raises Closed.

        It lends None if other threads have the turn for so many seconds.
        """
        self._look_at_process()
        lock = self._lock
        if not lock.acquire(timeout=min(max(seconds, 0.0), threading.TIMEOUT_MAX)):
            yield None
            return
        try:
            self.check_open()
            if self._held is None:
                self._held = make()
            yield self._held
        finally:
            try:
                if self.is_closed:
                    self._drop()
            finally:
                lock.release()

    def check_open(self) -> None:
        """Raises Closed if it was closed."""
        if self.is_closed:
            raise Closed("the client was closed")

    def close(self) -> None:
        """Closes at once, or as soon as the thread whose turn it is has noticed. It never waits."""
        self.is_closed = True
        self._look_at_process()
        if self._lock.acquire(blocking=False):
            try:
                self._drop()
            finally:
                self._lock.release()

    def _drop(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def _look_at_process(self) -> None:
        if self._pid == os.getpid():
            return
        log.debug("process %d was forked from %d; it connects by itself", os.getpid(), self._pid)
        _inherited.append(self._held)
        self._held = None
        self._lock = threading.Lock()
        self._pid = os.getpid()
