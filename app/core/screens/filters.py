"""Filters of list pages: few operators a kind, strict about what arrives in the address.

The address keeps the framework's language: ``_flt_<operator>_<column>=<value>``,
where the operator is the place in the column's list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import abort
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from werkzeug.exceptions import HTTPException

from app.core.access.refused_access import refuse
from app.core.access.scope import readable
from app.core.base import clock, encryption
from app.core.base.column_types import Amount
from app.core.base.ids import is_id
from app.core.base.typed_text import READERS, clean_line, number_text
from app.core.configuration import dictionaries
from app.core.tree.organization_tree import tree
from app.core.web.years import years_on_record

from .finder import Wanted
from .organization_choices import (
    IN_PREFECTURE,
    LONGEST,
    organizations_in_scope,
    organizations_meant,
)
from .search import SearchableName, name_contains
from .value_kinds import NUMERIC, Attribute, ValueKind, getter

LARGEST = {ValueKind.INTEGER: Decimal(2**31 - 1), ValueKind.AMOUNT: Decimal(10) ** 13}
LARGEST_NUMBER = Decimal(10) ** 15
# What stands before a part of a name that was typed and not chosen.
NAMED = "like-"
FINGERPRINT = re.compile(r"[0-9a-f]{40}")


class AppFilter:
    """One operator on one attribute; what it cannot read is a bad request.

    ``criterion`` is the SQL for the rows of a table, ``accepts`` the test for rows at hand.
    """

    name: Any = ""
    # How an end of a range reads at its field and at its chip.
    at_field: Any = ""
    at_chip: Any = ""
    # Whether its values are chosen from a list.
    is_chosen = False

    def __init__(self, column_name: str, found: Attribute) -> None:
        self.column_name = column_name
        self.whole = found
        self.attribute = found.leaf
        self.model = self.attribute.model

    @property
    def column(self) -> Any:
        """The column or expression that is compared."""
        found = self.attribute
        return found.sql if found.expression is not None else getattr(self.model, found.key)

    def where(self, values: Sequence[str]) -> Any:
        """The SQL for the values of one argument, over the table of the list."""
        return self.whole.reached(self.criterion(values))

    def criterion(self, values: Sequence[str]) -> Any:
        """The SQL over the table that the attribute belongs to."""
        raise NotImplementedError

    def is_offered(self, values: Sequence[str]) -> bool:
        """Whether values that were kept may be asked for by this user today."""
        try:
            self.accepts(values)
        except NotImplementedError:
            return self._has_criterion(values)
        except HTTPException:
            return False
        return True

    def _has_criterion(self, values: Sequence[str]) -> bool:
        try:
            self.criterion(values)
        except HTTPException:
            return False
        return True

    def test(self, values: Sequence[str]) -> Callable[[Any], bool]:
        """The test of a row at hand for the values of one argument."""
        read, accepts = getter(self.whole), self.accepts(values)

        def fulfils(row: Any) -> bool:
            value = read(row)
            return value is not None and accepts(value)

        return fulfils

    def accepts(self, values: Sequence[str]) -> Callable[[Any], bool]:
        """The test of a value that a row at hand has."""
        raise NotImplementedError


class Contains(AppFilter):
    """Text with the term anywhere; ``%`` and ``_`` mean themselves."""

    name = _l("包含")

    def criterion(self, values: Sequence[str]) -> Any:
        return self.column.icontains(clean_line(values[0]), autoescape=True)

    def accepts(self, values: Sequence[str]) -> Callable[[Any], bool]:
        term = clean_line(values[0]).casefold()
        return lambda value: term in str(value).casefold()


class NameContains(AppFilter):
    """A name with the term anywhere, found through the table of grams."""

    name = _l("包含")

    def criterion(self, values: Sequence[str]) -> Any:
        return name_contains(self.model, values[0])


class RelatedNameContains(AppFilter):
    """Rows whose related row's name has the term; the related table is never loaded."""

    name = _l("包含")

    def criterion(self, values: Sequence[str]) -> Any:
        related = self.attribute.related
        return self.column.in_(select(related.id).where(name_contains(related, values[0])))


class Is(AppFilter):
    """The whole text."""

    name = _l("等于")

    def criterion(self, values: Sequence[str]) -> Any:
        return self.column == self._read(values)

    def accepts(self, values: Sequence[str]) -> Callable[[Any], bool]:
        return self._read(values).__eq__

    def _read(self, values: Sequence[str]) -> str:
        text = clean_line(values[0])
        reads = self.attribute.info.get("reads")
        return READERS[reads](text) if reads else text


class NumberIs(AppFilter):
    """Exactly this whole number, such as a year."""

    name = _l("等于")

    def criterion(self, values: Sequence[str]) -> Any:
        return self.column == self.read(values)

    def accepts(self, values: Sequence[str]) -> Callable[[Any], bool]:
        return self.read(values).__eq__

    @staticmethod
    def read(values: Sequence[str]) -> int:
        """The number, or a bad request."""
        text = number_text(values[0]) or ""
        if not text.isdigit() or len(text) > 9:
            abort(400)
        return int(text)


class YearIs(NumberIs):
    """One year, chosen from those that the system keeps."""

    is_chosen = True

    @staticmethod
    def offered() -> range:
        """The years to choose from, newest first."""
        return years_on_record()


class SealedIs(AppFilter):
    """The whole number of an encrypted column, by its fingerprint.

    The address carries the fingerprint: a number in an address would stand in
    the logs of every machine on the way.
    """

    name = _l("等于")

    def criterion(self, values: Sequence[str]) -> Any:
        if not FINGERPRINT.fullmatch(values[0]):
            abort(400)
        return getattr(self.model, f"{self.attribute.key}_hash") == values[0]

    def sealed(self, number: str) -> str:
        """What the address carries for a number that somebody typed."""
        read = READERS[self.attribute.info.get("mask", "mobile")]
        return encryption.fingerprint(read(number))


class OneOf(AppFilter):
    """One of the codes of a dictionary or of a stored enumeration."""

    is_chosen = True
    name = _l("等于")

    def criterion(self, values: Sequence[str]) -> Any:
        return self.column.in_(self._known(values))

    def accepts(self, values: Sequence[str]) -> Callable[[Any], bool]:
        return self._known(values).__contains__

    def _known(self, values: Sequence[str]) -> Sequence[str]:
        known = self.words()
        return abort(400) if any(value not in known for value in values) else values

    def words(self) -> Mapping[str, Any]:
        """Every code with its word, also those that are offered no more."""
        if self.attribute.kind is ValueKind.CODE:
            entries = dictionaries.entries(self.attribute.info["dictionary"])
            return {code: entry.label for code, entry in entries.items()}
        return {str(member): member.label for member in self.attribute.members}


class YesNo(AppFilter):
    """是 or 否."""

    is_chosen = True
    name = _l("等于")

    def criterion(self, values: Sequence[str]) -> Any:
        return self.column.is_(self._read(values))

    def accepts(self, values: Sequence[str]) -> Callable[[Any], bool]:
        wanted = self._read(values)
        return lambda value: bool(value) is wanted

    @staticmethod
    def _read(values: Sequence[str]) -> bool:
        return values[0] == "y" if values[0] in ("y", "n") else abort(400)


class _Bound(AppFilter):
    """One end of a range of numbers or days, the end included."""

    def criterion(self, values: Sequence[str]) -> Any:
        return self.compare(self.column, self.read(values[0].strip()))

    def accepts(self, values: Sequence[str]) -> Callable[[Any], bool]:
        end = self.read(values[0].strip())
        return lambda value: bool(self.compare(value, end))

    def compare(self, column: Any, value: Any) -> Any:
        raise NotImplementedError

    def read(self, text: str) -> Any:
        """The value, or a bad request."""
        try:
            if self.attribute.kind in NUMERIC:
                return self._number(text)
            return dt.date.fromisoformat(text)
        except (ValueError, InvalidOperation):
            abort(400)

    def _number(self, text: str) -> Any:
        number = Decimal(number_text(text) or "none")
        if abs(number) > LARGEST.get(self.attribute.kind, LARGEST_NUMBER):
            raise ValueError(text)
        column = self.attribute.column
        return number if column is None or isinstance(column.type, Amount) else float(number)


class From(_Bound):
    """From this number or day on."""

    name = _l("不小于")
    at_field, at_chip = _l("%(label)s起"), _l("%(value)s 起")

    def compare(self, column: Any, value: Any) -> Any:
        return column >= (_midnight(value) if self.attribute.kind is ValueKind.MOMENT else value)


class Until(_Bound):
    """Up to this number or to the end of this day."""

    name = _l("不大于")
    at_field, at_chip = _l("%(label)s止"), _l("%(value)s 止")

    def compare(self, column: Any, value: Any) -> Any:
        if self.attribute.kind is ValueKind.MOMENT:
            return column < _midnight(value + dt.timedelta(days=1))
        return column <= value


def _midnight(day: dt.date) -> dt.datetime:
    try:
        midnight = dt.datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI)
        return midnight.astimezone(dt.UTC)
    except OverflowError:
        abort(400)


class OrganizationIs(AppFilter):
    """Rows of one organization, of all of a prefecture, or of those that a word means."""

    is_chosen = True
    name = _l("等于")

    def criterion(self, values: Sequence[str]) -> Any:
        return or_(*(self._one(value) for value in values))

    def is_offered(self, values: Sequence[str]) -> bool:
        # Looked up here, for asking for another's rows would be kept as a refusal.
        ids = readable().read
        chosen = [value for value in values if not value.startswith((IN_PREFECTURE, NAMED))]
        known = ids is None or all(is_id(value) and int(value) in ids for value in chosen)
        return known and self._has_criterion(values)

    def _one(self, value: str) -> Any:
        if value.startswith(IN_PREFECTURE):
            code = value.removeprefix(IN_PREFECTURE)
            ids = [node.id for node in tree().values() if node.prefecture_code == code]
            if not ids:
                abort(400)
            return self.column.in_(ids)
        if value.startswith(NAMED):
            return self._named(value.removeprefix(NAMED))
        if not is_id(value):
            abort(400)
        ids_in_scope = readable().read
        if ids_in_scope is not None and int(value) not in ids_in_scope:
            refuse(404, f"organization {value}")
        return self.column == int(value)

    def _named(self, typed: str) -> Any:
        if len(typed) > LONGEST:
            abort(400)
        found = organizations_meant(Wanted(typed), organizations_in_scope())
        return self.column.in_([node.id for node in found])


class RelatedIs(AppFilter):
    """Rows that point to one row of a small table."""

    is_chosen = True
    name = _l("等于")

    def criterion(self, values: Sequence[str]) -> Any:
        if not all(is_id(value) for value in values):
            abort(400)
        return self.column.in_([int(value) for value in values])


Operators = tuple[type[AppFilter], ...]
OPERATORS: dict[ValueKind, Operators] = {
    ValueKind.TEXT: (Contains, Is),
    ValueKind.LONG: (Contains,),
    ValueKind.INTEGER: (From, Until),
    ValueKind.AMOUNT: (From, Until),
    ValueKind.NUMBER: (From, Until),
    ValueKind.DATE: (From, Until),
    ValueKind.MOMENT: (From, Until),
    ValueKind.BOOLEAN: (YesNo,),
    ValueKind.ENUM: (OneOf,),
    ValueKind.CODE: (OneOf,),
    ValueKind.SEALED: (SealedIs,),
    ValueKind.ORGANIZATION: (OrganizationIs,),
    ValueKind.RELATION: (RelatedIs,),
}


def operators(found: Attribute) -> Operators:
    """The operators of an attribute, the usual one first."""
    found = found.leaf
    if found.name == "year" and found.kind is ValueKind.INTEGER:
        return (YearIs,)
    if found.expression is not None or found.column is None:
        return OPERATORS.get(found.kind, ())
    if (
        found.kind is ValueKind.TEXT
        and found.name == "name"
        and issubclass(found.model, SearchableName)
    ):
        return (NameContains, Is)
    if found.info.get("search") == "exact" and found.kind in (ValueKind.TEXT, ValueKind.INTEGER):
        return (Is,) if found.kind is ValueKind.TEXT else (NumberIs,)
    if found.kind is ValueKind.RELATION and issubclass(found.related, SearchableName):
        return (RelatedNameContains,)
    return OPERATORS.get(found.kind, ())
