"""Wakes up somebody who waits for the end of a request, and who then asks: topics this narrow cannot tell a gap."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Optional

from ..errors import Unreachable
from .._calls.context import context_of_this_process
from .._site.endpoints import Endpoints
from .feed import Feed

log = logging.getLogger("hostfactory")

ENDS = ("RequestCompleted", "RequestPartiallyFulfilled", "RequestFailed", "RequestTimedOut", "RequestCancelled")


class Bell:
    """Rings when one of the events that end a request is published. It may be deaf, so nobody relies on it."""

    def __init__(self, sites: Sequence[Endpoints], request_id: str) -> None:
        self._feed: Optional[Feed] = None
        addresses = [site.address(site.events) for site in sites if site.events]
        if not addresses:
            return
        try:
            topics = [f"request.{end}.{request_id}".encode() for end in ENDS]
            self._feed = Feed(context_of_this_process(), addresses, topics)
        except Unreachable as problem:
            log.debug("%s", problem)

    def sockets(self) -> list[tuple[Any, int]]:
        """Returns the sockets to wait for."""
        return self._feed.sockets(messages=True) if self._feed is not None else []

    def settle(self) -> None:
        """Takes what has arrived, after a wait."""
        if self._feed is None:
            return
        self._feed.connection.look()
        while self._feed.take() is not None:
            pass

    def close(self) -> None:
        """Closes the sockets."""
        if self._feed is not None:
            self._feed.close()
