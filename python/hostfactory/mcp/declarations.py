"""What the daemon declares of its commands and queries, and JSON schemas made of that."""

from __future__ import annotations

import functools
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..records import FieldDescription, MessageDescription
from .problems import Problem

KINDS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "word": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "time": {"type": "string", "format": "date-time"},
    "value": {},
}
# What the bounds of a value are called in a schema. The daemon bounds strings in bytes, no fewer than characters.
BOUNDS = {"list": "Items", "map": "Properties", "string": "Length", "integer": "imum", "number": "imum"}


@dataclass(frozen=True)
class Field:
    """One field of a message, with the fields of the map that it holds."""

    name: str
    about: FieldDescription
    inner: list[Field] = field(default_factory=list)

    @property
    def containers(self) -> list[str]:
        """The lists and maps around its values, from outside."""
        return self.about.type.split(" of ")[:-1]

    @property
    def kind(self) -> str:
        """What its values are, without lists and maps around them."""
        return self.about.type.split(" of ")[-1]


@dataclass(frozen=True)
class Declaration:
    """A command or a query, as the daemon declares it."""

    about: MessageDescription
    fields: list[Field]

    @property
    def name(self) -> str:
        """Its type."""
        return self.about.name

    @property
    def is_command(self) -> bool:
        """Whether it changes something."""
        return self.about.kind == "command"

    def field(self, name: str) -> Any:
        """Returns one of its own fields, or None."""
        return next((one for one in self.fields if one.name == name), None)


def _tree(descriptions: list[FieldDescription]) -> list[Field]:
    """Makes fields with inner fields of the flat list that Describe gives."""
    top: list[Field] = []
    within: dict[str, list[Field]] = {}
    for about in descriptions:
        before, _, name = about.path.rpartition(".")
        if name == "*":
            continue
        one = Field(name, about)
        within.get(before, top).append(one)
        if one.kind == "object":
            within[about.path + "".join({"list": "[]", "map": ".*"}[step] for step in one.containers)] = one.inner
    return top


def declared(about: MessageDescription) -> Declaration:
    """Makes a declaration of what Describe answers with."""
    return Declaration(about, _tree(about.fields))


@functools.lru_cache(maxsize=1)
def all_declarations() -> tuple[Declaration, ...]:
    """Returns every command and query."""
    data = pkgutil.get_data(__package__, "declarations.json")
    assert data is not None
    return tuple(declared(MessageDescription.from_wire(one)) for one in json.loads(data))


def _explained(one: Field) -> str:
    return one.about.help + (" (confidential)" if one.about.confidential else "")


def schema_of_field(one: Field) -> dict[str, Any]:
    """Returns the JSON schema of a field."""
    if one.kind == "object":
        schema = schema_of_fields(one.inner)
    else:
        schema = dict(KINDS.get(one.kind, {}))
        if one.about.choices:
            schema["enum"] = list(one.about.choices)
    for container in reversed(one.containers):
        schema = {"type": "array", "items": schema} if container == "list" else _map_of(schema)
    ending = BOUNDS.get((one.containers or [one.kind])[0])
    for word, bound in (("min", one.about.min), ("max", one.about.max)):
        if ending and bound is not None:
            schema[word + ending] = bound
    schema["description"] = _explained(one)
    if one.about.default not in (None, "", [], {}):
        schema["default"] = one.about.default
    return schema


def _map_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema}


def schema_of_fields(fields: list[Field]) -> dict[str, Any]:
    """Returns the JSON schema of a map."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {one.name: schema_of_field(one) for one in fields},
        "additionalProperties": False,
    }
    required = [one.name for one in fields if one.about.required]
    return {**schema, "required": required} if required else schema


def from_json(fields: list[Field], values: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    """Returns values of JSON as a message takes them: times are texts in JSON. Raises Problem."""
    by_name = {one.name: one for one in fields}
    return {
        name: _value(by_name[name], by_name[name].containers, value, f"{place}{name}") if name in by_name else value
        for name, value in values.items()
    }


def _value(one: Field, containers: list[str], value: Any, place: str) -> Any:
    if value is None:
        return None
    if containers and isinstance(value, list):
        return [_value(one, containers[1:], item, f"{place}[{i}]") for i, item in enumerate(value)]
    if containers and isinstance(value, dict):
        return {key: _value(one, containers[1:], item, f"{place}.{key}") for key, item in value.items()}
    if one.kind == "object" and isinstance(value, dict):
        return from_json(one.inner, value, place + ".")
    return _time(value, place) if one.kind == "time" else value


def _time(value: Any, place: str) -> datetime:
    try:
        # Python 3.9 and 3.10 do not know the Z.
        when = datetime.fromisoformat(value[:-1] + "+00:00" if value[-1:] in ("Z", "z") else value)
    except (TypeError, ValueError):
        raise Problem("validation_error", "must be a time such as 2026-11-30T12:00:00Z", place) from None
    if when.tzinfo is None:
        raise Problem("validation_error", "has no time zone; 2026-11-30T12:00:00Z has one", place)
    return when
