"""Serializer of forms: fields as a browser would send them, errors, differences."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.fields.core import UnboundField

from app.core.base.errors import FieldError

from .form_fields import Choice, RelationField, YesNoField
from .model_forms import AppForm
from .table_fields import Rows, SeveralChoice


def texts(form: AppForm) -> MultiDict[str, str]:
    """What a browser would send of a form as it stands."""
    found: MultiDict[str, str] = MultiDict()
    for field in form:
        if field.name != "csrf_token":
            for name, text in _sent(field):
                found.add(name, text)
    return found


def _sent(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, YesNoField):
        if field.data:
            yield field.name, "y"
    elif isinstance(field, SeveralChoice):
        yield from ((field.name, code) for code in field.data or ())
    elif isinstance(field, Rows):
        yield from field.cells()
    elif isinstance(field, Choice):
        yield field.name, "" if field.data is None else str(field.data)
    else:
        yield field.name, field._value()


def takes(form_class: type[AppForm] | None, name: str) -> bool:
    """Whether people fill in something of this name: a field, a cell of a table, or what is
    typed into a field before its row is found."""
    short, dash, rest = name.partition("-")
    found = getattr(form_class, short, None)
    if not isinstance(found, UnboundField):
        return False
    if issubclass(found.field_class, Rows):
        row, _dash, key = rest.rpartition("-")
        typed = (one.key for one in found.kwargs["columns"] if getattr(one, "is_typed", True))
        return bool(row) and key in typed
    return not dash or (issubclass(found.field_class, RelationField) and rest == "text")


def read_errors(form: AppForm) -> Iterator[FieldError]:
    """What could not be read, each at its field."""
    form.validate()
    for field in form:
        if field.name == "csrf_token":
            continue
        faults = getattr(field, "faults", {})
        yield from (FieldError("V00", name, words) for name, words in faults.items())
        if field.errors and not faults:
            yield FieldError("V00", field.name, str(field.errors[0]))


def differing(stored: AppForm, typed: AppForm) -> list[tuple[str, str, str]]:
    """Where two states of a form differ: label, stored, typed."""
    found = []
    for field in stored:
        if field.name == "csrf_token":
            continue
        other = typed[field.name]
        if field.data == other.data and not other.process_errors:
            # 27.50 and 27.5 are the same, however they were written.
            continue
        before, now = _in_words(field), _in_words(other)
        if before != now:
            found.append((str(field.label.text), before or "—", now or "—"))
    return found


def _in_words(field: Field) -> str:
    if isinstance(field, YesNoField):
        return str(_("是") if field.data else _("否"))
    if isinstance(field, SeveralChoice):
        return _("、").join(words for _code, words, ticked in field.options() if ticked)
    if isinstance(field, Choice):
        return next((str(o.label) for o in field.iter_choices() if o.selected and o.value), "")
    return _("；").join(text for _name, text in _sent(field) if text)
