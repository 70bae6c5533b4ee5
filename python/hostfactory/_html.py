"""How a notebook shows records. Whatever a daemon says is escaped: names and tags may hold anything."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Sequence
from typing import Any

MOST_ROWS = 200


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and len(value) > 10:
        return html.escape(f"{len(value)} items")
    isoformat = getattr(value, "isoformat", None)
    return html.escape(str(isoformat(sep=" ") if callable(isoformat) else value))


def _columns(record: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(record)]


def record_html(record: Any) -> str:
    """Shows one record as a table of its fields; those without a value are left out."""
    rows = [
        f"<tr><th style='text-align:left'>{html.escape(name)}</th><td>{_cell(getattr(record, name))}</td></tr>"
        for name in _columns(record)
        if getattr(record, name) is not None
    ]
    return f"<table><caption>{html.escape(type(record).__name__)}</caption>{''.join(rows)}</table>"


def table_html(records: Sequence[Any]) -> str:
    """Shows records of one type as a table, a line each; columns in which none has a value are left out."""
    if not records:
        return "<p>nothing</p>"
    shown = records[:MOST_ROWS]
    columns = [name for name in _columns(records[0]) if any(getattr(record, name) is not None for record in shown)]
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    lines = (
        "<tr>" + "".join(f"<td>{_cell(getattr(record, name))}</td>" for name in columns) + "</tr>" for record in shown
    )
    rest = len(records) - len(shown)
    more = f"<p>and {rest} more</p>" if rest else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{more}"
