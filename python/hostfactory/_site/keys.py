"""Keys of CURVE, and the files that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field

import zmq

from ..errors import ConfigurationError
from .files import read_file

Z85 = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#")
KEY_LENGTH = 40
MOST_BYTES = 4096


@dataclass(frozen=True)
class Keys:
    """What a client connects with: the daemon's public key and its own pair, in Z85."""

    server_key: str
    public_key: str
    secret_key: str = field(repr=False)


def fault_of_key(text: str) -> str:
    """Returns what is wrong with a key, or nothing. It reveals nothing of the key."""
    if len(text) != KEY_LENGTH:
        return f"a key has {KEY_LENGTH} characters, and this has {len(text)}"
    return "" if set(text) <= Z85 else "a key is written in Z85, and this has other characters"


def read_keys(server_key: str, key_file: str) -> Keys:
    """Makes keys of the daemon's public key and the file of the client's secret one, as `hostfactoryctl key generate`
    writes it."""
    if fault := fault_of_key(server_key):
        raise ConfigurationError(f"client.server_key: {fault}")
    try:
        secret_key = read_file(key_file, MOST_BYTES, secret=True).decode("ascii", "replace").rstrip("\n")
    except ConfigurationError as wrong:
        raise ConfigurationError(f"client.key_file: {wrong}") from None
    if fault := fault_of_key(secret_key):
        raise ConfigurationError(f"client.key_file: {key_file}: {fault}")
    try:
        public_key = zmq.curve_public(secret_key.encode("ascii"))
    except zmq.ZMQError as problem:
        raise ConfigurationError(f"client.key_file: {key_file}: {problem}") from None
    return Keys(server_key, public_key.decode("ascii"), secret_key)
