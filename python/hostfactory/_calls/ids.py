"""Ids of messages, and the name that this program gives itself towards the daemon."""

from __future__ import annotations

import functools
import getpass
import os
import socket
import sys
import time

LONGEST_NAME = 128


def new_id() -> str:
    """Returns a UUIDv7: unique for ever, not guessable, and in the order of time."""
    milliseconds = time.time_ns() // 1_000_000
    # From the system each time, so that forked processes do not go on with the same numbers.
    chance = int.from_bytes(os.urandom(10), "big")
    number = (milliseconds & (1 << 48) - 1) << 80 | chance
    number = number & ~(0xF << 76) | 7 << 76
    number = number & ~(0x3 << 62) | 2 << 62
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@functools.lru_cache(maxsize=1)
def client_name() -> str:
    """Returns user, host and program, for the daemon's audit log: "alice@head1 nightly.py"."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"uid {os.geteuid()}"
    program = os.path.basename(sys.argv[0]) if sys.argv and sys.argv[0] else "python"
    name = f"{user}@{socket.gethostname()} {program}".encode("utf-8", "replace")
    return name[:LONGEST_NAME].decode("utf-8", "ignore")
