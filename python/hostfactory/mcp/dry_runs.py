"""What shows beforehand what a command would do, by what the daemon declares.

1. A command with a field `dry_run` says it itself.
2. A query plans some commands: PLANS has them, since no declaration says which.
3. A command that names machines is shown with their list, and one that names one thing with this thing as it is.
4. Otherwise nothing but the command itself can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from .declarations import Declaration, all_declarations
from .tools import words_of

# The query, and the field of the query that the whole command becomes; without one it has the fields of the command.
PLANS: dict[str, tuple[str, Optional[str]]] = {
    "CreateRequest": ("PlanRequest", None),
    "CreateTemplate": ("ValidateTemplate", "template"),
    "ResumeSite": ("GetQuarantine", None),
}
# What a command makes is not there to be shown.
MAKING_VERBS = frozenset({"Create", "Register"})


@dataclass(frozen=True)
class DryRun:
    """A message that changes nothing and shows what a command would do.

    declaration: of the message
    body: its fields
    is_plan: whether it tells what would happen; otherwise it tells what the command is about, as that is now
    """

    declaration: Declaration
    body: dict[str, Any]
    is_plan: bool


def query_of(name: str) -> Optional[Declaration]:
    """Returns the declaration of a query, if there is one of that name."""
    return next((one for one in all_declarations() if one.name == name and not one.is_command), None)


def _in_common(query: Declaration, body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if query.field(name) is not None}


def _look(command: Declaration, body: dict[str, Any]) -> Optional[DryRun]:
    """Finds the query for what a command names: the format of a field says what the field names."""
    if words_of(command.name)[0] in MAKING_VERBS:
        return None
    for one in command.fields:
        thing, _, _ = (one.about.format or "").partition(" ")
        if not thing:
            continue
        several = query_of(f"List{thing.capitalize()}s") if one.containers == ["list"] else None
        if several is not None and several.field(one.name) is not None:
            more = {"live_only": True} if several.field("live_only") is not None else {}
            return DryRun(several, {**_in_common(several, body), **more}, False)
        single = query_of(f"Get{thing.capitalize()}") if one.about.required and not one.containers else None
        if single is not None and one.name in body:
            return DryRun(single, {one.name: body[one.name]}, False)
    return None


def dry_run_of(command: Declaration, body: dict[str, Any]) -> Optional[DryRun]:
    """Returns what to ask before a command is carried out; None where the daemon has nothing of that kind."""
    if command.field("dry_run") is not None:
        return DryRun(command, {**body, "dry_run": True}, True)
    name, whole = PLANS.get(command.name, ("", None))
    plan = query_of(name)
    if plan is not None:
        return DryRun(plan, {whole: body} if whole else _in_common(plan, body), True)
    return _look(command, body)
