"""The standard streams of a server that speaks the protocol over them, as lines.

    wire_in, wire_out = take_streams()
    lines = Lines(wire_in)
    line = await apart(lines.next)
    await apart(lambda: write_all(wire_out, b"…"))

Whatever is written to descriptor 1 by somebody else would break the protocol, so it becomes standard error, and the
protocol has a descriptor of its own. The same holds for descriptor 0, which a child would read from.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import threading
from contextlib import suppress
from typing import Any, Callable, Optional, TypeVar

log = logging.getLogger("hostfactory")

T = TypeVar("T")

LONGEST_LINE = 1 << 22


def take_streams() -> tuple[int, int]:
    """Returns the descriptors of the protocol's input and output. Raises OSError where they are closed."""
    wire_in, wire_out = (fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3) for descriptor in (0, 1))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # standard error is closed
        os.dup2(nothing, 1)
    if nothing > 2:
        os.close(nothing)
    return wire_in, wire_out


class Lines:
    """Reads lines. A buffer of Python's has a lock that aborts the interpreter's end while a thread waits with it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._read = b""

    def next(self) -> Optional[bytes]:
        """Returns the next line, or None at the end, or where a line is longer than LONGEST_LINE. It may wait long."""
        while b"\n" not in self._read:
            try:
                data = os.read(self._descriptor, 1 << 16)
            except OSError:  # as good as the end
                data = b""
            if len(self._read) > LONGEST_LINE:
                log.error("a message of more than %d bytes ends the conversation", LONGEST_LINE)
                return None
            if not data:
                return None
            self._read += data
        line, _, self._read = self._read.partition(b"\n")
        return line


def write_all(descriptor: int, data: bytes) -> None:
    """Writes everything. Raises OSError, for one where nobody reads any more. It may wait long."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


async def apart(work: Callable[[], T]) -> T:
    """Runs what may wait for ever in a thread of its own, for which neither a cancellation nor the end has to wait."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(how: Callable[[Any], None], value: Any) -> None:
        if not future.done():
            how(value)

    def run() -> None:
        how: Callable[[Any], None] = future.set_result
        value: Any
        try:
            value = work()
        except BaseException as failure:  # handed to the one that awaits it
            how, value = future.set_exception, failure
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, how, value)

    threading.Thread(target=run, name="hostfactory-mcp stream", daemon=True).start()
    return await future
