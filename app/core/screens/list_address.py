"""Parser and builder of list addresses: filters, order, page and size as query parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import abort

from .filters import AppFilter
from .interfaces import Listed

Arguments = Mapping[str, Sequence[str]]
FILTER = re.compile(r"_flt_(\d)_([\w.]+)")
LONGEST_TERM = 100
MOST_VALUES = 20
LARGEST_PAGE_SIZE = 100
# Pages from here on count from the end, for the end of a list whose length nobody counted.
LAST_PAGE, FROM_THE_END = 999_999, 900_000


@dataclass(frozen=True, slots=True)
class FilterCondition:
    """One filter in force with its values."""

    filter: AppFilter
    argument: str
    values: tuple[str, ...]

    @property
    def criterion(self) -> Any:
        """The SQL of the condition."""
        return self.filter.where(self.values)

    @property
    def test(self) -> Callable[[Any], bool]:
        """The test of a row at hand."""
        return self.filter.test(self.values)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Filters, order, page and size; ``explicit`` when the address itself names filters."""

    conditions: tuple[FilterCondition, ...]
    order: tuple[str, str] | None
    page: int
    size: int
    explicit: bool


def asked(view: Listed, arguments: Arguments) -> ListRequest:
    """Read the arguments of a list; anything out of place is a bad request."""
    given = {name: values for name, values in arguments.items() if name.startswith("_flt_")}
    conditions = tuple(_conditions(view, given or view.default_arguments()))
    name = type(view).__name__
    return ListRequest(
        conditions,
        _order(view, _one(arguments, f"_oc_{name}"), _one(arguments, f"_od_{name}")),
        _number(_one(arguments, f"page_{name}"), 0, LAST_PAGE, 0),
        _number(_one(arguments, f"psize_{name}"), 1, LARGEST_PAGE_SIZE, view.page_size),
        bool(given),
    )


def _one(arguments: Arguments, name: str) -> str:
    values = arguments.get(name) or ("",)
    return values[0]


def _conditions(view: Listed, given: Arguments) -> list[FilterCondition]:
    found = []
    for argument, raw in given.items():
        match = FILTER.fullmatch(argument)
        if match is None:
            abort(400)
        filters = view.searches.get(match[2], ())
        if int(match[1]) >= len(filters) or len(raw) > MOST_VALUES:
            abort(400)
        values = tuple(value for value in raw if value.strip())
        if any(len(value) > LONGEST_TERM for value in values):
            abort(400)
        if values:
            found.append(FilterCondition(filters[int(match[1])], argument, values))
    return found


def _order(view: Listed, column: str, direction: str) -> tuple[str, str] | None:
    if direction and direction not in ("asc", "desc"):
        abort(400)
    if not column:
        return None
    if column not in view.order_columns:
        abort(400)
    return column, direction or "asc"


def _number(text: str, low: int, high: int, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and low <= int(text) <= high):
        abort(400)
    return int(text)


class ListAddress:
    """The address of a list with its filters, order and size; pages come and go."""

    def __init__(self, path: str, view: Listed, arguments: Arguments, found: ListRequest) -> None:
        name = type(view).__name__
        self.path = path
        self.has_defaults = bool(view.default_filters)
        self.names = {"order": f"_oc_{name}", "way": f"_od_{name}"}
        self.names |= {"size": f"psize_{name}", "page": f"page_{name}"}
        kept = (self.names["order"], self.names["way"], self.names["size"])
        self.filters = {c.argument: c.values for c in found.conditions}
        if found.explicit and self.has_defaults:
            # Blank filters stay: they say that the defaults are not wanted.
            self.filters = {
                name: self.filters.get(name, ("",))
                for name in arguments
                if name.startswith("_flt_")
            }
        self.rest = {name: tuple(arguments[name]) for name in kept if arguments.get(name)}

    def _join(self, changes: Mapping[str, Sequence[str]]) -> str:
        found = {**self.filters, **self.rest, **changes}
        pairs = [(name, value) for name, values in found.items() for value in values]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def page(self, number: int) -> str:
        """Another page of the same list."""
        return self._join({self.names["page"]: (str(number),)} if number else {})

    def ordered(self, column: str, way: str) -> str:
        """The same rows in another order, from the first page."""
        return self._join({self.names["order"]: (column,), self.names["way"]: (way,)})

    def sized(self, size: int) -> str:
        """Another number of rows a page."""
        return self._join({self.names["size"]: (str(size),)})

    def without(self, argument: str) -> str:
        """One condition less; blank, where leaving it out would bring a default back."""
        return self._join({argument: ("",) if self.has_defaults else ()})

    def exported(self, path: str) -> str:
        """The export of exactly these rows."""
        found = {**self.filters, **self.rest}
        pairs = [(name, value) for name, values in found.items() for value in values]
        return f"{path}?{urlencode(pairs)}" if pairs else path
