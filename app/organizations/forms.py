"""Reading the project return's form: one schema made from the declared figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from app.core.base.choices import OrganizationKind
from app.core.base.errors import FieldError, schema_errors
from app.core.base.typed_text import has_stray_comma, number_text
from app.long_form.unread import UNREAD

from .choices import Kind, sections_for
from .rules import Number, Place, ProjectData, field_labels, places

LARGEST_COUNT = 9_999_999
LARGEST_AMOUNT = Decimal("99999999.99")
BAD_COUNT = _l("请填写不小于 0 的整数")
BAD_AMOUNT = _l("请填写不小于 0 的数，最多两位小数")
TOO_LARGE = _l("数值过大，请检查单位")


STRAY_COMMA = _l("千分位位置不对，小数点请用“.”")
COUNT, AMOUNT = re.compile(r"\d{1,20}"), re.compile(r"\d{1,20}(\.\d{1,2})?")


class Count(fields.Integer):
    """A whole number from 0 up."""

    default_error_messages = {"invalid": BAD_COUNT, "too_large": TOO_LARGE, "comma": STRAY_COMMA}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        return int(_plain(self, value, COUNT))


class TwoDecimals(fields.Decimal):
    """An amount from 0 up with at most two decimals."""

    default_error_messages = {"invalid": BAD_AMOUNT, "comma": STRAY_COMMA}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        return Decimal(_plain(self, value, AMOUNT))


def _plain(field: fields.Field[Any], typed: str, shape: re.Pattern[str]) -> str:
    """The plain digits of what was typed; the field's own error for what is no such number."""
    number = number_text(typed)
    if number is None or not shape.fullmatch(number):
        raise field.make_error("comma" if has_stray_comma(typed) else "invalid")
    return number


def _number_field(kind: Kind) -> fields.Field[Any]:
    if kind == "count":
        return Count(
            validate=[
                validate.Range(min=0, error=str(BAD_COUNT)),
                validate.Range(max=LARGEST_COUNT, error=str(TOO_LARGE)),
            ]
        )
    return TwoDecimals(
        validate=validate.Range(max=LARGEST_AMOUNT, error=str(TOO_LARGE)),
    )


@cache
def _schema(kind: OrganizationKind, _language: str) -> Schema:
    """The schema of one kind; its words are those of one language."""
    numbers: dict[str, fields.Field[Any]] = {
        name: _number_field(number_kind) for name, _place, number_kind in places()
    }
    for section in sections_for(kind):
        for figure in section.figures:
            numbers[figure.key] = _number_field(figure.kind)
    return Schema.from_dict(numbers, name="ProjectFigures")(unknown=EXCLUDE)


def read_project_form(
    form: Mapping[str, str], kind: OrganizationKind
) -> tuple[ProjectData, list[FieldError]]:
    """The figures, and a named error at each field that could not be read."""
    typed = {name: text for name, text in form.items() if number_text(text) != ""}
    try:
        loaded: dict[str, Any] = _schema(kind, str(get_locale())).load(typed)
        errors: list[tuple[str, str]] = []
    except ValidationError as invalid:
        loaded = dict(invalid.valid_data) if isinstance(invalid.valid_data, dict) else {}
        errors = list(schema_errors(invalid))
        loaded |= dict.fromkeys((name for name, _words in errors), UNREAD)
    table: dict[Place, Number] = {
        place: loaded[name] for name, place, _kind in places() if name in loaded
    }
    figures = {name: value for name, value in loaded.items() if "-" not in name}
    labels = field_labels(kind) if errors else {}
    return ProjectData(kind, table, figures), [
        FieldError("V00", name, labels[name] + _("：") + message) for name, message in errors
    ]
