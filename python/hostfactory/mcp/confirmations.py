"""Tokens by which an assistant confirms a command that it was shown.

    shown = Intention("ReturnMachines", {"request_id": "…"})
    token = confirmations.token_for(shown)              # goes to the assistant with the dry run
    command_id = confirmations.id_for(token, shown)     # raises Problem for any other command

A token is the id that the command will have, the moment until which it holds, and a keyed hash of both with the
command. So it stands for this command alone, and the daemon carries the command out once, however often it is
confirmed. Nothing is kept; the key is new with each start of the server.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
from dataclasses import dataclass
from typing import Any, Callable, Optional

from .._calls.ids import new_id
from .problems import Problem

# Long enough for a person to read what is shown, and so short that it is still true.
HOLDS_S = 600


@dataclass(frozen=True)
class Intention:
    """A command that an assistant wants carried out: its type, its body, and the version that it expects."""

    type: str
    body: dict[str, Any]
    expected_version: Optional[int] = None


class Confirmations:
    """Makes tokens, and knows its own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = os.urandom(32)

    def token_for(self, intention: Intention) -> str:
        """Returns a new token for a command."""
        command_id, until = new_id(), int(self._clock()) + HOLDS_S
        return f"{command_id}.{until}.{self._hash(command_id, until, intention)}"

    def id_for(self, token: str, intention: Intention) -> str:
        """Returns the id under which to send a command. Raises Problem unless the token is for it, and holds still."""
        command_id, _, rest = token.partition(".")
        until, _, given = rest.partition(".")
        if not until.isascii() or not until.isdigit() or len(until) > 20:
            raise Problem("not_confirmed", "is no token of this server; call without it first", "confirm")
        expected = self._hash(command_id, int(until), intention)
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            raise Problem(
                "not_confirmed",
                "is the token of another command, of other arguments or of another start of this server;"
                " call with these arguments and without it first",
                "confirm",
            )
        if self._clock() > int(until):
            raise Problem("not_confirmed", "holds no longer; call without it again to see what is so now", "confirm")
        return command_id

    def _hash(self, command_id: str, until: int, intention: Intention) -> str:
        said = [command_id, until, intention.type, intention.body, intention.expected_version]
        text = json.dumps(said, sort_keys=True)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
