"""合计 of a list: declared sums over everything that was found, not over the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.core.base.db import db

from .value_display import NOTHING, ListColumn, number_text
from .value_kinds import Attribute, getter

PAIR = " / "
Sums = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Total:
    """What stands under a column: one sum, several side by side, or what ``words`` makes of them.

    ``words`` gets the sums as a mapping, None where no row has a value.
    """

    sums: tuple[str, ...]
    words: Callable[[Sums], Any] | None = None

    @classmethod
    def of(cls, *sums: str, words: Callable[[Sums], Any] | None = None) -> Total:
        """The total of these attributes."""
        return cls(sums, words)


def summed(totals: Mapping[str, Total]) -> list[str]:
    """The attributes that are added up, each once."""
    return list(dict.fromkeys(name for total in totals.values() for name in total.sums))


def add_rows(attributes: Mapping[str, Attribute], items: Iterable[Any]) -> dict[str, Any]:
    """The sums over rows at hand; what no row has stays None, for not filed is no 0."""
    rows = list(items)
    found = {}
    for name, one in attributes.items():
        read = getter(one)
        values = [value for value in map(read, rows) if value is not None]
        found[name] = sum(values[1:], start=values[0]) if values else None
    return found


def add_in_database(
    attributes: Mapping[str, Attribute], model: Any, where: Sequence[Any]
) -> dict[str, Any]:
    """The sums over everything that fulfils the conditions, by one statement."""
    inner = select(*(one.sql.label(f"s{n}") for n, one in enumerate(attributes.values())))
    rows = inner.select_from(model).where(*where).subquery()
    found = db.session.execute(select(*(func.sum(column) for column in rows.c))).one()
    return dict(zip(attributes, found, strict=True))


def total_cells(
    totals: Mapping[str, Total],
    columns: Sequence[ListColumn],
    sums: Sums,
) -> list[Any]:
    """What stands under each column in words; None where nothing is added up."""
    return [_words(totals[one.name], sums) if one.name in totals else None for one in columns]


def total_values(
    totals: Mapping[str, Total],
    columns: Sequence[ListColumn],
    sums: Sums,
) -> list[Any]:
    """The line of a file: 合计 in its first free column, numbers where a column holds numbers."""
    found: list[Any] = []
    for one in columns:
        total = totals.get(one.name)
        if total is None:
            found.append(None)
        elif one.fmt == "text" or total.words is not None or len(total.sums) > 1:
            found.append(_words(total, sums))
        else:
            found.append(sums[total.sums[0]])
    free = next((place for place, one in enumerate(columns) if one.name not in totals), None)
    if free is not None:
        found[free] = _("合计")
    return found


def _words(total: Total, sums: Sums) -> Any:
    if total.words is not None:
        return total.words(sums)
    return PAIR.join(
        NOTHING if sums[name] is None else number_text(sums[name]) for name in total.sums
    )
