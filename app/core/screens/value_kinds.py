"""Introspection: the kind of value that an attribute of a model, or of a plain class, holds."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from inspect import getattr_static
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    Numeric,
    String,
    Text,
    inspect,
    select,
)
from sqlalchemy.types import TypeDecorator

from app.core.base.choices import Labelled
from app.core.base.column_types import Amount, Moment, SealedText, StoredEnum
from app.core.models import Organization


class ValueKind(enum.Enum):
    """How a value is searched, shown and typed in."""

    TEXT = "text"
    LONG = "long"
    INTEGER = "integer"
    AMOUNT = "amount"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    ENUM = "enum"
    CODE = "code"
    CODES = "codes"
    SEALED = "sealed"
    ORGANIZATION = "organization"
    RELATION = "relation"
    OTHER = "other"


NUMERIC = (ValueKind.INTEGER, ValueKind.AMOUNT, ValueKind.NUMBER)
BY_TYPE: tuple[tuple[type[Any], ValueKind], ...] = (
    (StoredEnum, ValueKind.ENUM),
    (Moment, ValueKind.MOMENT),
    (Amount, ValueKind.AMOUNT),
    (SealedText, ValueKind.SEALED),
    (Boolean, ValueKind.BOOLEAN),
    (Date, ValueKind.DATE),
    (Float, ValueKind.NUMBER),
    (Numeric, ValueKind.NUMBER),
    (BigInteger, ValueKind.INTEGER),
    (Integer, ValueKind.INTEGER),
    (Text, ValueKind.LONG),
)
LONG_FROM = 200
# How the values of plain rows are taken, by the type that their class states.
BY_PYTHON: tuple[tuple[type[Any], ValueKind], ...] = (
    (Labelled, ValueKind.ENUM),
    (bool, ValueKind.BOOLEAN),
    (dt.datetime, ValueKind.MOMENT),
    (dt.date, ValueKind.DATE),
    (int, ValueKind.INTEGER),
    (Decimal, ValueKind.NUMBER),
    (float, ValueKind.NUMBER),
    (str, ValueKind.TEXT),
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a model or of a class of plain rows, also a dotted one or a property."""

    model: Any
    name: str
    kind: ValueKind
    column: Any = None
    related: Any = None
    # The enumeration of an attribute that has one.
    members: Any = None
    # Of a dotted name: the attribute of the related row.
    rest: Attribute | None = None
    # Of a column that a screen computes: its SQL, made anew for each request.
    expression: Callable[[], Any] | None = None

    @property
    def info(self) -> dict[str, Any]:
        """What the model says beside the type: dictionary, mask, label."""
        return dict(_info(self.column))

    @property
    def dictionary(self) -> str:
        """The dictionary of a code, or of several; empty for anything else."""
        return str(self.info.get("dictionary") or self.info.get("dictionaries") or "")

    @property
    def words_of_year(self) -> bool:
        """Whether its codes read as in the row's own year (``codes_of_year`` of the model)."""
        own = self.rest is None and getattr(self.model, "codes_of_year", False)
        return bool(own and self.dictionary)

    @property
    def key(self) -> str:
        """The column that holds the value: a relation's foreign key, else the name itself."""
        return str(self.column.key) if self.column is not None else self.name

    @property
    def leaf(self) -> Attribute:
        """The attribute at the end of a dotted name, else itself."""
        return self.rest.leaf if self.rest is not None else self

    @property
    def sql(self) -> Any:
        """The SQL of the value in a statement over the model; a dotted name is a subquery."""
        if self.expression is not None:
            return self.expression()
        if self.rest is None:
            return getattr(self.model, self.key)
        inner = select(self.rest.sql).where(self.related.id == self._foreign_key)
        return inner.correlate(self.model).scalar_subquery()

    def reached(self, criterion: Any) -> Any:
        """The rows of the model whose related row, by a dotted name, fulfils a criterion."""
        if self.rest is None:
            return criterion
        found = select(self.related.id).where(self.rest.reached(criterion))
        return self._foreign_key.in_(found)

    @property
    def _foreign_key(self) -> Any:
        relation = inspect(self.model).relationships[self.name.partition(".")[0]]
        return getattr(self.model, _local_key(relation))


def attribute(model: Any, name: str) -> Attribute:
    """Classify an attribute of a model or of a dataclass; dotted names follow relations.

    What no class has is a TypeError, when the application starts.
    """
    return _attribute(model, name)


@lru_cache(maxsize=2048)
def _attribute(model: Hashable, name: str) -> Attribute:
    head, _dot, rest = name.partition(".")
    if not hasattr(model, head) and head not in getattr(model, "__dataclass_fields__", ()):
        raise TypeError(f"{model.__name__} has no {head}")  # type: ignore[attr-defined]
    mapper = inspect(model, raiseerr=False)
    if mapper is None:
        return _plain_attribute(model, head, rest)
    if head in mapper.relationships:
        return _related_attribute(model, mapper.relationships[head], rest)
    if rest:
        raise TypeError(f"{model.__name__}.{name}: {head} leads to no row")  # type: ignore[attr-defined]
    if head not in mapper.column_attrs:
        return Attribute(model, name, ValueKind.OTHER)
    column = mapper.column_attrs[head].columns[0]
    return Attribute(model, name, kind_of(column), column, members=members_of(column))


def _related_attribute(model: Any, relation: Any, rest: str) -> Attribute:
    name, related = relation.key, relation.mapper.class_
    if not rest:
        return _relation(model, name, relation)
    if relation.uselist:
        raise TypeError(f"{model.__name__}.{name}.{rest}: {name} leads to many rows")
    leaf = attribute(related, rest)
    end = leaf.leaf
    return Attribute(
        model, f"{name}.{rest}", end.kind, end.column, related, members=end.members, rest=leaf
    )


def _plain_attribute(model: Any, head: str, rest: str) -> Attribute:
    """The attribute of a class of plain rows, by the type that the class states for it."""
    held = _stated_type(model, head)
    if not rest:
        kind = next(
            (k for t, k in BY_PYTHON if isinstance(held, type) and issubclass(held, t)), None
        )
        members = held if kind is ValueKind.ENUM else None
        return Attribute(model, head, kind or ValueKind.OTHER, members=members)
    leaf = attribute(held, rest)
    end = leaf.leaf
    return Attribute(
        model, f"{head}.{rest}", end.kind, end.column, held, members=end.members, rest=leaf
    )


def _stated_type(model: Any, name: str) -> Any:
    """The type of a field or property of a class, without its ``| None``."""
    found = getattr_static(model, name, None)
    holder = found.fget if isinstance(found, property) else model
    key = "return" if isinstance(found, property) else name
    held = get_type_hints(holder).get(key, Any)
    choices = [one for one in get_args(held) if one is not NoneType]
    return choices[0] if get_origin(held) in (Union, UnionType) and len(choices) == 1 else held


def _info(column: Any) -> dict[str, Any]:
    """What a column says of itself; a computed expression says nothing."""
    return column.info if isinstance(column, Column) else {}


def members_of(column: Any) -> Any:
    """The enumeration that a column stores, if any."""
    return getattr(column.type, "enum_class", None) if column is not None else None


def _local_key(relation: Any) -> str:
    return str(next(iter(relation.local_columns)).key)


def _relation(model: Any, name: str, relation: Any) -> Attribute:
    if relation.uselist:
        return Attribute(model, name, ValueKind.OTHER)
    related = relation.mapper.class_
    column = next(iter(relation.local_columns))
    kind = ValueKind.ORGANIZATION if related is Organization else ValueKind.RELATION
    return Attribute(model, name, kind, column, related)


def kind_of(column: Any) -> ValueKind:
    """The kind of a column by its type, its dictionary and what it points to."""
    if "dictionary" in _info(column):
        return ValueKind.CODE
    if "dictionaries" in _info(column):
        return ValueKind.CODES
    if any(key.column.table.name == "organization" for key in column.foreign_keys):
        return ValueKind.ORGANIZATION
    kind = next((kind for held, kind in BY_TYPE if isinstance(column.type, held)), None)
    if kind is not None:
        return kind
    if isinstance(column.type, TypeDecorator) or not isinstance(column.type, String):
        return ValueKind.OTHER
    return ValueKind.LONG if (column.type.length or 0) >= LONG_FROM else ValueKind.TEXT


def getter(found: Attribute) -> Callable[[Any], Any]:
    """Reads the attribute of an item; an absent relation on the way reads as nothing."""
    if found.rest is not None:
        head, read = attrgetter(found.name.partition(".")[0]), getter(found.rest)

        def follow(item: Any) -> Any:
            related = head(item)
            return None if related is None else read(related)

        return follow
    return attrgetter(found.key if found.kind is ValueKind.ORGANIZATION else found.name)
