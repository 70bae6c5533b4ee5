"""Reads small files that somebody else may have put there."""

from __future__ import annotations

import os
import stat

from ..errors import ConfigurationError


def read_file(path: str, most_bytes: int, *, secret: bool = False) -> bytes:
    """Returns the bytes of a regular file. One that holds a secret is refused if others than its owner may use it."""
    try:
        # Not to wait where the path is that of a FIFO.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise ConfigurationError(f"{path} is no regular file")
            if secret and about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ConfigurationError(
                    f"{path} holds a secret, and others than its owner can use it (chmod 600)"
                )
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as wrong:
        raise ConfigurationError(f"can't read {path}: {wrong}") from None
    if len(data) > most_bytes:
        raise ConfigurationError(f"{path} is larger than {most_bytes} bytes")
    return data
