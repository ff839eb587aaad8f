"""What a person reads or hears of a page, text by text, and what code says unmarked."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
# Content that stands as it was entered, and paper, which stays Chinese in every language.
DATA_TAGS = {"td", "dd", "option", "optgroup"}
PAPER = "data-paper"
SPOKEN = ("aria-label", "title", "placeholder", "alt", "label", "data-confirm", "data-l")
ON_PAPER = (
    "column_numbers",
    "detail_rows",
    "declaration",
    "export",
    "bare_blocks",
    "form_parts",
    "title_places",
    "form_reports",
    "heading",
    "html",
    "models",
    "line_breaks",
    "pages",
    "paper",
    "pdf",
    "values",
    "xlsx",
    "xlsx_formats",
)
# Chinese that no reader of a page meets in another language: commands of the terminal, names of
# roles and of the own actor, signs to read by, names that are shortened, words on paper, sections
# of score sheets and problems that are kept with a score.
CHINESE_ON_PURPOSE = (
    "app/cli.py",
    "app/core/access/actor.py",
    "app/core/base/typed_text.py",
    "app/core/access/roles.py",
    "app/demo/",
    "app/imports/",
    "app/personnel/roster_import.py",
    "app/certificates/certificate_import.py",
    "app/certificates/picture_import.py",
    "app/organizations/presentation/overview.py",
    *(f"app/organizations/queries/{name}.py" for name in ("form", "overview", "summary", "survey")),
    "app/verification/numbering.py",
    "app/scoring/rules/sheets.py",
    *(f"app/assessments/rules/{name}.py" for name in ("submission", "tasks")),
    "app/training/numbering.py",
    "app/training/presentation/paper.py",
    "app/demerits/presentation/paper.py",
    *(f"app/setup/{name}.py" for name in ("commands", "divisions", "files", "rules")),
    *(f"app/reporting/{name}.py" for name in ON_PAPER),
)
GETTEXT = {"_", "_l", "gettext", "lazy_gettext", "ngettext"}


class Words(HTMLParser):
    """What a person reads or hears of a page: (text, whether it is in a place for data)."""

    VOID = {"input", "br", "hr", "meta", "link", "img", "use", "path", "rect", "circle"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, bool]] = []
        self._open: list[tuple[str, bool, bool]] = []

    @property
    def _silent(self) -> bool:
        return any(silent for _tag, silent, _data in self._open)

    @property
    def _data(self) -> bool:
        return any(data for _tag, _silent, data in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        silent = tag in ("script", "style") or PAPER in held or ("lang" in held and tag != "html")
        if not (silent or self._silent):
            named = [value for name, value in attrs if value and self._is_spoken(name, held)]
            self.found += [(value, self._data or tag in DATA_TAGS) for value in named]
        if tag not in self.VOID:
            self._open.append((tag, silent, tag in DATA_TAGS))

    @staticmethod
    def _is_spoken(name: str, held: dict[str, str | None]) -> bool:
        of_script = held.get("id") == "words" and name.startswith("data-")
        return name in SPOKEN or name.startswith("data-words") or of_script

    def handle_endtag(self, tag: str) -> None:
        while tag not in self.VOID and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.found.append((data.strip(), self._data))


def strings(value: Any) -> Iterator[str]:
    """Every text of a JSON answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def words_of(answer: Any) -> list[tuple[str, bool]]:
    if answer.mimetype == "application/json":
        return [(text, True) for text in strings(json.loads(answer.text))]
    reader = Words()
    reader.feed(answer.text)
    return reader.found


def unmarked_literals(source: str) -> Iterator[str]:
    """Chinese string constants that are neither messages nor docstrings."""
    tree = ast.parse(source)
    excused: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT:
            excused |= {id(argument) for argument in node.args}
        if isinstance(node, ast.Expr):
            excused.add(id(node.value))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in excused and CHINESE.search(node.value):
            yield node.value
