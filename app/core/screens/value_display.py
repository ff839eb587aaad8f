"""Formatters of values in lists, details and files, by the kind of the attribute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.base import clock
from app.core.base.masks import mask_id_number, mask_mobile
from app.core.configuration import dictionaries
from app.core.tree.organization_tree import organization_names

from .value_kinds import NUMERIC, Attribute, ValueKind, getter

NOTHING = "—"
# The format of a column in a spreadsheet.
FORMATS = {
    ValueKind.INTEGER: "int",
    ValueKind.AMOUNT: "dec2",
    ValueKind.NUMBER: "dec2",
    ValueKind.DATE: "date",
}
MASKS: dict[str, Callable[[str | None], str]] = {
    "id_number": mask_id_number,
    "mobile": mask_mobile,
}

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
    if found.kind in (ValueKind.CODE, ValueKind.CODES):
        return _code_writer(found)
    if found.kind is ValueKind.ORGANIZATION:
        return organization_names().__getitem__
    if found.kind is ValueKind.ENUM:
        labels = {member: str(member.label) for member in found.members}
        return labels.__getitem__
    if found.kind is ValueKind.BOOLEAN:
        return {True: _("是"), False: _("否")}.__getitem__
    return WRITERS.get(found.kind, _anything)


def _code_writer(found: Attribute, year: int | None = None) -> Callable[[Any], str]:
    entries = dictionaries.entries(found.dictionary, year)

    def write(code: str) -> str:
        entry = entries.get(code)
        return entry.label if entry is not None else code

    if found.kind is ValueKind.CODE:
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


WRITERS: dict[ValueKind, Callable[[Any], str]] = {
    ValueKind.DATE: str,
    ValueKind.MOMENT: moment_text,
    ValueKind.INTEGER: str,
    ValueKind.AMOUNT: number_text,
    ValueKind.NUMBER: number_text,
    ValueKind.TEXT: str,
    ValueKind.LONG: str,
    ValueKind.SEALED: lambda _value: "****",
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
    found: Attribute,
    label: Any,
    css: str = "",
    *,
    bind: Callable[[], Show] | None = None,
    plain: Callable[[], Show] | None = None,
    usual_words: bool = True,
) -> ListColumn:
    """The column of a list for an attribute; ``bind`` shows it in a way of its own.

    ``plain`` is what of that a file has, where a link stands beside it.

    Without ``usual_words`` the words are its own too, and a file has them as they are shown.
    """
    name = found.name
    fmt = FORMATS.get(found.kind, "text") if usual_words else "text"
    kept = bind is None or found.kind in NUMERIC
    look = css if "wrap" in css.split() else f"{_css(found.kind) if kept else 'w'} {css}".strip()
    shown = bind or binder(found)
    read = getter(found)
    words = plain or shown
    raw = (lambda: _plain(words())) if fmt == "text" else (lambda: read)
    depends = found.kind in (ValueKind.RELATION, ValueKind.OTHER) or found.words_of_year
    if not usual_words or found.rest is not None or depends:
        return ListColumn(name, label, look, shown, fmt, raw)
    write = (lambda: _written(found)) if fmt == "text" else None
    return ListColumn(name, label, look, shown, fmt, raw, found.key, write)


def _written(found: Attribute) -> Show:
    write = _writer(found)
    return lambda value: "" if value is None else write(value)


def _css(kind: ValueKind) -> str:
    if kind in NUMERIC:
        return "n"
    if kind in (ValueKind.DATE, ValueKind.MOMENT):
        return "w zj-num"
    return "zj-clip" if kind is ValueKind.LONG else "w"


def _plain(show: Callable[[Any], Any]) -> Callable[[Any], str]:
    """The words without markup; what reads as nothing is empty in a file."""

    def plain(item: Any) -> str:
        shown = show(item)
        words = shown.striptags() if isinstance(shown, Markup) else str(shown)
        return "" if words == NOTHING else words

    return plain


YES_NO = (("y", _l("是")), ("n", _l("否")))
