"""Columns that modules add to the list of another module's table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.base.registry import Registry

from .declared_filters import Declared
from .list_screen import Computed


@dataclass(frozen=True, slots=True)
class AddedColumn:
    """A column behind the list's own, computed in SQL correlated with the list's table (ruling 19).

    It is shown, sorted and exported as its type says; ``filter`` adds a field to the filter bar.
    A ``folded`` one is shown only to who chooses it, as where the list has no room.
    """

    resource: str
    name: str
    label: Any
    column: Computed
    filter: Declared | None = None
    folded: bool = False


COLUMNS = Registry("added_columns", AddedColumn, lambda one: f"{one.resource} {one.name}")


def added_words(screen: Any) -> dict[str, Any]:
    """The declarations of a screen with the columns that modules add to it."""
    added = [
        one for one in COLUMNS.registered().values() if one.resource == screen.class_permission_name
    ]
    names = [one.name for one in added]
    filters = {one.name: one.filter for one in added if one.filter is not None}
    return {
        "list_columns": [*screen.list_columns, *names],
        "folded_columns": [*screen.folded_columns, *(one.name for one in added if one.folded)],
        "order_columns": [*screen.order_columns, *names],
        "search_columns": [*screen.search_columns, *filters],
        "computed": {**screen.computed, **{one.name: one.column for one in added}},
        "filters": {**screen.filters, **filters},
        "label_columns": {**screen.label_columns, **{one.name: one.label for one in added}},
    }
