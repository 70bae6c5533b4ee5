"""A socket that is connected to a daemon, and knows whether it is there.

    connection = Connection(context, zmq.DEALER, [address], prepare)
    connection.open()
    connection.look()           # takes what ZeroMQ reports of the connection
    if connection.up: connection.socket.send(...)

Used by one thread at a time. Nothing waits.
"""

from __future__ import annotations

import errno
import itertools
import os
import socket as sockets
import struct
from collections.abc import Sequence
from typing import Any, Callable

import zmq

from ..errors import Unreachable
from .._site.endpoints import Address

HANDSHAKE_FAILED = (
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_AUTH
)
WATCHED = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_CONNECT_RETRIED | zmq.EVENT_DISCONNECTED | HANDSHAKE_FAILED

_monitors = itertools.count()

Socket = Any  # zmq.Socket, which is generic in newer versions of pyzmq alone; or None


class Connection:
    """A socket to the first of some addresses that lets it in: each open() takes the next one."""

    def __init__(
        self, context: Any, kind: int, addresses: Sequence[Address], prepare: Callable[[Socket], None]
    ) -> None:
        self._context = context
        self._kind = kind
        self._addresses = list(addresses)
        self._prepare = prepare
        self._next = 0
        self.socket: Socket = None
        self.monitor: Socket = None
        self.address = self._addresses[0]
        self.beginnings = 0
        self.endings = 0
        self._pid = os.getpid()
        self._clear()

    def __del__(self) -> None:
        # Where a socket is collected while ZeroMQ's own thread reports of it to a monitor that is gone, that thread
        # would wait for ever. The sockets of a parent process are not this one's to close.
        if self.socket is not None and self._pid == os.getpid():
            self.close()

    def _clear(self) -> None:
        self.up = False
        self.refused = False  # an attempt has failed since the connection was opened
        self.strange = False  # something listens there, and no handshake with it has succeeded
        self.stranger = False  # the daemon has said that it does not know this client

    @property
    def is_open(self) -> bool:
        """Whether there is a socket."""
        return self.socket is not None

    @property
    def hopeful(self) -> bool:
        """False after a failed attempt or an ended connection: ZeroMQ would try again, but less and less often."""
        return self.is_open and (self.up or not (self.refused or self.strange))

    def open(self) -> None:
        """Makes a new socket, to the next address. Raises Unreachable if the address makes no sense."""
        self.close()
        self.address = self._addresses[self._next % len(self._addresses)]
        self._next += 1
        try:
            self._open()
        except (zmq.ZMQError, UnicodeError) as problem:
            self.close()
            raise Unreachable(f"cannot connect to {self.address.endpoint}: {problem}") from None

    def _open(self) -> None:
        endpoint = self.address.endpoint
        self.socket = self._context.socket(self._kind)
        self.socket.setsockopt(zmq.LINGER, 0)
        # With IPV6, ZeroMQ would resolve a host name to its IPv6 address and try no other.
        self.socket.setsockopt(zmq.IPV6, int("[" in endpoint))
        self.socket.setsockopt(zmq.RECONNECT_IVL, 50)
        self.socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        notice_dead_peers(self.socket)
        if keys := self.address.keys:
            self.socket.setsockopt(zmq.CURVE_SERVERKEY, keys.server_key.encode())
            self.socket.setsockopt(zmq.CURVE_PUBLICKEY, keys.public_key.encode())
            self.socket.setsockopt(zmq.CURVE_SECRETKEY, keys.secret_key.encode())
        self._prepare(self.socket)
        where = f"inproc://hostfactory-monitor-{next(_monitors)}"
        self.socket.monitor(where, WATCHED)
        self.monitor = self._context.socket(zmq.PAIR)
        self.monitor.setsockopt(zmq.LINGER, 0)
        # ZeroMQ's own thread would wait if this queue were full.
        self.monitor.setsockopt(zmq.RCVHWM, 0)
        self.monitor.connect(where)
        self.socket.connect(endpoint)

    def close(self) -> None:
        """Closes the socket, and drops what was to be sent or received."""
        if self.socket is not None and not self.socket.closed:
            self.socket.monitor(None, 0)
            self.socket.close(0)
        if self.monitor is not None and not self.monitor.closed:
            self.monitor.close(0)
        self.socket = self.monitor = None
        self._clear()

    def look(self) -> None:
        """Takes into account what ZeroMQ has reported of the connection."""
        while self.monitor is not None:
            try:
                frames = self.monitor.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            if frames and len(frames[0]) == 6:
                self._note(struct.unpack("=HI", frames[0])[0])

    def _note(self, event: int) -> None:
        if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self.up = True
            self.stranger = False
            self.beginnings += 1
        elif event == zmq.EVENT_CONNECT_RETRIED:
            self.refused = True
        elif event == zmq.EVENT_DISCONNECTED:
            self.strange = self.strange or not self.up
            self.up = False
            self.endings += 1
        elif event & HANDSHAKE_FAILED:
            self.strange = True
            self.stranger = self.stranger or event == zmq.EVENT_HANDSHAKE_FAILED_AUTH

    def why_not(self) -> str:
        """Says why the daemon is not connected, for people. It may try to connect once more to find out."""
        endpoint, path = self.address.endpoint, self.address.path
        reason = probe(path) if path is not None else 0
        if reason not in (0, errno.ENOENT, errno.ECONNREFUSED):
            return f"cannot connect to {endpoint}: {os.strerror(reason)}"
        if self.stranger:
            return (
                f"hostfactoryd at {endpoint} does not know you; its administrator adds you to the principals "
                "(hostfactoryctl key show, for a connection by key)"
            )
        if self.strange:
            keys = ", does client.server_key name its key, and has it room for one more connection (its log)"
            return f"what listens on {endpoint} ends the connection; is it hostfactoryd{'' if path else keys}?"
        if not self.refused:
            return f"{endpoint} doesn't answer; is hostfactoryd running there?"
        return f"no hostfactoryd answers at {endpoint}; is it running? (systemctl status hostfactoryd)"


def probe(path: str) -> int:
    """Tries to connect to a unix socket. Returns 0, or the error of the system."""
    with sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM) as trial:
        trial.setblocking(False)
        try:
            trial.connect("\0" + path[1:] if path.startswith("@") else path)
        except BlockingIOError:
            return 0  # a full queue belongs to a process as well
        except OSError as problem:
            return problem.errno or 0
    return 0


def notice_dead_peers(socket: Socket) -> None:
    """Has TCP ask silent peers, so that a connection whose host is gone ends within a minute."""
    socket.setsockopt(zmq.TCP_KEEPALIVE, 1)
    socket.setsockopt(zmq.TCP_KEEPALIVE_IDLE, 30)
    socket.setsockopt(zmq.TCP_KEEPALIVE_INTVL, 10)
    socket.setsockopt(zmq.TCP_KEEPALIVE_CNT, 3)
    socket.setsockopt(zmq.TCP_MAXRT, 60_000)


def ask_to_be_noticed(socket: Socket) -> None:
    """Has the daemon end the connection soon if this process hangs: it sends PINGs with a time to live."""
    # libzmq 4.3.4 ends the process where a PING is due on a connection that has broken while its queue was full.
    socket.setsockopt(zmq.RCVHWM, 0)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 20_000)
    socket.setsockopt(zmq.HEARTBEAT_TTL, 60_000)
    # Or libzmq would end the connection where the daemon is slow to answer.
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 0)
