"""Subjects of entries: what records are called and whose they are, a statement a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Table, and_, false, null, or_, select

from app.core.base.db import db
from app.core.base.ids import is_id

from . import queries
from .choices import OBJECTS

# A record, by its table and its number as the audit trail keeps them.
Key = tuple[str, str]
# Columns that name a record, the best first.
NAMES = ("name", "title", "label", "file_name", "username", "key")
USER, PERSON, IDENTITY = "ab_user", "person", "identity_id"
# So far one goes from a part to its whole, and on to whoever it is about.
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as people know it."""

    # The person that it is about.
    who: str = ""
    name: str = ""
    number: str = ""
    year: int | None = None
    organization_id: int | None = None
    # The record that this one is a part or a move of, or was attached to.
    of: Key | None = None


def subjects(keys: Collection[Key]) -> Mapping[Key, Subject]:
    """What records are called, and those that they are parts of."""
    found = _present(set(keys))
    gone = _gone(set(keys) - found.keys())
    wholes = {one.of for one in gone.values() if one.of is not None}
    return {**found, **_present(wholes - found.keys()), **gone}


def _present(wanted: Collection[Key]) -> dict[Key, Subject]:
    """Records that there are, with their wholes."""
    found: dict[Key, Subject] = {}
    for _step in range(2):
        by_table = defaultdict[str, list[int]](list)
        for table, number in set(wanted) - found.keys():
            if is_id(number):
                by_table[table].append(int(number))
        for name, numbers in sorted(by_table.items()):
            found |= _rows(name, sorted(numbers))
        wanted = {one.of for one in found.values() if one.of is not None}
    return found


def _gone(missing: Collection[Key]) -> Mapping[Key, Subject]:
    """Records that are no more, as they were called when they came about."""
    known = [key for key in missing if key[0] in db.metadata.tables and is_id(key[1])]
    if not known:
        return {}
    found = {}
    for entry in queries.beginnings(known):
        held = {name: _last(value) for name, value in (entry.changes or {}).items()}
        name = next((held[one] for one in NAMES if held.get(one)), "")
        number, year = held.get("number") or "", held.get("year")
        of = _whole(db.metadata.tables[entry.object_type], held)
        own = Subject("", str(name), str(number), year, held.get("organization_id"), of)
        found[entry.object_type, entry.object_id] = own
    return found


def _whole(table: Table, held: Any) -> Key | None:
    """The record that a row is a part of, where its table says so."""
    for column in table.c:
        if column.info.get("whole") and held.get(column.name):
            (key,) = column.foreign_keys
            return key.column.table.name, str(held[column.name])
    return None


def is_part(name: str) -> bool:
    """Whether the rows of a table are parts of another record."""
    table = db.metadata.tables.get(name)
    return table is not None and any(column.info.get("whole") for column in table.c)


def _last(value: Any) -> Any:
    return value[-1] if isinstance(value, list) and value else value


def _rows(name: str, numbers: list[int]) -> Mapping[Key, Subject]:
    table = db.metadata.tables.get(name)
    if table is None or "id" not in table.c:
        return {}
    asked = select(
        table.c.id,
        _who(table).label("who"),
        _name(table).label("name"),
        _column(table, "number").label("number"),
        _column(table, "year").label("year"),
        _column(table, "organization_id").label("organization_id"),
        _column(table, "resource").label("resource"),
        _column(table, "item_id").label("item_id"),
        *(column for column in table.c if column.info.get("whole")),
    )
    rows = db.session.execute(asked.where(table.c.id.in_(numbers)))
    return {(name, str(row.id)): _subject(row, _whole(table, row._mapping)) for row in rows}


def _subject(row: Any, whole: Key | None) -> Subject:
    of = table_of(row.resource) if row.resource else None
    return Subject(
        row.who or "",
        row.name or "",
        str(row.number or ""),
        row.year,
        row.organization_id,
        (of, str(row.item_id)) if of and row.item_id else whole,
    )


def _column(table: Table, name: str) -> Any:
    return table.c[name] if name in table.c else null()


def _name(table: Table) -> Any:
    if table.name == USER:
        return table.c.last_name + table.c.first_name
    if table.name == PERSON:
        return null()
    return next((table.c[name] for name in NAMES if name in table.c), null())


def _who(table: Any, source: Any = None, depth: int = 0) -> Any:
    """The name of the person that a record is about, or that its whole is about."""
    columns = (table if source is None else source).c
    if table.name == PERSON:
        return columns.name
    if IDENTITY in columns:
        one = db.metadata.tables[PERSON].alias()
        newest = select(one.c.name).where(one.c.identity_id == columns[IDENTITY])
        return newest.order_by(one.c.id.desc()).limit(1).scalar_subquery()
    for key in sorted(table.foreign_keys, key=lambda one: one.target_fullname):
        whole = key.column.table
        if whole.name != USER and _is_about_people(whole, depth + 1):
            inner = whole.alias()
            who = select(_who(whole, inner, depth + 1))
            own = inner.c[key.column.name] == columns[key.parent.name]
            return who.where(own).scalar_subquery()
    return null()


def _is_about_people(table: Any, depth: int) -> bool:
    if table.name == PERSON or IDENTITY in table.c:
        return True
    further = (key.column.table for key in table.foreign_keys)
    return depth < DEEPEST and any(
        _is_about_people(one, depth + 1) for one in further if one.name not in (USER, table.name)
    )


def table_of(name: str) -> str | None:
    """The table of a resource, or of the endpoint of a screen; None for pages without one."""
    screen = name.partition(".")[0]
    for view in current_app.extensions["appbuilder"].baseviews:
        model = getattr(getattr(view, "datamodel", None), "obj", None)
        if model is not None and (
            type(view).__name__ == screen or view.class_permission_name == name
        ):
            return str(model.__tablename__)
    return None


# --- what is about somebody ---------------------------------------------------------------------


def about(identities: Any) -> Mapping[str, Any]:
    """For each table the SELECT of the numbers of its rows that are about some identities."""
    tables = [one for one in db.metadata.sorted_tables if "id" in one.c and one.name in OBJECTS]
    found = {one.name: own for one in tables if (own := _about(one, identities)) is not None}
    for table in tables:
        if "resource" in table.c and "item_id" in table.c:
            found[table.name] = _attached(table, found)
    return found


def _about(table: Table, identities: Any) -> Any:
    if IDENTITY in table.c:
        return select(table.c.id).where(table.c[IDENTITY].in_(identities))
    for key in sorted(table.foreign_keys, key=lambda one: one.target_fullname):
        whole = key.column.table
        if whole.name != table.name and IDENTITY in whole.c:
            own = select(whole.c[key.column.name]).where(whole.c[IDENTITY].in_(identities))
            return select(table.c.id).where(table.c[key.parent.name].in_(own))
    return None


def _attached(table: Table, found: Mapping[str, Any]) -> Any:
    """Rows that belong to a record of some resource, such as a move or a file."""
    belongs = [
        and_(table.c.resource == resource, table.c.item_id.in_(found[name]))
        for resource, name in _resources().items()
        if name in found and name != table.name
    ]
    return select(table.c.id).where(or_(false(), *belongs))


def _resources() -> Mapping[str, str]:
    """The table of each resource that has a screen."""
    views = current_app.extensions["appbuilder"].baseviews
    models = [(view, getattr(getattr(view, "datamodel", None), "obj", None)) for view in views]
    return {
        view.class_permission_name: str(model.__tablename__)
        for view, model in models
        if model is not None
    }
