"""Rules of 列设置: in which order a list shows its columns, and which of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One column as somebody has set it up; a fixed one cannot be hidden."""

    name: str
    is_shown: bool
    is_fixed: bool = False


def arranged(
    names: Sequence[str],
    *,
    folded: Collection[str],
    fixed: Collection[str],
    chosen: Mapping[str, Any] | None = None,
) -> list[Choice]:
    """The columns of a list in somebody's order; without a choice, those of the screen.

    A column that came after the choice was made stands where the screen has it.
    """
    order = [name for name in (chosen or {}).get("order", ()) if name in names]
    hidden = {*(chosen or {}).get("hidden", ())} | {*folded} - {*order}
    for place, name in enumerate(names):
        if name not in order:
            order.insert(order.index(names[place - 1]) + 1 if place else 0, name)
    return [Choice(name, name in fixed or name not in hidden, name in fixed) for name in order]


def chosen_of(
    names: Sequence[str], order: Sequence[str], shown: Collection[str], fixed: Collection[str]
) -> dict[str, list[str]] | None:
    """What is kept of a choice; None for one that does not name each column once."""
    if sorted(order) != sorted(names) or not {*shown} <= {*names}:
        return None
    hidden = [name for name in order if name not in shown and name not in fixed]
    return {"order": list(order), "hidden": hidden}
