"""Reading what a page's script sends, and what its form carries along."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.core.base.errors import FieldError, Refused, schema_errors
from app.core.base.ids import LARGEST_ID

from .operations import Handed, Window
from .rules import LONGEST_VALUE, MOST_FIELDS, Sent

CLIENT = re.compile(r"[0-9a-f-]{8,36}")
TOO_LONG = _l("单项内容不能超过 10000 字")
UNREADABLE = _l("草稿内容无法识别")
MOST_SETTLED = 100


def _storable(text: str) -> None:
    """No character that a database could not keep."""
    if "\0" in text or any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise ValidationError(str(UNREADABLE))


def _number() -> fields.Integer:
    return fields.Integer(strict=True, required=True, validate=validate.Range(0, LARGEST_ID))


def _client(**more: Any) -> fields.String:
    return fields.String(validate=validate.Regexp(r"[0-9a-f-]{8,36}\Z"), **more)


class FieldSchema(Schema):
    """One field: its text, the window's edit, and the revisions of others that it settles."""

    class Meta:
        unknown = RAISE

    name = fields.String(required=True, validate=[validate.Length(1, 120), _storable])
    value = fields.String(
        required=True,
        allow_none=True,
        validate=[validate.Length(max=LONGEST_VALUE, error=str(TOO_LONG)), _storable],
    )
    number = _number()
    over = fields.List(_number(), required=True, validate=validate.Length(max=MOST_SETTLED))


class SaveSchema(Schema):
    """A save of one window."""

    class Meta:
        unknown = RAISE

    client = _client(required=True)
    since = _number()
    base_version = fields.Integer(
        strict=True, required=True, allow_none=True, validate=validate.Range(0, LARGEST_ID)
    )
    fields_ = fields.List(
        fields.Nested(FieldSchema),
        required=True,
        data_key="fields",
        validate=validate.Length(1, MOST_FIELDS),
    )


class DiscardSchema(Schema):
    """Whose text is thrown away: one window's, or all."""

    class Meta:
        unknown = RAISE

    client = _client(load_default=None, allow_none=True)


def _load(schema: Schema, body: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(body if isinstance(body, dict) else {"": ""})
    except ValidationError as invalid:
        raise Refused(
            FieldError("DR0", name, _first(words)) for name, words in schema_errors(invalid)
        ) from invalid
    return loaded


def _first(words: str) -> str:
    """The message for people; errors in the script's own data become one sentence."""
    return str(TOO_LONG) if str(TOO_LONG) in words else str(UNREADABLE)


def read_save(body: Any, takes: Callable[[str], bool]) -> tuple[Window, int, list[Sent]]:
    """The window, the revision it has shown, and its texts; the last one of a field counts.

    Refused for a name that the form does not take.
    """
    loaded = _load(SaveSchema(), body)
    sent = {
        one["name"]: Sent(one["name"], one["value"], one["number"], frozenset(one["over"]))
        for one in loaded["fields_"]
    }
    Refused.if_any(FieldError("DR0", name, str(UNREADABLE)) for name in sent if not takes(name))
    window = Window(loaded["client"], loaded["base_version"])
    return window, loaded["since"], list(sent.values())


def read_discard(body: Any) -> str | None:
    """The window whose text is thrown away; None for everybody's."""
    client: str | None = _load(DiscardSchema(), body)["client"]
    return client


def seen_field(key: str) -> str:
    """The field in which a form says how much of the draft of another record it has shown."""
    return f"draft_seen-{key}"


def read_seen(form: Mapping[str, str], key: str) -> Handed:
    """What a form says of the draft of another record; without a word it has shown nothing."""
    return Handed("", _plain_number(form.get(seen_field(key), "")), 0)


def read_handed(form: Mapping[str, str]) -> Handed:
    """What a form says of its draft as it is stored; without script, only its revision."""
    client = form.get("draft_client", "")
    return Handed(
        client if CLIENT.fullmatch(client) else "",
        _plain_number(form.get("draft_revision", "")),
        _plain_number(form.get("draft_number", "")),
    )


def _plain_number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= 10
    return min(int(text), LARGEST_ID) if is_number else 0
