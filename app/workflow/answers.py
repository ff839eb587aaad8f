"""Form of a move: validates the values that it asks for, and serializes them for the history."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field

from app.core.base.errors import FieldError
from app.core.screens.form_fields import Choice, YesNoField
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import SeveralChoice

from .declaration import Transition

# The language of what the history keeps.
KEPT_IN = "zh"
NOTHING_ADDED: Mapping[str, Any] = {}


class AnswerForm(AppForm):
    """Checked below a page too, where there is no form token."""

    class Meta:
        csrf = False


def answer_form(
    transition: Transition,
    typed: Mapping[str, Any] | None = None,
    added: Mapping[str, Any] = NOTHING_ADDED,
) -> AnswerForm:
    """The form of what a move asks for, with what was typed; until then it holds what is usual.

    ``added`` is what modules ask beside it.
    """
    kind = type("Answers", (AnswerForm,), {**transition.asks, **added})
    sent = typed if isinstance(typed, MultiDict) else MultiDict(typed or {})
    return kind(formdata=sent or None)


def faults(form: AnswerForm) -> Iterator[FieldError]:
    """What is missing or cannot be read, at its field."""
    if form.validate():
        return
    for field in form:
        for words in field.errors[:1]:
            yield FieldError("V00", field.name, str(words))


def kept(form: AnswerForm) -> dict[str, list[Any]]:
    """What the history keeps: label, words and the plain value of each answer, in Chinese."""
    values = form.values()
    with force_locale(KEPT_IN):
        return {
            field.name: [str(field.label.text), _words(field), _plain(values[field.name])]
            for field in form
        }


def _words(field: Field) -> str:
    if field.data in (None, "", []):
        return ""
    if isinstance(field, Choice):
        offered = {code: str(words) for code, words in field.offered(None)}
        return offered.get(str(field.data), str(field.data))
    if isinstance(field, SeveralChoice):
        return _("；").join(str(words) for _code, words, ticked in field.options() if ticked)
    if isinstance(field, YesNoField):
        return _("是") if field.data else _("否")
    return str(field.data)


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.datetime | Decimal):
        return str(value)
    return getattr(value, "id", value)
