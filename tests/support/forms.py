"""A reader of forms: what a browser would send of a page, and what the page says is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

TICKED = ("checkbox", "radio")


@dataclass
class Control:
    """A control of a form; one that is not ticked, or disabled, is not sent."""

    name: str
    value: str = ""
    is_sent: bool = True
    # Of a list: the words of what may be chosen, by value.
    options: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the controls of the page's own form, and the faults wherever they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.controls: list[Control] = []
        self.errors: dict[str, str] = {}
        self.refusals: list[str] = []
        self._in_form = self._in_summary = False
        # What the words that follow belong to: an element, and what they are added to.
        self._option = self._field = ""
        self._listens = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in_form = "data-form" in told
        elif "data-errors" in told:
            self._in_summary = True
        elif tag == "p" and "zj-err" in told.get("class", "").split() and "hidden" not in told:
            self._field = told["id"].removesuffix("-err")
            self.errors[self._field] = ""
            self._listens = "p"
        elif tag == "li" and self._in_summary:
            self.refusals.append("")
            self._listens = "li"
        elif self._in_form:
            self._begin_control(tag, told)

    def _begin_control(self, tag: str, told: dict[str, str]) -> None:
        named = "name" in told and "disabled" not in told
        if tag == "input" and named:
            is_sent = told.get("type") not in TICKED or "checked" in told
            on = "on" if told.get("type") in TICKED else ""
            self.controls.append(Control(told["name"], told.get("value", on), is_sent))
        elif tag in ("select", "textarea") and "name" in told:
            self.controls.append(Control(told["name"], is_sent=named))
            self._listens = "textarea" if tag == "textarea" else ""
        elif tag == "option":
            self._begin_option(self.controls[-1], told)

    def _begin_option(self, control: Control, told: dict[str, str]) -> None:
        self._option = told.get("value", "")
        if "selected" in told or not control.options:
            control.value = self._option
        control.options[self._option] = ""
        self._listens = "option"

    def handle_endtag(self, tag: str) -> None:
        if tag == self._listens:
            self._listens = ""
        if tag == "form":
            self._in_form = False
        elif tag == "ul":
            self._in_summary = False

    def handle_data(self, data: str) -> None:
        if self._listens == "p":
            self.errors[self._field] += data.strip()
        elif self._listens == "li":
            self.refusals[-1] += data
        elif self._listens == "option":
            self.controls[-1].options[self._option] += data
        elif self._listens == "textarea":
            # A line break after the tag is no part of the text.
            self.controls[-1].value += re.sub(r"^\r?\n", "", data)


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


def controls(page: str) -> list[Control]:
    """Every control of the page's own form."""
    return _read(page).controls


def fields(page: str) -> MultiDict[str, str]:
    """What a browser sends of the form as it stands; among it csrf_token and version."""
    return MultiDict([(one.name, one.value) for one in controls(page) if one.is_sent])


def value_of(page: str, name: str) -> str:
    """What a field holds."""
    return fields(page).get(name, "")


def options(page: str, name: str) -> dict[str, str]:
    """What may be chosen in a field: the words by value, none where there is no such field."""
    return next((one.options for one in controls(page) if one.name == name), {})


def errors(page: str) -> dict[str, str]:
    """What is wrong, by the field that it stands at."""
    return _read(page).errors


def refusals(page: str) -> list[str]:
    """The list on top of a form that was refused."""
    return _read(page).refusals
