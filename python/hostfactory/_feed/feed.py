"""The socket on which every event is published, for those who follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

import zmq

from .._calls.connection import Connection
from .._site.endpoints import Address

RECEIVE_QUEUE = 100_000


class Feed:
    """A subscription. It connects again by itself, and misses what is published meanwhile."""

    def __init__(self, context: Any, addresses: Sequence[Address], topics: Sequence[bytes]) -> None:
        def prepare(socket: Any) -> None:
            socket.setsockopt(zmq.RCVHWM, RECEIVE_QUEUE)
            for topic in topics:
                socket.setsockopt(zmq.SUBSCRIBE, topic)

        self.connection = Connection(context, zmq.SUB, addresses, prepare)
        self.connection.open()

    def take(self) -> Optional[tuple[bytes, bytes]]:
        """Returns topic and payload of the next message; None if there is none for now."""
        while True:
            try:
                frames = self.connection.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return None
            if len(frames) == 2:
                return frames[0], frames[1]

    def keep_subscribed(self) -> None:
        """ZeroMQ sends the subscriptions over a new connection when the socket is next used in any way."""
        self.connection.socket.getsockopt(zmq.EVENTS)

    def sockets(self, *, messages: bool) -> list[tuple[Any, int]]:
        """Returns the sockets to wait for."""
        watched = [self.connection.socket, self.connection.monitor] if messages else [self.connection.monitor]
        return [(socket, zmq.POLLIN) for socket in watched]

    def close(self) -> None:
        """Closes the sockets."""
        self.connection.close()
