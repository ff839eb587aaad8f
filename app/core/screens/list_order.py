"""Order of lists: by which SQL, or by which values, rows are put in the order of a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import asc, case, desc

from app.core.access.scope import OrgOwned
from app.core.configuration import dictionaries

from .value_kinds import Attribute, ValueKind, getter

# What has no order, or none that anybody could see.
UNORDERED = (ValueKind.OTHER, ValueKind.CODES, ValueKind.SEALED)


def places_of(found: Attribute) -> Mapping[str, int] | None:
    """Words in the order in which they are offered: a dictionary's, an enumeration's."""
    leaf = found.leaf
    if leaf.kind is ValueKind.ENUM:
        return {str(member): place for place, member in enumerate(leaf.members)}
    if leaf.kind is ValueKind.CODE:
        return {code: place for place, code in enumerate(dictionaries.entries(leaf.dictionary))}
    return None


def order_terms(model: Any, found: Attribute, way: str, *, backwards: bool = False) -> list[Any]:
    """The terms of an order: what was asked for, then the organization, always complete by the id.

    A plain column goes by an index over these three. Rows without a value stand last.
    """
    is_down = (way == "desc") != backwards
    direction = desc if is_down else asc
    key = _key(found)
    rest = [model.organization_id] if issubclass(model, OrgOwned) else []
    terms = [direction(one) for one in (*rest, model.id) if one is not key]
    first = direction(key)
    if _may_be_empty(found):
        first = first.nulls_first() if backwards else first.nulls_last()
    return [first, *terms]


def _key(found: Attribute) -> Any:
    places = places_of(found)
    return found.sql if places is None else case(places, value=found.sql)


def _may_be_empty(found: Attribute) -> bool:
    is_plain = found.rest is None and found.expression is None and places_of(found) is None
    return not is_plain or bool(getattr(found.column, "nullable", True))


def row_key(found: Attribute) -> Callable[[Any], Any]:
    """Reads what rows at hand are ordered by; None stands last."""
    read, places = getter(found), places_of(found)
    if places is None:
        return read
    return lambda row: places.get(str(value)) if (value := read(row)) is not None else None
