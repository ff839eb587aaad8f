"""Forms made from models: one field a column, in sections, with the values cleaned and typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import Field
from wtforms.validators import ValidationError

from app.core.access.actor import current_actor
from app.core.access.scope import readable, unscoped
from app.core.base import encryption
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused, Unconfirmed
from app.core.base.typed_text import READERS
from app.core.configuration import dictionaries
from app.core.tree.organization_tree import tree

from .form_fields import (
    AtMost,
    Between,
    Choice,
    Day,
    LocalMoment,
    LongText,
    Money,
    OptionalField,
    Real,
    RelationField,
    Required,
    Sealed,
    Text,
    Whole,
    YesNoField,
)
from .table_fields import Rows, SeveralChoice
from .ticked import Followed, Ticked
from .value_kinds import Attribute, ValueKind, attribute

SMALL_DIALOG = 8
MOST_RELATED = 500
CHOOSE = _l("请选择%(label)s")
CHOSEN_KINDS = (
    ValueKind.ENUM,
    ValueKind.CODE,
    ValueKind.CODES,
    ValueKind.ORGANIZATION,
    ValueKind.RELATION,
    ValueKind.DATE,
    ValueKind.MOMENT,
)


class AppForm(FlaskForm):
    """A form that knows the item it edits and keeps errors that belong to no field."""

    item_id: int | None = None
    # Errors that belong to no field of the form itself.
    refused: tuple[FieldError, ...] = ()
    # What has to be agreed to before this is stored.
    unconfirmed: Unconfirmed | None = None

    # The fields that are there for what is ticked in another one, and those of them with a star.
    applies: Mapping[str, Ticked] = {}
    starred: Collection[str] = ()

    # What the operation would say against values; those that could not be read are None.
    rules: Callable[[Mapping[str, Any]], Iterable[FieldError]] | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, ticked in self.applies.items():
            by, values = f"{self._prefix}{ticked.field}", "\n".join(ticked.values)
            self[name].applies = Followed(by, values, name in self.starred)

    def validate(self, extra_validators: Any = None) -> bool:
        """What cannot be read, and what the rules say of the rest, in one round."""
        super().validate(extra_validators)
        unread = {field.short_name for field in self if field.errors}
        wrong = {place for field in self if field.errors for place in self._wrong_places(field)}
        self.refuse([one for one in self.told(unread) if one.field not in wrong])
        return not self.errors

    def _wrong_places(self, field: Field) -> Collection[str]:
        """Where a field has been refused already: as a whole, or in some of its cells."""
        if isinstance(field, Rows) and field.is_half_read():
            return {name.removeprefix(self._prefix) for name in field.faults}
        return {field.short_name}

    def told(self, unread: Collection[str]) -> Iterable[FieldError]:
        """What the rules of a screen say against the fields that could be read.

        Where all could be read the operation says it, which asks the same rules under its lock.
        """
        return self.rules(self.values_but(unread)) if self.rules and unread else ()

    def values(self) -> dict[str, Any]:
        """What was filled in, by the model's column names; sealed numbers with their hash."""
        return self.values_but(())

    def values_but(self, unread: Collection[str], stand_in: Any = None) -> dict[str, Any]:
        """The same, with a stand-in for fields that could not be read.

        Where that is None, it is only cells of a small table that are None, not all of it.
        """
        found: dict[str, Any] = {}
        for field in self:
            if field.short_name == "csrf_token":
                continue
            is_half = stand_in is None and isinstance(field, Rows) and field.is_half_read()
            is_read = is_half or field.short_name not in unread
            key = getattr(field, "column_key", None) or field.short_name
            found[key] = _value(field) if is_read else stand_in
            if is_read and isinstance(field, Sealed) and getattr(field, "hash_key", None):
                found[field.hash_key] = encryption.fingerprint(field.data) if field.data else None
        return found

    def refuse(self, errors: Iterable[FieldError]) -> None:
        """Show refusals at their fields; what concerns no field stands on top.

        Fields are called as in the model, whatever prefix they have on the page.
        """
        for error in errors:
            field = self._fields.get(error.field) or self._table_of(error)
            if field is not None:
                field.errors = [*field.errors, error.message]
            else:
                self.form_errors.append(error.message)
                self.refused = (*self.refused, error)

    def stop(self, stopped: Refused | Unconfirmed) -> None:
        """Show why the form is not stored; nothing is asked while something is wrong."""
        if isinstance(stopped, Refused):
            self.refuse(stopped.errors)
        elif not self.errors:
            self.unconfirmed = stopped

    def place_of(self, words: str) -> str:
        """The id of what an error is about that belongs to no field, such as a slot of files."""
        found = next((error.field for error in self.refused if error.message == words), "")
        return f"{self._prefix}{found}" if found else ""

    def _table_of(self, error: FieldError) -> Field | None:
        """The small table that a cell belongs to, which keeps what is wrong there."""
        found = self._fields.get(error.field.partition("-")[0])
        if not isinstance(found, Rows):
            return None
        name = f"{self._prefix}{error.field}"
        found.faults[name] = found.faults.get(name) or error.message
        return found


def _value(field: Field) -> Any:
    return field.value() if isinstance(field, Choice) else field.data


class GlobalUnique:
    """No other row has the value, in whatever organization it is and even when it is deleted."""

    def __init__(self, model: Any, key: str) -> None:
        self.model, self.key = model, key

    def __call__(self, form: Any, field: Any) -> None:
        if field.data in (None, ""):
            return
        value = encryption.fingerprint(field.data) if isinstance(field, Sealed) else field.data
        query = select(self.model.id).where(getattr(self.model, self.key) == value)
        with unscoped("uniqueness"):
            other = db.session.scalar(
                query.where(self.model.id != (form.item_id or 0))
                .limit(1)
                .execution_options(include_deleted=True)
            )
        if other is not None:
            words = _("%(label)s已存在，请检查是否重复填写")
            raise ValidationError(words % {"label": field.label.text})


# --- from columns to fields -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldOptions:
    """What a view says about one field of its form."""

    label: Any
    hint: Any
    validators: tuple[Any, ...]
    lookup: Callable[[], str] | None = None


def build_form(
    model: type[Any],
    columns: Sequence[str],
    wanted: Mapping[str, FieldOptions],
    extra: Mapping[str, Any],
    base: type[AppForm] = AppForm,
) -> type[AppForm]:
    """The form class of a view; ``extra`` gives ready fields by name, ``base`` its rules."""
    found = {name: extra.get(name) or make_field(model, name, wanted[name]) for name in columns}
    return type(f"{model.__name__}Form", (base,), found)


def make_field(model: type[Any], name: str, wanted: FieldOptions) -> Any:
    """The unbound field of one attribute."""
    found = attribute(model, name)
    maker = MAKERS.get(found.kind)
    if maker is None:
        raise TypeError(f"{model.__name__}.{name}: no field for {found.kind.value}")
    options = {"description": wanted.hint, "validators": _validators(found, wanted)}
    default = _default(found)
    if default is not None:
        options["default"] = default
    return maker(found, wanted, options)


def _validators(found: Attribute, wanted: FieldOptions) -> list[Any]:
    checks: list[Any] = []
    if any(isinstance(one, Required) for one in wanted.validators):
        # The screen asks for what the table may lack.
        return [*wanted.validators, *_bounds(found)]
    if found.kind not in (ValueKind.BOOLEAN, ValueKind.CODES):
        words = (CHOOSE,) if found.kind in CHOSEN_KINDS else ()
        checks.append(OptionalField() if found.column.nullable else Required(*words))
    return [*checks, *_bounds(found), *wanted.validators]


def _bounds(found: Attribute) -> list[Any]:
    """What the table says of the values of a column."""
    checks: list[Any] = []
    length = getattr(found.column.type, "length", None)
    if length and found.kind in (ValueKind.TEXT, ValueKind.LONG):
        checks.append(AtMost(length))
    if found.info.keys() & {"min", "max"}:
        checks.append(Between(found.info.get("min"), found.info.get("max")))
    if key := _unique_key(found):
        checks.append(GlobalUnique(found.model, key))
    return checks


def _unique_key(found: Attribute) -> str | None:
    """The column whose values must be unique; for a sealed number it is its hash."""
    table = found.model.__table__
    key = f"{found.key}_hash" if found.kind is ValueKind.SEALED else found.key
    column = table.columns.get(key)
    return key if column is not None and column.unique else None


def _default(found: Attribute) -> Any:
    """What an empty form starts with: what the column would get without it."""
    default = found.column.default
    if default is not None and default.is_callable:
        return lambda: default.arg(None)
    return default.arg if default is not None and default.is_scalar else None


def _simple(kind: type[Field]) -> Callable[..., Any]:
    def make(found: Attribute, wanted: FieldOptions, options: dict[str, Any]) -> Any:
        held = type(kind.__name__, (kind,), {"nullable": found.column.nullable})
        if reads := found.info.get("reads"):
            options["reader"] = READERS[reads]
        return held(wanted.label, **options)

    return make


def _sealed(found: Attribute, wanted: FieldOptions, options: dict[str, Any]) -> Any:
    hash_key = f"{found.key}_hash"
    held = type(
        "Sealed",
        (Sealed,),
        {
            "mask": found.info.get("mask", "mobile"),
            "nullable": found.column.nullable,
            "hash_key": hash_key if hash_key in found.model.__table__.columns else None,
        },
    )
    return held(wanted.label, **options)


class _Code(Choice):
    """The entries of a dictionary, in the words of the year that the form is about, if any."""

    def __init__(self, label: Any = None, *, dictionary: str, **kwargs: Any) -> None:
        def offered(current: str | None) -> list[tuple[str, Any]]:
            return dictionaries.choices(dictionary, current, _year_of(self))

        super().__init__(label, offered=offered, **kwargs)
        # Pages draw a field by the name of its class.
        self.type = Choice.__name__


class _Codes(SeveralChoice):
    """The same where several may be ticked."""

    def __init__(self, label: Any = None, *, dictionary: str, **kwargs: Any) -> None:
        def offered(current: Collection[str]) -> list[tuple[str, str]]:
            return dictionaries.offered(dictionary, current, _year_of(self))

        super().__init__(label, offered=offered, **kwargs)
        self.type = SeveralChoice.__name__


def _year_of(field: Field) -> int | None:
    """The year that a form was made for (``meta={"year": …}``)."""
    return getattr(field.meta, "year", None)


def _code(found: Attribute, wanted: FieldOptions, options: dict[str, Any]) -> Any:
    return _Code(wanted.label, dictionary=found.dictionary, **options)


def _codes(found: Attribute, wanted: FieldOptions, options: dict[str, Any]) -> Any:
    return _Codes(wanted.label, dictionary=found.dictionary, **options)


def _enum(found: Attribute, wanted: FieldOptions, options: dict[str, Any]) -> Any:
    members = found.members
    return Choice(
        wanted.label,
        coerce=members,
        offered=lambda _current: [(str(member), member.label) for member in members],
        **options,
    )


def _organization(found: Attribute, wanted: FieldOptions, options: dict[str, Any]) -> Any:
    """The organizations whose rows may be written; another one in the form is refused."""
    options["default"] = lambda: current_actor().organization_id
    return _keyed(Choice, found.key)(wanted.label, coerce=int, offered=_writable, **options)


def _writable(current: str | None) -> list[tuple[str, Any]]:
    ids = readable().write
    return [
        (str(node.id), node.name)
        for node in tree().values()
        if ids is None or node.id in ids or str(node.id) == current
    ]


def _relation(found: Attribute, wanted: FieldOptions, options: dict[str, Any]) -> Any:
    if wanted.lookup is not None:
        return RelationField(wanted.label, model=found.related, lookup=wanted.lookup, **options)
    return _keyed(Choice, found.key)(
        wanted.label, coerce=int, offered=lambda _current: _related(found), **options
    )


def _related(found: Attribute) -> list[tuple[str, Any]]:
    """The rows of a small table; a large one needs a look-up instead of a select."""
    model = found.related
    rows = db.session.scalars(select(model).order_by(model.id).limit(MOST_RELATED + 1)).all()
    if len(rows) > MOST_RELATED:
        raise TypeError(f"{model.__name__} is too large for a select: give the view a look-up")
    return [(str(row.id), row) for row in rows]


def _keyed(kind: type[Field], key: str) -> type[Field]:
    """A field that reads and writes the foreign key of its relation."""

    def process_data(self: Any, value: Any) -> None:
        self.data = getattr(value, "id", value)
        self.object_data = self.data

    return type(kind.__name__, (kind,), {"column_key": key, "process_data": process_data})


MAKERS: dict[ValueKind, Callable[..., Any]] = {
    ValueKind.TEXT: _simple(Text),
    ValueKind.LONG: _simple(LongText),
    ValueKind.INTEGER: _simple(Whole),
    ValueKind.AMOUNT: _simple(Money),
    ValueKind.NUMBER: _simple(Real),
    ValueKind.BOOLEAN: _simple(YesNoField),
    ValueKind.DATE: _simple(Day),
    ValueKind.MOMENT: _simple(LocalMoment),
    ValueKind.SEALED: _sealed,
    ValueKind.CODE: _code,
    ValueKind.CODES: _codes,
    ValueKind.ENUM: _enum,
    ValueKind.ORGANIZATION: _organization,
    ValueKind.RELATION: _relation,
}
