"""Lists that a notebook shows as tables."""

from __future__ import annotations

from typing import TypeVar

from ._html import table_html

T = TypeVar("T")


class Table(list[T]):
    """A list of records."""

    def _repr_html_(self) -> str:
        return table_html(self)
