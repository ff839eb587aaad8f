"""Rules of the conditions that a list was left with: what is kept, and what of it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .filters import SealedIs

Arguments = Mapping[str, Sequence[str]]


def left_behind(conditions: Iterable[Any], defaults: Arguments) -> dict[str, Any] | None:
    """What is kept of the conditions in force; None where they are those that the list begins with.

    Searches for a personal number are not kept.
    """
    filters = {
        one.argument: list(one.values) for one in conditions if not isinstance(one.filter, SealedIs)
    }
    began = {argument: list(values) for argument, values in defaults.items()}
    return None if filters == began else {"filters": filters, "defaults": began}


def come_back(left: Mapping[str, Any], defaults: Arguments) -> dict[str, list[str]]:
    """The arguments that a list opens with; a default that has moved on is followed.

    A list that was left without its year shows all years again, until the switch of years is moved.
    """
    filters, began = left["filters"], left["defaults"]
    moved = {one for one in {*began, *defaults} if began.get(one) != list(defaults.get(one, ()))}
    found = {argument: values for argument, values in filters.items() if argument not in moved}
    for argument, values in defaults.items():
        found.setdefault(argument, list(values) if argument in moved else [""])
    return found
