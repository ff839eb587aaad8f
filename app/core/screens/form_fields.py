"""Form fields for the kinds of our columns: native controls, Chinese messages, clean values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import select
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms import DateField as NativeDateField
from wtforms.fields.choices import Choice as Option
from wtforms.validators import InputRequired, StopValidation, ValidationError
from wtforms.widgets import HiddenInput, TextInput, html_params

from app.core.base import clock
from app.core.base.db import db
from app.core.base.ids import is_id
from app.core.base.typed_text import (
    READERS,
    clean_text,
    has_stray_comma,
    number_text,
)
from app.core.web.assets import needs

from .value_display import MASKS

LARGEST_INTEGER = 2**31 - 1
LARGEST_AMOUNT = Decimal(10) ** 13
RULES = {
    "mobile": (re.compile(r"1\d{10}"), _l("请输入 11 位手机号码")),
    "id_number": (re.compile(r"\d{17}[\dX]"), _l("请输入 18 位身份证号码")),
}


FILL_IN = _l("请填写%(label)s")
STRAY_COMMA = _l("%(label)s的千分位位置不对，小数点请用“.”")


class Required(InputRequired):
    """请填写… or 请选择…, with the name of the field."""

    def __init__(self, words: Any = None) -> None:
        super().__init__()
        self.words = words or FILL_IN

    def __call__(self, form: Any, field: Any) -> None:
        raw = field.raw_data[0] if field.raw_data else None
        if not raw or (isinstance(raw, str) and not raw.strip()):
            field.errors[:] = []
            raise StopValidation(str(self.words) % {"label": field.label.text})


class OptionalField:
    """Leaves an empty field alone; WTForms' own validator forgets errors of processing."""

    field_flags = {"optional": True}

    def __call__(self, form: Any, field: Any) -> None:
        raw = field.raw_data[0] if field.raw_data else None
        if not raw or (isinstance(raw, str) and not raw.strip()):
            field.errors[:] = []
            raise StopValidation


class AtMost:
    """No more characters than the column holds."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and len(field.data) > self.length:
            words = _("%(label)s不能超过 %(n)s 个字，现有 %(now)s 个字")
            now = len(field.data)
            raise ValidationError(words % {"label": field.label.text, "n": self.length, "now": now})


class Between:
    """A number within its limits."""

    def __init__(self, low: Any = None, high: Any = None) -> None:
        self.low, self.high = low, high

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is None:
            return
        if self.low is not None and field.data < self.low:
            words = _("%(label)s不能小于 %(n)s")
            raise ValidationError(words % {"label": field.label.text, "n": self.low})
        if self.high is not None and field.data > self.high:
            words = _("%(label)s不能大于 %(n)s")
            raise ValidationError(words % {"label": field.label.text, "n": self.high})


class CleanText:
    """What text fields share: cleaning, and nothing instead of blank text."""

    nullable = True
    # How the text reads beyond being clean, such as `name_text`.
    reader: Callable[[str], str] = staticmethod(str)

    def __init__(self, *args: Any, reader: Callable[[str], str] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if reader is not None:
            self.reader = reader

    def process_formdata(self, values: list[str]) -> None:
        text = self.reader(clean_text(values[0])) if values else ""
        self.data = text or (None if self.nullable else "")


class Text(CleanText, StringField):
    """One line of text."""

    def process_formdata(self, values: list[str]) -> None:
        super().process_formdata([value.replace("\n", " ") for value in values])


class LongText(CleanText, TextAreaField):
    """Several lines of text."""


class Sealed(Text):
    """An encrypted number: it is shown masked, and what was not touched stays as it was."""

    mask = "mobile"

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return MASKS[self.mask](self.data) if self.data else ""

    def process_formdata(self, values: list[str]) -> None:
        before = self.object_data
        super().process_formdata(values)
        if before and self.data == MASKS[self.mask](before):
            self.data = before
        elif self.data:
            self.data = READERS[self.mask](self.data)

    def pre_validate(self, form: Any) -> None:
        pattern, words = RULES[self.mask]
        if self.data and not pattern.fullmatch(self.data):
            raise ValidationError(str(words))


class _Number(Field):
    """A number typed as text; what is no number is said so, and stays in the field."""

    widget = TextInput()
    mode = "decimal"
    # What is said of a text that is no such number.
    fault: Any = ""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, values: list[str]) -> None:
        self.data = None
        typed = values[0] if values else ""
        text = number_text(typed)
        if text is None:
            raise self.refused(STRAY_COMMA if has_stray_comma(typed) else self.fault)
        if text:
            self.data = self.read(text)

    def read(self, text: str) -> Any:
        """The value of a number in plain digits; ValueError for one that does not fit."""
        raise NotImplementedError

    def refused(self, words: Any) -> ValueError:
        return ValueError(str(words) % {"label": self.label.text})


class Whole(_Number):
    """A whole number."""

    mode = "numeric"
    fault = _l("%(label)s应为整数")

    def read(self, text: str) -> int:
        if "." in text or len(text) > 11 or abs(int(text)) > LARGEST_INTEGER:
            raise self.refused(self.fault)
        return int(text)


class Money(_Number):
    """An exact amount with two decimals."""

    fault = _l("%(label)s应为数字，最多两位小数")

    def read(self, text: str) -> Decimal:
        number = Decimal(text)
        if abs(number) > LARGEST_AMOUNT:
            raise self.refused(self.fault)
        exact = number.quantize(Decimal("0.01"))
        if number != exact:
            raise self.refused(self.fault)
        # 27 and 27.0 are one amount, also where it is kept as text.
        return exact


class Real(_Number):
    """A number with any decimals."""

    fault = _l("%(label)s应为数字")

    def read(self, text: str) -> float:
        whole, _point, part = text.lstrip("+-").partition(".")
        if len(whole) > 15 or len(part) > 10:
            raise self.refused(self.fault)
        return float(text)


class Day(NativeDateField):
    """A date in the browser's own control."""

    def process_formdata(self, values: list[str]) -> None:
        self.data = None
        if not values or not values[0].strip():
            return
        try:
            self.data = dt.date.fromisoformat(values[0].strip())
        except ValueError:
            words = _("%(label)s应为日期，例如 2026-03-31")
            raise ValueError(words % {"label": self.label.text}) from None
        if not 1900 <= self.data.year <= 2200:
            raise ValueError(_("%(label)s不在有效范围内") % {"label": self.label.text})


class LocalMoment(Field):
    """A moment on Shanghai's clock."""

    widget = TextInput(input_type="datetime-local")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.local(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, values: list[str]) -> None:
        self.data = None
        if not values or not values[0].strip():
            return
        try:
            naive = dt.datetime.fromisoformat(values[0].strip())
            self.data = naive.replace(tzinfo=clock.SHANGHAI).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            words = _("%(label)s应为日期和时间")
            raise ValueError(words % {"label": self.label.text}) from None


class YesNoField(BooleanField):
    """A checkbox; left empty it means no."""

    false_values = (False, "false", "", "n", "0")


class Choice(SelectField):
    """A native select; what is not offered any more stays selectable where it is stored."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, offered: Any, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **kwargs)
        self.offered: Callable[[str | None], list[tuple[str, Any]]] = offered

    def _stored(self) -> str | None:
        before = getattr(self, "object_data", None)
        return None if before is None else str(before)

    def iter_choices(self) -> Iterator[Any]:
        current = "" if self.data is None else str(self.data)
        yield Option("", _("请选择"), current == "", {})
        for code, words in self.offered(self._stored()):
            yield Option(code, str(words), code == current, {})

    def has_groups(self) -> bool:
        return False

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, values: list[str]) -> None:
        self.data = values[0].strip() or None if values else None

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        if str(self.data) not in {code for code, _words in self.offered(self._stored())}:
            raise ValidationError(_("请在列表中选择%(label)s") % {"label": self.label.text})

    def value(self) -> Any:
        """The value for the model."""
        return self.coerce(self.data) if self.data is not None else None


class _Picker:
    """The text a person types and the id that it stands for; `form/picker.js` offers choices."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        attributes.setdefault("id", field.id)
        shown = {**attributes, "name": f"{field.name}-text", "value": field.words(), "type": "text"}
        shown |= {"autocomplete": "off", "data-picker": field.url()}
        script = needs("form/picker.js")
        hidden = HiddenInput()(field, id=f"{field.id}-id")
        return Markup('<span class="zj-pick">%s<input %s %s></span>') % (
            hidden,
            Markup(html_params(**shown)),  # noqa: S704 - html_params escapes every value
            script,
        )


class RelationField(Field):
    """A row of a large table, found by typing; no select ever loads the table."""

    widget = _Picker()
    data: Any
    raw_data: Any

    def __init__(
        self, label: Any = None, validators: Any = None, *, model: Any, lookup: Any, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.model, self.lookup = model, lookup

    def url(self) -> str:
        """Where the picker asks for suggestions."""
        return str(self.lookup())

    def words(self) -> str:
        """How the chosen row reads."""
        return str(self.data) if self.data is not None else getattr(self, "typed", "")

    def _value(self) -> str:
        return str(self.data.id) if self.data is not None else ""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.typed = clean_text(formdata.get(f"{self.name}-text") or "") if formdata else ""
        super().process(formdata, data, extra_filters)
        if self.typed and not any(self.raw_data or ()):
            # What a person typed counts as filled in, also when it was not found.
            self.raw_data = [self.typed]

    def process_formdata(self, values: list[str]) -> None:
        """By id, else by the exact name when no script filled the id in."""
        before: Any = self.data
        self.data = None
        text = values[0].strip() if values else ""
        if not text and not self.typed:
            return
        if is_id(text):
            self.data = self._numbered(int(text))
        if self.data is None and self.typed:
            self.data = self._named(self.typed)
        if self.data is None:
            self.data = None if self.typed else before
            raise ValueError(_("请在列表中选择%(label)s") % {"label": self.label.text})

    def _numbered(self, number: int) -> Any:
        return db.session.scalar(select(self.model).where(self.model.id == number))

    def _named(self, name: str) -> Any:
        found = db.session.scalars(select(self.model).where(self.model.name == name).limit(2)).all()
        return found[0] if len(found) == 1 else None
