"""A list page: the rows that were asked for, found through an index, and all around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import asc, desc, select
from sqlalchemy.orm import defer, joinedload, load_only

from .addresses import FROM_THE_END, LAST_PAGE, Address, Asked
from .columns import Kind, ListColumn, attribute
from .db import db
from .display import escaped, joined
from .filter_bar import FilterBar, filter_bar, labels
from .filters import bounded
from .scope import OrgOwned

# Counting further would cost more than anybody reads.
COUNTED_TO = 10_000
STREAMED = 500
SIZES = (10, 25, 50, 100)
NEIGHBOURS = 1


@dataclass(frozen=True, slots=True)
class RowAction:
    """A text link in a row. ``opens``: page, dialog, drawer, or post (with a confirmation)."""

    label: Any
    url: str
    opens: str = "page"
    danger: bool = False
    confirm: Any = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button above a list; absent without its permission (``can_<permission>``)."""

    label: Any
    url: str
    icon: str = ""
    opens: str = "page"
    permission: str = ""
    primary: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """One heading cell with what its sort link does next."""

    label: Any
    css: str
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number of the pager; a gap has no address."""

    label: str
    url: str = ""
    current: bool = False


@dataclass(slots=True)
class Listing:
    """Everything the list template prints."""

    bar: FilterBar
    heads: list[Head] = field(default_factory=list)
    rows: list[Markup] = field(default_factory=list)
    total: str = "0"
    first: str = ""
    pages: list[PageLink] = field(default_factory=list)
    previous: str = ""
    next: str = ""
    last: str = ""
    sizes: list[tuple[int, str]] = field(default_factory=list)
    size: int = 0
    filtered: bool = False
    export_url: str = ""


@dataclass(slots=True)
class Found:
    """The items of one page and where they stand."""

    items: list[Any]
    offset: int
    total: int
    counted: bool = True
    has_next: bool = False
    from_end: int | None = None


# --- queries --------------------------------------------------------------------------------


def conditions(view: Any, found: Asked) -> list[Any]:
    """The view's own conditions and what was asked for."""
    return [*view.base_conditions(), *(c.criterion for c in found.conditions)]


def order_terms(view: Any, found: Asked, *, backwards: bool = False) -> list[Any]:
    """The order by an index (column, organization, id), always complete by the id."""
    model = view.datamodel.obj
    name, way = found.order or view.base_order or ("id", "desc")
    columns = [_sortable(model, name)]
    if issubclass(model, OrgOwned):
        columns.append(model.organization_id)
    columns.append(model.id)
    direction = desc if (way == "desc") != backwards else asc
    unique: list[Any] = []
    for column in columns:
        if all(column is not other for other in unique):
            unique.append(column)
    return [direction(column) for column in unique]


def _sortable(model: Any, name: str) -> Any:
    found = attribute(model, name)
    if "." in name or found.kind is Kind.OTHER:
        raise TypeError(f"{model.__name__}.{name} cannot be sorted by the database")
    return getattr(model, found.key)


def load_options(view: Any) -> list[Any]:
    """What is loaded with the rows; sealed numbers that no column shows stay sealed."""
    model = view.datamodel.obj
    heads = list(dict.fromkeys(column.name.partition(".")[0] for column in view.columns))
    hidden = [
        defer(getattr(model, prop.key))
        for prop in model.__mapper__.column_attrs
        if attribute(model, prop.key).kind is Kind.SEALED and prop.key not in heads
    ]
    if view.lean_rows:
        hidden = [load_only(*_shown_columns(view, heads))]
    joins = [
        joinedload(getattr(model, head))
        for head in heads
        if attribute(model, head).kind is Kind.RELATION or _reaches_organization(view, head)
    ]
    return [*hidden, *joins, *view.list_options]


def _shown_columns(view: Any, heads: Sequence[str]) -> list[Any]:
    """The columns that a lean list reads: those it shows, whose row it is and of which year."""
    model = view.datamodel.obj
    keys = ["id", "organization_id", "year", *(attribute(model, h).key for h in heads)]
    return [getattr(model, k) for k in dict.fromkeys(keys) if k in model.__mapper__.column_attrs]


def _reaches_organization(view: Any, head: str) -> bool:
    """Whether a dotted column needs the organization itself; its name is kept in memory."""
    is_one = attribute(view.datamodel.obj, head).kind is Kind.ORGANIZATION
    return is_one and any(column.name.startswith(f"{head}.") for column in view.columns)


def find(view: Any, asked: Asked) -> Found:
    """The items of the page that was asked for."""
    where = conditions(view, asked)
    if asked.page >= FROM_THE_END:
        return _find_from_end(view, asked, where, LAST_PAGE - asked.page)
    offset = asked.page * asked.size
    items = _items(view, where, order_terms(view, asked), offset, asked.size + 1)
    if not items and asked.page:
        return _find_from_end(view, asked, where, 0)
    has_next = len(items) > asked.size
    del items[asked.size :]
    total, counted = offset + len(items), True
    if has_next:
        total = db.session.scalar(bounded(view.datamodel.obj, where, COUNTED_TO + 1)) or 0
        counted = total <= COUNTED_TO
    return Found(items, offset, total, counted=counted, has_next=has_next)


def _find_from_end(view: Any, asked: Asked, where: list[Any], back: int) -> Found:
    """A page counted from the end: read backwards, so that it costs what the first page costs."""
    total = db.session.scalar(bounded(view.datamodel.obj, where, COUNTED_TO + 1)) or 0
    if total <= COUNTED_TO:
        pages = max(-(-total // asked.size), 1)
        page = max(pages - 1 - back, 0)
        offset = page * asked.size
        items = _items(view, where, order_terms(view, asked), offset, asked.size)
        return Found(items, offset, total, has_next=offset + len(items) < total)
    terms = order_terms(view, asked, backwards=True)
    items = _items(view, where, terms, back * asked.size, asked.size)
    return Found(items[::-1], 0, total, counted=False, has_next=back > 0, from_end=back)


def _items(view: Any, where: list[Any], order: list[Any], offset: int, limit: int) -> list[Any]:
    """First the ids through an index, then these rows only."""
    model = view.datamodel.obj
    ids = select(model.id).where(*where).order_by(*order).limit(limit)
    if offset:
        ids = ids.offset(offset)
        found = db.session.scalars(ids).all()
        rows = db.session.scalars(
            select(model).where(model.id.in_(found)).options(*view.load_options)
        )
        by_id = {row.id: row for row in rows.unique()}
        return [by_id[one] for one in found if one in by_id]
    statement = select(model).where(*where).order_by(*order).limit(limit)
    return list(db.session.scalars(statement.options(*view.load_options)).unique())


def lines(view: Any, asked: Asked) -> Iterator[Sequence[Any]]:
    """The cells of every row that was asked for, read in portions at a steady size of memory."""
    where, order = conditions(view, asked), order_terms(view, asked)
    model = view.datamodel.obj
    # Values of plain columns cost a third of what whole objects cost.
    plain = all(column.source for column in view.columns)
    if plain:
        statement: Any = select(*(getattr(model, column.source) for column in view.columns))
    else:
        statement = select(model).options(*view.load_options)
    rows = db.session.execute(
        statement.where(*where).order_by(*order).execution_options(yield_per=STREAMED)
    )
    if plain:
        values = [column.bind_value() if column.bind_value else None for column in view.columns]
        return ([w(v) if w else v for w, v in zip(values, row, strict=True)] for row in rows)
    readers = [column.bind_raw() for column in view.columns]
    return ([read(row[0]) for read in readers] for row in rows)


# --- the page -------------------------------------------------------------------------------


def listing(view: Any, found: Asked, address: Address, *, chosen: bool) -> Listing:
    """Query and prepare a list page; rows can be ``chosen`` where there are bulk actions."""
    page = find(view, found)
    bar = filter_bar(view, found, address)
    return Listing(
        bar=bar,
        heads=_heads(view, found, address),
        rows=_rows(view, page.items, chosen=chosen),
        total=f"{page.total:,}" if page.counted else f"{COUNTED_TO:,}+",
        first=_range_words(page),
        pages=_page_links(page, found, address),
        previous=_previous(page, found, address),
        next=_next(page, found, address),
        last=address.page(LAST_PAGE) if not page.counted else "",
        sizes=[(size, address.sized(size)) for size in sorted({*SIZES, found.size})],
        size=found.size,
        filtered=bool(found.conditions),
        export_url=address.exported(f"{view.route_base}/export/") if view.can("export") else "",
    )


def _heads(view: Any, found: Asked, address: Address) -> list[Head]:
    column, way = found.order or view.base_order or ("", "")
    heads, words = [], labels(view, str(get_locale()))
    for one in view.columns:
        if one.name not in view.order_columns:
            heads.append(Head(words[one.name], one.css))
            continue
        is_sorted = one.name == column
        turned = "desc" if is_sorted and way == "asc" else "asc"
        state = {"asc": "ascending", "desc": "descending"}[way] if is_sorted else "none"
        label = words[one.name]
        heads.append(Head(label, one.css, address.ordered(one.name, turned), state))
    return heads


def _rows(view: Any, items: Sequence[Any], *, chosen: bool) -> list[Markup]:
    """The rows as markup, put together here: a template would take thrice as long."""
    words = labels(view, str(get_locale()))
    columns = [(CELL_START % (one.css, words[one.name]), one.bind()) for one in view.columns]
    row_actions, pick = view.row_actions, _("选择")
    rows = []
    for item in items:
        cells = [(start, escaped(show(item))) for start, show in columns]
        name = cells[0][1].striptags() if cells else ""
        parts = [_checkbox(item.id, pick, name)] if chosen else []
        for start, cell in cells:
            parts += (start, cell, CELL_END)
        parts += (ACTIONS_START, row_links(row_actions(item), name), CELL_END)
        rows.append(joined(parts))
    return rows


def _checkbox(pk: Any, pick: str, name: str) -> Markup:
    return CHECKBOX % (pk, pick, name)


def row_links(actions: Sequence[RowAction], name: str) -> Markup:
    """At most three links, then 更多."""
    shown = escape(name)
    links = [_link(action, shown) for action in actions]
    if len(links) <= 3:
        return joined(links)
    more = joined(links[2:])
    return MORE % (links[0], links[1], _("%(name)s的更多操作", name=name), _("更多"), more)


def _link(action: RowAction, name: Markup) -> Markup:
    label = escape(action.label)
    if action.opens == "post":
        css = " zj-link--danger" if action.danger else ""
        return POST_LINK % (css, action.url, action.confirm, label, name, label)
    return joined(
        (
            LINK_START,
            escape(action.url),
            DANGER if action.danger else QUOTE,
            OPENS[action.opens],
            label,
            SPACE,
            name,
            LINK_LABEL_END,
            label,
            LINK_END,
        )
    )


CELL_START = Markup('<td class="%s" data-l="%s">')
CELL_END, ACTIONS_START = Markup("</td>"), Markup('<td class="act">')
CHECKBOX = Markup(
    '<td class="chk"><input type="checkbox" name="rowid" value="%s" form="bulk" data-one'
    ' aria-label="%s %s"></td>'
)
POST_LINK = Markup(
    '<button class="zj-link%s" form="row-post" formaction="%s" data-confirm="%s"'
    ' aria-label="%s %s">%s</button>'
)
MORE = Markup(
    '%s%s<span class="zj-pop"><button type="button" class="zj-link" data-menu'
    ' aria-expanded="false" aria-label="%s">%s</button>'
    '<span class="zj-menu zj-menu--row" hidden>%s</span></span>'
)
LINK_START, QUOTE, DANGER = Markup('<a href="'), Markup('"'), Markup('" class="zj-link--danger"')
OPENS = {
    "page": Markup(' aria-label="'),
    "dialog": Markup(' data-opens="dialog" aria-label="'),
    "drawer": Markup(' data-opens="drawer" aria-label="'),
}
SPACE, LINK_LABEL_END, LINK_END = Markup(" "), Markup('">'), Markup("</a>")


# --- the pager ------------------------------------------------------------------------------


def _range_words(page: Found) -> str:
    total = f"{page.total:,}" if page.counted else f"{COUNTED_TO:,}+"
    if page.from_end is not None:
        return _("最后部分的 %(n)s 条，共 %(total)s 条", n=len(page.items), total=total)
    low = f"{page.offset + 1:,}" if page.items else "0"
    high = f"{page.offset + len(page.items):,}"
    return _("第 %(low)s–%(high)s 条，共 %(total)s 条", low=low, high=high, total=total)


def _previous(page: Found, found: Asked, address: Address) -> str:
    if page.from_end is not None:
        return address.page(LAST_PAGE - page.from_end - 1)
    return address.page(page.offset // found.size - 1) if page.offset else ""


def _next(page: Found, found: Asked, address: Address) -> str:
    if not page.has_next:
        return ""
    if page.from_end is not None:
        return address.page(LAST_PAGE - page.from_end + 1)
    return address.page(page.offset // found.size + 1)


def _page_links(page: Found, found: Asked, address: Address) -> list[PageLink]:
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
