"""What kind of value a model's attribute holds, and how it reads in lists, details and files."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
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
)
from sqlalchemy.types import TypeDecorator

from . import clock, dictionaries
from .masking import mask_id_number, mask_mobile
from .models import Organization
from .tree import organization_names
from .types import Amount, Moment, SealedText, StoredEnum

NOTHING = "—"
MASKS: dict[str, Callable[[str | None], str]] = {
    "id_number": mask_id_number,
    "mobile": mask_mobile,
}


class Kind(enum.Enum):
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


NUMERIC = (Kind.INTEGER, Kind.AMOUNT, Kind.NUMBER)
# The format of a column in a spreadsheet.
FORMATS = {Kind.INTEGER: "int", Kind.AMOUNT: "dec2", Kind.NUMBER: "dec2", Kind.DATE: "date"}
BY_TYPE: tuple[tuple[type[Any], Kind], ...] = (
    (StoredEnum, Kind.ENUM),
    (Moment, Kind.MOMENT),
    (Amount, Kind.AMOUNT),
    (SealedText, Kind.SEALED),
    (Boolean, Kind.BOOLEAN),
    (Date, Kind.DATE),
    (Float, Kind.NUMBER),
    (Numeric, Kind.NUMBER),
    (BigInteger, Kind.INTEGER),
    (Integer, Kind.INTEGER),
    (Text, Kind.LONG),
)
LONG_FROM = 200


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a model, also a dotted one or a property."""

    model: Any
    name: str
    kind: Kind
    column: Any = None
    related: Any = None

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
        own = "." not in self.name and getattr(self.model, "codes_of_year", False)
        return bool(own and self.dictionary)

    @property
    def key(self) -> str:
        """The column that holds the value: a relation's foreign key, else the name itself."""
        return str(self.column.key) if self.column is not None else self.name


def attribute(model: Any, name: str) -> Attribute:
    """Classify an attribute; dotted names follow relations, others are properties."""
    return _attribute(model, name)


@lru_cache(maxsize=2048)
def _attribute(model: Hashable, name: str) -> Attribute:
    head, _dot, rest = name.partition(".")
    mapper = inspect(model)
    if head in mapper.relationships:
        relation = mapper.relationships[head]
        if rest:
            leaf = attribute(relation.mapper.class_, rest)
            return Attribute(model, name, leaf.kind, leaf.column, leaf.related)
        return _relation(model, head, relation)
    if head not in mapper.column_attrs:
        return Attribute(model, name, Kind.OTHER)
    column = mapper.column_attrs[head].columns[0]
    return Attribute(model, name, kind_of(column), column)


def _info(column: Any) -> dict[str, Any]:
    """What a column says of itself; a computed expression says nothing."""
    return column.info if isinstance(column, Column) else {}


def _relation(model: Any, name: str, relation: Any) -> Attribute:
    if relation.uselist:
        return Attribute(model, name, Kind.OTHER)
    related = relation.mapper.class_
    column = next(iter(relation.local_columns))
    kind = Kind.ORGANIZATION if related is Organization else Kind.RELATION
    return Attribute(model, name, kind, column, related)


def kind_of(column: Any) -> Kind:
    """The kind of a column by its type, its dictionary and what it points to."""
    if "dictionary" in _info(column):
        return Kind.CODE
    if "dictionaries" in _info(column):
        return Kind.CODES
    if any(key.column.table.name == "organization" for key in column.foreign_keys):
        return Kind.ORGANIZATION
    kind = next((kind for held, kind in BY_TYPE if isinstance(column.type, held)), None)
    if kind is not None:
        return kind
    if isinstance(column.type, TypeDecorator) or not isinstance(column.type, String):
        return Kind.OTHER
    return Kind.LONG if (column.type.length or 0) >= LONG_FROM else Kind.TEXT


def getter(found: Attribute) -> Callable[[Any], Any]:
    """Reads the attribute of an item; an absent relation on the way reads as nothing."""
    if found.kind is Kind.ORGANIZATION and "." not in found.name:
        return attrgetter(found.key)
    if "." not in found.name:
        return attrgetter(found.name)
    parts = found.name.split(".")

    def follow(item: Any) -> Any:
        for part in parts:
            item = getattr(item, part, None)
        return item

    return follow


Show = Callable[[Any], Any]


def binder(found: Attribute) -> Callable[[], Show]:
    """Looks words up once a request, so that a cell of a list costs next to nothing."""
    read = getter(found)
    if found.words_of_year:
        return _bind_by_year(found, read)

    def bind() -> Show:
        write = _writer(found)

        def show(item: Any) -> str:
            value = read(item)
            return NOTHING if value is None or value == "" else write(value)

        return show

    return bind


def _bind_by_year(found: Attribute, read: Callable[[Any], Any]) -> Callable[[], Show]:
    """The same for codes that read as in the year of their row."""

    def bind() -> Show:
        written: dict[int, Callable[[Any], str]] = {}

        def show(item: Any) -> str:
            value = read(item)
            if value is None or value == "":
                return NOTHING
            if item.year not in written:
                written[item.year] = _code_writer(found, item.year)
            return written[item.year](value)

        return show

    return bind


def _writer(found: Attribute) -> Callable[[Any], str]:
    if mask := MASKS.get(found.info.get("mask", "")):
        return mask
    if found.kind in (Kind.CODE, Kind.CODES):
        return _code_writer(found)
    if found.kind is Kind.ORGANIZATION and "." not in found.name:
        return organization_names().__getitem__
    if found.kind is Kind.ENUM:
        labels = {member: str(member.label) for member in found.column.type.enum_class}
        return labels.__getitem__
    if found.kind is Kind.BOOLEAN:
        return {True: _("是"), False: _("否")}.__getitem__
    return WRITERS.get(found.kind, _anything)


def _code_writer(found: Attribute, year: int | None = None) -> Callable[[Any], str]:
    entries = dictionaries.entries(found.dictionary, year)

    def write(code: str) -> str:
        entry = entries.get(code)
        return entry.label if entry is not None else code

    if found.kind is Kind.CODE:
        return write
    between = _("、")
    return lambda codes: between.join(map(write, codes)) or NOTHING


def _anything(value: Any) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, str) and not hasattr(value, "label"):
        return value
    if isinstance(value, dt.datetime):
        return moment_text(value)
    return str(getattr(value, "label", value))


def yes_or_no(value: Any) -> str:
    """是 or 否."""
    return _("是") if value else _("否")


def moment_text(value: dt.datetime) -> str:
    """A moment on Shanghai's clock, to the minute."""
    return clock.local(value).strftime("%Y-%m-%d %H:%M")


def number_text(value: int | Decimal | float) -> str:
    """Thousands apart and a true minus."""
    return f"{value:,}".replace("-", "−")


WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.DATE: str,
    Kind.MOMENT: moment_text,
    Kind.INTEGER: str,
    Kind.AMOUNT: number_text,
    Kind.NUMBER: number_text,
    Kind.TEXT: str,
    Kind.LONG: str,
    Kind.SEALED: lambda _value: "****",
}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list, made once a view: how it reads in the page and in a file."""

    name: str
    label: Any
    css: str
    bind: Callable[[], Show]
    fmt: str
    bind_raw: Callable[[], Show]
    # Where the value of one column says it all: that column, and how its value is written.
    source: str = ""
    bind_value: Callable[[], Show] | None = None


def list_column(
    model: type[Any],
    name: str,
    label: Any,
    css: str = "",
    *,
    bind: Callable[[], Show] | None = None,
    usual_words: bool = True,
) -> ListColumn:
    """The column of a list for an attribute; ``bind`` shows it in a way of its own.

    Without ``usual_words`` the words are its own too, and a file has them as they are shown.
    """
    found = attribute(model, name)
    fmt = FORMATS.get(found.kind, "text") if usual_words else "text"
    kept = bind is None or found.kind in NUMERIC
    look = f"{_css(found.kind) if kept else 'w'} {css}".strip()
    shown = bind or binder(found)
    read = getter(found)
    raw = (lambda: _plain(shown())) if fmt == "text" else (lambda: read)
    depends = found.kind in (Kind.RELATION, Kind.OTHER) or found.words_of_year
    if not usual_words or "." in found.name or depends:
        return ListColumn(name, label, look, shown, fmt, raw)
    write = (lambda: _written(found)) if fmt == "text" else None
    return ListColumn(name, label, look, shown, fmt, raw, found.key, write)


def _written(found: Attribute) -> Show:
    write = _writer(found)
    return lambda value: "" if value is None else write(value)


def _css(kind: Kind) -> str:
    if kind in NUMERIC:
        return "n"
    if kind in (Kind.DATE, Kind.MOMENT):
        return "w zj-num"
    return "zj-clip" if kind is Kind.LONG else "w"


def _plain(show: Callable[[Any], Any]) -> Callable[[Any], str]:
    """The words without markup; what reads as nothing is empty in a file."""

    def plain(item: Any) -> str:
        shown = show(item)
        words = shown.striptags() if isinstance(shown, Markup) else str(shown)
        return "" if words == NOTHING else words

    return plain


YES_NO = (("y", _l("是")), ("n", _l("否")))
