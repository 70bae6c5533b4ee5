"""Answers as JSON, in no more bytes than an assistant can read.

    text = bounded(plain(reply.result), 50_000)

What does not fit is left out from the longest lists and texts, and the place says so.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Optional

SHORTEST_TEXT = 64


def plain(value: Any) -> Any:
    """Returns a result as values of JSON. Fields without a value are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: plain(item) for name, item in fields if item is not None}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def written(value: Any) -> str:
    """Returns a value as a text of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def size(value: Any) -> int:
    """Returns in how many bytes a value is written."""
    return len(written(value).encode("utf-8", "replace"))


def fitting_items(result: Any, most_bytes: int) -> Optional[int]:
    """Returns how many items of a page fit; None where all do, or where the result is no page."""
    pages = [value for value in result.values() if isinstance(value, list)] if isinstance(result, dict) else []
    page: list[Any] = max(pages, key=len, default=[])
    if size(result) <= most_bytes or not page:
        return None
    left = most_bytes - size(result) + sum(size(item) + 2 for item in page)
    count = 0
    for item in page:
        left -= size(item) + 2
        if left < 0:
            break
        count += 1
    return count


def _cut(value: Any, items: int, characters: int) -> Any:
    if isinstance(value, str) and len(value) > characters:
        return f"{value[:characters]}… ({len(value) - characters} more characters were left out)"
    if isinstance(value, list):
        kept = [_cut(item, items, characters) for item in value[:items]]
        return kept + ([f"({len(value) - items} more were left out)"] if len(value) > items else [])
    if isinstance(value, dict):
        kept_fields = {key: _cut(value[key], items, characters) for key in list(value)[: max(items, 16)]}
        left_out = len(value) - len(kept_fields)
        return {**kept_fields, "…": f"{left_out} more were left out"} if left_out else kept_fields
    return value


def bounded(value: Any, most_bytes: int) -> str:
    """Returns a value as a text of JSON of no more than these bytes."""
    items, characters = 1 << 16, 1 << 20
    shown = value
    while size(shown) > most_bytes:
        if items <= 1 and characters <= SHORTEST_TEXT:
            return written({"left_out": f"{size(value)} bytes, which cannot be shown in {most_bytes}; ask for less"})
        items, characters = max(items // 2, 1), max(characters // 2, SHORTEST_TEXT)
        shown = _cut(value, items, characters)
    return written(shown)
