"""Query builder of lists: filtered, ordered, paged and counted SELECTs over one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import defer, joinedload, selectinload

from app.core.access.scope import OrgOwned
from app.core.base.db import db

from .interfaces import ListedTable
from .list_address import FROM_THE_END, LAST_PAGE, ListRequest
from .list_order import UNORDERED, order_terms
from .list_totals import add_in_database, add_rows, total_values
from .value_kinds import Attribute, ValueKind, attribute

# Counting further would cost more than anybody reads.
COUNTED_TO = 10_000
STREAMED = 500


@dataclass(slots=True)
class ListRows:
    """The items of one page and where they stand."""

    items: list[Any]
    offset: int
    total: int
    counted: bool = True
    has_next: bool = False
    from_end: int | None = None
    # What is added up over everything that was found, by attribute.
    sums: Mapping[str, Any] = field(default_factory=dict)


def conditions(view: ListedTable, found: ListRequest) -> list[Any]:
    """The view's own conditions and what was asked for."""
    own = (*view.base_conditions(), *view.list_conditions())
    return [*own, *(c.criterion for c in found.conditions)]


def _order(view: ListedTable, found: ListRequest, *, backwards: bool = False) -> list[Any]:
    name, way = found.order or view.base_order or ("id", "desc")
    key = view.order_attribute(name)
    return order_terms(view.datamodel.obj, key, way, backwards=backwards)


def is_sortable(found: Attribute) -> bool:
    """Whether the database can put rows in the order of an attribute."""
    return found.kind not in UNORDERED


def load_options(view: ListedTable) -> list[Any]:
    """What is loaded with the rows; sealed numbers that no column shows stay sealed."""
    model = view.datamodel.obj
    columns = [column.name for column in view.columns if column.name not in view.computed]
    heads = {name.partition(".")[0] for name in columns}
    hidden = [
        defer(getattr(model, prop.key))
        for prop in model.__mapper__.column_attrs
        if attribute(model, prop.key).kind is ValueKind.SEALED and prop.key not in heads
    ]
    joins = [_joined(attribute(model, name)) for name in columns]
    return [*hidden, *(one for one in joins if one is not None), *view.list_options]


def _joined(found: Attribute) -> Any:
    """Loads the related rows on the way of a dotted name; names of organizations are kept.

    A join would bring rows that the asker may not read, so owned rows have a statement.
    """
    if found.rest is None and found.kind is not ValueKind.RELATION:
        return None
    relation = getattr(found.model, found.name.partition(".")[0])
    is_owned = issubclass(relation.property.mapper.class_, OrgOwned)
    loader = selectinload(relation) if is_owned else joinedload(relation)
    further = _joined(found.rest) if found.rest is not None else None
    return loader if further is None else loader.options(further)


def find(view: ListedTable, asked: ListRequest) -> ListRows:
    """The items of the page that was asked for, and what is added up."""
    where = conditions(view, asked)
    found = _page(view, asked, where)
    found.items = list(view.completed(found.items))
    if view.summed:
        is_all = not found.offset and not found.has_next and found.from_end is None
        found.sums = (
            add_rows(view.summed, found.items)
            if is_all and view.plain_row is None
            else add_in_database(view.summed, view.datamodel.obj, where)
        )
    return found


def _page(view: ListedTable, asked: ListRequest, where: list[Any]) -> ListRows:
    if asked.page >= FROM_THE_END:
        return _find_from_end(view, asked, where, LAST_PAGE - asked.page)
    offset = asked.page * asked.size
    items = _items(view, where, _order(view, asked), offset, asked.size + 1)
    if not items and asked.page:
        return _find_from_end(view, asked, where, 0)
    has_next = len(items) > asked.size
    del items[asked.size :]
    total, counted = offset + len(items), True
    if has_next:
        total = db.session.scalar(bounded(view.datamodel.obj, where, COUNTED_TO + 1)) or 0
        counted = total <= COUNTED_TO
    return ListRows(items, offset, total, counted=counted, has_next=has_next)


def _find_from_end(view: ListedTable, asked: ListRequest, where: list[Any], back: int) -> ListRows:
    """A page counted from the end: read backwards, so that it costs what the first page costs."""
    total = db.session.scalar(bounded(view.datamodel.obj, where, COUNTED_TO + 1)) or 0
    if total <= COUNTED_TO:
        pages = max(-(-total // asked.size), 1)
        page = max(pages - 1 - back, 0)
        offset = page * asked.size
        items = _items(view, where, _order(view, asked), offset, asked.size)
        return ListRows(items, offset, total, has_next=offset + len(items) < total)
    terms = _order(view, asked, backwards=True)
    items = _items(view, where, terms, back * asked.size, asked.size)
    return ListRows(items[::-1], 0, total, counted=False, has_next=back > 0, from_end=back)


def _items(
    view: ListedTable, where: list[Any], order: list[Any], offset: int, limit: int
) -> list[Any]:
    """First the ids through an index, then these rows only."""
    model = view.datamodel.obj
    if not offset:
        return list(_rows(view, where, order, limit))
    ids = select(model.id).where(*where).order_by(*order).limit(limit)
    ids = ids.offset(offset)
    found = db.session.scalars(ids).all()
    by_id = {row.id: row for row in _rows(view, [model.id.in_(found)])}
    return [by_id[one] for one in found if one in by_id]


def _rows(
    view: ListedTable, where: list[Any], order: Sequence[Any] = (), limit: int | None = None
) -> Iterable[Any]:
    """The rows as a list needs them: plain ones, or objects with what the screen computes."""
    made = view.statement().where(*where).order_by(*order)
    if limit is not None:
        made = made.limit(limit)
    if view.plain_row is not None:
        return map(view.plain_row._make, db.session.execute(made))
    if not view.shown_computed:
        return db.session.scalars(made).unique()
    return [with_computed(view.shown_computed, row) for row in db.session.execute(made).unique()]


def row_statement(view: ListedTable) -> Any:
    """Selects what the rows of a list hold, before conditions and order."""
    model = view.datamodel.obj
    computed = [view.computed_sql(name) for name in view.shown_computed]
    if view.plain_row is not None:
        columns = [c for c in view.plain_row._fields if c not in view.shown_computed]
        return select(*(getattr(model, name) for name in columns), *computed)
    return select(model, *computed).options(*view.load_options)


def with_computed(names: Iterable[str], row: Any) -> Any:
    """The object of a row, with the values that were computed beside it under these names."""
    item, *values = row
    for name, value in zip(names, values, strict=True):
        setattr(item, name, value)
    return item


def lines(view: ListedTable, asked: ListRequest) -> Iterator[Sequence[Any]]:
    """The cells of every row that was asked for, and last what is added up."""
    where = conditions(view, asked)
    yield from _streamed(view, where, _order(view, asked))
    if view.summed:
        sums = add_in_database(view.summed, view.datamodel.obj, where)
        yield total_values(view.totals, view.columns, sums)


def _streamed(view: ListedTable, where: list[Any], order: list[Any]) -> Iterator[Sequence[Any]]:
    """The cells of every row, read in portions at a steady size of memory."""
    # Values of plain columns cost a third of what whole objects cost.
    plain = all(column.source for column in view.columns)
    found = _sources(view) if plain else view.statement()
    rows = db.session.execute(
        found.where(*where).order_by(*order).execution_options(yield_per=STREAMED)
    )
    if plain:
        values = [column.bind_value() if column.bind_value else None for column in view.columns]
        return ([w(v) if w else v for w, v in zip(values, row, strict=True)] for row in rows)
    readers = [column.bind_raw() for column in view.columns]
    made = (
        view.plain_row._make
        if view.plain_row is not None
        else partial(with_computed, view.shown_computed)
    )
    return (
        [read(item) for read in readers]
        for some in rows.partitions(STREAMED)
        for item in view.completed([made(row) for row in some])
    )


def _sources(view: ListedTable) -> Any:
    """Selects the one column behind each column of a list."""
    model = view.datamodel.obj
    return select(
        *(
            view.computed_sql(one.name) if one.name in view.computed else getattr(model, one.source)
            for one in view.columns
        )
    )


def bounded(model: Any, conditions: Sequence[Any], limit: int) -> Any:
    """A count that stops at a limit, so that it costs the same in a large table."""
    inner = select(literal(1)).select_from(model).where(*conditions).limit(limit).subquery()
    return select(func.count()).select_from(inner)
