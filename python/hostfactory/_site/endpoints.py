"""The daemon's addresses, and the keys for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from .keys import Keys

TCP = "tcp://"
IPC = "ipc://"


@dataclass(frozen=True)
class Address:
    """One socket of a daemon: its endpoint, and the keys for it."""

    endpoint: str
    keys: Optional[Keys] = field(default=None, repr=False)

    @property
    def path(self) -> Optional[str]:
        """The path of a unix socket; None for others."""
        return self.endpoint[len(IPC) :] if self.endpoint.startswith(IPC) else None


@dataclass(frozen=True)
class Endpoints:
    """Where a daemon listens: `ipc://` or `tcp://` addresses of ZeroMQ.

    commands: where commands are taken
    queries: where queries are answered
    events: where events are published; empty: events are asked for
    keys: what to connect with over TCP, where the site has principals
    """

    commands: str
    queries: str
    events: str = ""
    keys: Optional[Keys] = field(default=None, repr=False)

    def address(self, endpoint: str) -> Address:
        """Returns an endpoint with the keys for it: the kernel says who is at the other end of ipc://."""
        return Address(endpoint, self.keys if endpoint.startswith(TCP) else None)

    def any_tcp(self) -> bool:
        """Whether one of them is a TCP address."""
        return any(endpoint.startswith(TCP) for endpoint in (self.commands, self.queries, self.events))

    @classmethod
    def in_directory(cls, directory: str) -> Endpoints:
        """Returns the usual sockets in a directory, such as /run/hostfactory."""
        commands, queries, events = (f"{IPC}{directory}/{name}.sock" for name in ("commands", "queries", "events"))
        return cls(commands, queries, events)
