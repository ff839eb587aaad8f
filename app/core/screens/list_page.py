"""View model of a list page: rows, heading cells, filter bar, buttons and pager."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from .filter_bar import FilterBar, filter_bar, labels
from .interfaces import Listed
from .list_address import LAST_PAGE, ListAddress, ListRequest
from .list_query import COUNTED_TO, ListRows
from .list_totals import total_cells
from .row_markup import Edges, row_lines
from .value_display import ListColumn

SIZES = (10, 25, 50, 100)
# A label with brackets at its end, wide or narrow ones.
UNIT = re.compile(r"(.+?)([\uff08(][^\uff08(]*[\uff09)])")
NEIGHBOURS = 1


@dataclass(frozen=True, slots=True)
class Button:
    """A button above a list; absent without its permission (``can_<permission>``).

    Those of one ``group`` stand in a line of their own, in a small window in a menu of that name.
    """

    label: Any
    url: str
    icon: str = ""
    opens: str = "page"
    permission: str = ""
    primary: bool = False
    key: str = ""
    confirm: Any = ""
    group: Any = ""


@dataclass(frozen=True, slots=True)
class Head:
    """One heading cell with what its sort link does next."""

    label: Any
    css: str
    # What stands in brackets behind it goes below it where there is little room.
    unit: str = ""
    # Its name elsewhere, where the list has a shorter one.
    full: Any = ""
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """One cell of 合计; blank where nothing is added up."""

    css: str
    label: Any
    words: Any = ""
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number of the pager; a gap has no address."""

    label: str
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Neighbouring rows under a heading of their own, or all rows without one."""

    heading: Any
    rows: list[Markup]


@dataclass(slots=True)
class ListPage:
    """Everything the list template prints."""

    bar: FilterBar
    heads: list[Head] = field(default_factory=list)
    rows: list[Markup] = field(default_factory=list)
    parts: list[RowGroup] = field(default_factory=list)
    total: str = "0"
    first: str = ""
    pages: list[PageLink] = field(default_factory=list)
    previous: str = ""
    next: str = ""
    last: str = ""
    sizes: list[tuple[int, str]] = field(default_factory=list)
    size: int = 0
    offset: int = 0
    filtered: bool = False
    # Whether its conditions are those that the user left here, and none of the address.
    recalled: bool = False
    totals: list[Sum] = field(default_factory=list)
    # Whether a column of states stays in sight beside the actions.
    has_state: bool = False
    columns_url: str = ""
    export_url: str = ""


# --- the page -------------------------------------------------------------------------------


def listing(view: Listed, found: ListRequest, address: ListAddress, edges: Edges) -> ListPage:
    """Query and prepare a list page; ``edges`` are the cells beside those of its columns."""
    page = view.find(found)
    columns = view.visible_columns()
    rows = row_lines(view, columns, page.items, edges)
    made = ListPage(
        bar=filter_bar(view, found, address),
        heads=_heads(view, columns, found, address),
        rows=rows,
        parts=_parts(view, page.items, rows),
        total=f"{page.total:,}" if page.counted else f"{COUNTED_TO:,}+",
        filtered=bool(found.conditions),
        recalled=found.recalled,
        totals=_totals(view, columns, page),
        has_state=any("st" in one.css.split() for one in columns),
        columns_url=f"{view.route_base}/columns" if view.can("choose_columns") else "",
        export_url=address.exported(f"{view.route_base}/export/") if view.can("export") else "",
    )
    if not view.whole:
        _add_pager(made, page, found, address)
    return made


def _add_pager(made: ListPage, page: ListRows, found: ListRequest, address: ListAddress) -> None:
    made.first = _range_words(page)
    made.offset = page.offset if page.from_end is None else -1
    made.pages = _page_links(page, found, address)
    made.previous = _previous(page, found, address)
    made.next = _next(page, found, address)
    made.last = address.page(LAST_PAGE) if not page.counted else ""
    made.sizes = [(size, address.sized(size)) for size in sorted({*SIZES, found.size})]
    made.size = found.size


def _parts(view: Listed, items: Sequence[Any], rows: list[Markup]) -> list[RowGroup]:
    """The rows under the headings that the screen gives them."""
    pairs = groupby(zip(items, rows, strict=True), key=lambda pair: view.part_heading(pair[0]))
    return [RowGroup(heading, [row for _item, row in members]) for heading, members in pairs]


def _heads(
    view: Listed, columns: Sequence[ListColumn], found: ListRequest, address: ListAddress
) -> list[Head]:
    column, way = found.order or view.base_order or ("", "")
    heads, words = [], labels(view, str(get_locale()))
    for one in columns:
        label, unit = _split(words[one.name])
        full = one.label if one.name in view.list_labels else ""
        if one.name not in view.sorts:
            heads.append(Head(label, one.css, unit, full))
            continue
        is_sorted = one.name == column
        turned = "desc" if is_sorted and way == "asc" else "asc"
        state = {"asc": "ascending", "desc": "descending"}[way] if is_sorted else "none"
        url = address.ordered(one.name, turned)
        heads.append(Head(label, one.css, unit, full, url, state))
    return heads


def _split(label: str) -> tuple[str, str]:
    """A label and what stands in brackets at its end."""
    found = UNIT.fullmatch(label)
    return (found[1], found[2]) if found else (label, "")


def _totals(view: Listed, columns: Sequence[ListColumn], page: ListRows) -> list[Sum]:
    """The cells of 合计, its word in the first free column; a single row needs none."""
    if not view.totals or page.total < 2:
        return []
    words = labels(view, str(get_locale()))
    cells = total_cells(view.totals, columns, page.sums)
    free = next((place for place, cell in enumerate(cells) if cell is None), -1)
    return [
        Sum(one.css, words[one.name], _("合计") if place == free else cell or "", place == free)
        for place, (one, cell) in enumerate(zip(columns, cells, strict=True))
    ]


# --- the pager ------------------------------------------------------------------------------


def _range_words(page: ListRows) -> str:
    total = f"{page.total:,}" if page.counted else f"{COUNTED_TO:,}+"
    if page.from_end is not None:
        return _("最后部分的 %(n)s 条，共 %(total)s 条", n=len(page.items), total=total)
    low = f"{page.offset + 1:,}" if page.items else "0"
    high = f"{page.offset + len(page.items):,}"
    return _("第 %(low)s–%(high)s 条，共 %(total)s 条", low=low, high=high, total=total)


def _previous(page: ListRows, found: ListRequest, address: ListAddress) -> str:
    if page.from_end is not None:
        return address.page(LAST_PAGE - page.from_end - 1)
    return address.page(page.offset // found.size - 1) if page.offset else ""


def _next(page: ListRows, found: ListRequest, address: ListAddress) -> str:
    if not page.has_next:
        return ""
    if page.from_end is not None:
        return address.page(LAST_PAGE - page.from_end + 1)
    return address.page(page.offset // found.size + 1)


def _page_links(page: ListRows, found: ListRequest, address: ListAddress) -> list[PageLink]:
    """First, last and the neighbours of the present page, with gaps between."""
    if page.from_end is not None:
        return [PageLink("1", address.page(0)), PageLink("…")]
    current = page.offset // found.size
    last = max(-(-page.total // found.size) - 1, 0) if page.counted else None
    near = range(max(current - NEIGHBOURS, 0), current + NEIGHBOURS + 1)
    wanted = {0, *(n for n in near if last is None or n <= last)}
    if last is None and not page.has_next:
        wanted.discard(current + 1)
    if last is not None:
        wanted.add(last)
    links: list[PageLink] = []
    before = -1
    for number in sorted(wanted):
        if number > before + 1:
            links.append(PageLink("…"))
        links.append(PageLink(f"{number + 1:,}", address.page(number), number == current))
        before = number
    return [*links, PageLink("…")] if last is None else links


def headers(columns: Sequence[ListColumn]) -> list[tuple[str, str]]:
    """Label and format of every column for a spreadsheet."""
    return [(str(column.label), column.fmt) for column in columns]
