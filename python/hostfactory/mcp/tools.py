"""Tools, made of declarations: their names, descriptions, schemas and annotations. A new message is one of them.

The package `mcp` is not needed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Union

from .. import commands, queries
from .._wire.message import Command, Message, Query
from .declarations import Declaration, from_json, schema_of_fields

CONFIRM = "confirm"
EXPECTED_VERSION = "expected_version"
# A command whose name begins otherwise may end or overwrite something, for all that can be said of commands to come.
HARMLESS_VERBS = frozenset(
    {"Audit", "Check", "Claim", "Create", "Enable", "Register", "Request", "Retry", "Start", "Validate"}
)

CONFIRM_SCHEMA = {
    "type": "string",
    "description": "what the call without it has answered with; it stands for exactly these arguments",
}
VERSION_SCHEMA = {
    "type": "integer",
    "minimum": 0,
    "description": "refuse unless what the command names is at this version",
}


def words_of(name: str) -> list[str]:
    """Takes a type into its words: WhoAmI is Who, Am, I."""
    return re.findall(r"[A-Z][a-z0-9]*", name)


@dataclass(frozen=True)
class Tool:
    """A tool, and the message that it stands for."""

    name: str
    declaration: Declaration

    @property
    def title(self) -> str:
        """Its name for people."""
        return " ".join(words_of(self.declaration.name)).capitalize()

    @property
    def description(self) -> str:
        """What the assistant reads about it."""
        about = self.declaration.about
        text = f"{about.help} Needs the role {about.role}."
        if self.declaration.is_command:
            text += (
                f" A call without `{CONFIRM}` does nothing: it shows what would be done. The same call with the"
                f" `{CONFIRM}` that it has answered with does it, once."
            )
        return text

    @property
    def input_schema(self) -> dict[str, Any]:
        """The JSON schema of its arguments."""
        schema = schema_of_fields([one for one in self.declaration.fields if not self.is_dry_run(one.name)])
        if self.declaration.is_command:
            if self.declaration.about.versioned:
                schema["properties"][EXPECTED_VERSION] = VERSION_SCHEMA
            schema["properties"][CONFIRM] = CONFIRM_SCHEMA
        return schema

    @property
    def annotations(self) -> dict[str, bool]:
        """What a client may know of it beforehand. A command is idempotent, since its `confirm` does it once."""
        changes = self.declaration.is_command
        return {
            "readOnlyHint": not changes,
            "destructiveHint": changes and words_of(self.declaration.name)[0] not in HARMLESS_VERBS,
            "idempotentHint": True,
            "openWorldHint": False,
        }

    def is_dry_run(self, field: str) -> bool:
        """Whether a field is the daemon's own word for a dry run. The server sets it, and not the assistant."""
        return self.declaration.is_command and field == "dry_run"

    def message(self, body: dict[str, Any]) -> Message[Any]:
        """Returns the message with this body. Raises Problem."""
        return message_of(self.declaration, body)


def message_of(declaration: Declaration, body: dict[str, Any]) -> Message[Any]:
    """Makes the typed message of a declaration. Raises Problem."""
    module: Any = commands if declaration.is_command else queries
    kind: type[Union[Command[Any], Query[Any]]] = getattr(module, declaration.name)
    return kind(**from_json(declaration.fields, body))


def tools_of(declarations: Iterable[Declaration], *, with_commands: bool) -> dict[str, Tool]:
    """Returns the tools by their names. A command that is called as a query is has `_command` behind its name."""
    tools: dict[str, Tool] = {}
    for one in sorted(declarations, key=lambda one: one.is_command):
        name = "_".join(words_of(one.name)).lower()
        name += "_command" if name in tools else ""
        if with_commands or not one.is_command:
            tools[name] = Tool(name, one)
    return tools
