"""Holds arguments to the schema of their tool, so that an assistant hears at once which field is wrong."""

from __future__ import annotations

from typing import Any

from .problems import Problem


def _place(steps: Any) -> str:
    place = ""
    for step in steps:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else str(step)
    return place


def check(arguments: dict[str, Any], schema: dict[str, Any]) -> None:
    """Raises Problem for the first argument that is wrong."""
    # Here, so that --help and a good word about what is missing need nothing that is missing.
    import jsonschema

    wrong = next(jsonschema.Draft7Validator(schema).iter_errors(arguments), None)
    if wrong is not None:
        raise Problem("validation_error", str(wrong.message)[:500], _place(wrong.absolute_path) or None)
