"""Parser and builder of list addresses: filters, order, page and size as query parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import abort
from werkzeug.exceptions import HTTPException

from app.core.web.years import YEAR_ARGUMENT, shown_year

from .filters import AppFilter, YearIs
from .interfaces import Listed
from .list_memory import come_back
from .list_preferences import own_conditions

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
    """Filters, order, page and size.

    ``given`` are the arguments that name the filters, ``explicit`` when the address itself does;
    ``recalled`` when they are those that the user left here.
    """

    conditions: tuple[FilterCondition, ...]
    order: tuple[str, str] | None
    page: int
    size: int
    given: Arguments
    explicit: bool
    recalled: bool = False


def asked(view: Listed, arguments: Arguments, left: Arguments | None = None) -> ListRequest:
    """Read the arguments of a list; anything out of place is a bad request.

    An address without filters means those that the user ``left``, else those of the screen.
    """
    given = {name: values for name, values in arguments.items() if name.startswith("_flt_")}
    defaults = view.default_arguments()
    in_force = given or (defaults if left is None else left)
    name = type(view).__name__
    return ListRequest(
        tuple(_conditions(view, in_force)),
        _order(view, _one(arguments, f"_oc_{name}"), _one(arguments, f"_od_{name}")),
        _number(_one(arguments, f"page_{name}"), 0, LAST_PAGE, 0),
        _number(_one(arguments, f"psize_{name}"), 1, LARGEST_PAGE_SIZE, view.page_size),
        in_force,
        bool(given),
        not given and left is not None and left != defaults,
    )


def left_conditions(view: Listed) -> Arguments | None:
    """What the user left the list with, without what finds nothing any more; None for nothing."""
    left = own_conditions()
    if left is None:
        return None
    found = come_back(left, view.default_arguments())
    return {
        argument: values for argument, values in found.items() if _holds(view, argument, values)
    }


def _holds(view: Listed, argument: str, values: Sequence[str]) -> bool:
    """Whether kept values may still be asked for: a word may be gone, a scope be another."""
    try:
        conditions = _conditions(view, {argument: values})
    except HTTPException:
        return False
    return all(one.filter.is_offered(one.values) for one in conditions)


def year_of(found: ListRequest) -> int | None:
    """The one year that a list is filtered by."""
    years = [one.values for one in found.conditions if isinstance(one.filter, YearIs)]
    if len(years) != 1 or len(years[0]) != 1:
        return None
    return YearIs.read(years[0])


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
    if column not in view.sorts:
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

    def __init__(self, path: str, view: Listed, found: ListRequest, arguments: Arguments) -> None:
        name = type(view).__name__
        self.path = path
        self.names = {"order": f"_oc_{name}", "way": f"_od_{name}"}
        self.names |= {"size": f"psize_{name}", "page": f"page_{name}"}
        self.defaults = {*view.default_arguments()}
        self.filters = {c.argument: c.values for c in found.conditions}
        if found.explicit or found.recalled:
            self.filters |= dict.fromkeys(self._blank(found.given), ("",))
        kept = (self.names["order"], self.names["way"], self.names["size"])
        self.rest = {name: tuple(arguments[name]) for name in kept if arguments.get(name)}
        if view.follows_year:
            self.rest[YEAR_ARGUMENT] = (str(shown_year()),)
        # What an address of exactly this page says that the one which was called does not.
        self.here = "" if found.explicit else self.page(found.page)

    def _blank(self, given: Arguments) -> list[str]:
        """The filters that stay blank in the address, which would else mean others.

        So it does where a screen begins with some, or where the user left some.
        """
        blank = [argument for argument in given if argument not in self.filters]
        kept = [argument for argument in blank if argument in self.defaults]
        has_other = bool(self.defaults) or own_conditions() is not None
        return kept or (blank[:1] if has_other and not self.filters else [])

    def _join(self, changes: Mapping[str, Sequence[str]]) -> str:
        found = {**self.filters, **self.rest, **changes}
        return self._joined([(name, one) for name, values in found.items() for one in values])

    def _joined(self, pairs: Sequence[tuple[str, str]], path: str = "") -> str:
        return f"{path or self.path}?{urlencode(pairs)}" if pairs else path or self.path

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
        """One condition less; blank, where leaving it out would bring others back."""
        is_last = not {*self.filters} - {argument}
        stays = is_last or argument in self.defaults
        return self._join({argument: ("",) if stays else ()})

    @property
    def none(self) -> str:
        """All rows, whatever the list begins with."""
        return self._joined([(argument, "") for argument in self.filters])

    @property
    def search(self) -> str:
        """Where conditions are sent to; the year goes along."""
        year = self.rest.get(YEAR_ARGUMENT)
        path = self.path.replace("/list/", "/search")
        return f"{path}?{urlencode({YEAR_ARGUMENT: year[0]})}" if year else path

    def exported(self, path: str) -> str:
        """The export of exactly these rows."""
        found = {**self.filters, **self.rest}
        return self._joined([(name, one) for name, values in found.items() for one in values], path)
