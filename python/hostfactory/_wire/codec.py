"""msgpack, as the protocol has it: maps with string keys, and neither `bin` nor `ext` values."""

from __future__ import annotations

from typing import Any

import msgpack  # type: ignore[import]

from .reading import Misread


def _no_ext(code: int, data: bytes) -> object:
    raise ValueError(f"it has an ext value of the code {code}")


def pack(value: dict[str, Any]) -> bytes:
    """Returns the bytes of a map. Raises ValueError or OverflowError for what msgpack cannot hold."""
    packed = msgpack.packb(value, use_bin_type=True)
    assert isinstance(packed, bytes)
    return packed


def unpack(data: bytes) -> object:
    """Returns the value of bytes that came from a socket. Raises Misread."""
    try:
        value: object = msgpack.unpackb(data, raw=False, strict_map_key=True, ext_hook=_no_ext)
    # What msgpack raises depends on its version; each of these means that the bytes are not to be read.
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, msgpack.UnpackException) as wrong:
        raise Misread(f"is not msgpack as the protocol has it ({type(wrong).__name__}: {wrong})") from None
    return value
