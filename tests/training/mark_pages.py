"""录入成绩 and 补考录入 as a clerk fills them in: marks are given by the places of subjects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.support.forms import errors, fields

BASE = "/training/results"
# Passes three subjects.
FULL = ("24", "80", "75", "60")
MARK = re.compile(r"marks-([0-9]+)-s[0-9]+")
CELL = re.compile(rf'id="({MARK.pattern})"')


def cells(number: int, attended: str, *marks: str, remark: str = "") -> dict[str, str]:
    """The line of an enrolment as it is typed."""
    typed = {f"marks-{number}-s{place}": mark for place, mark in enumerate(marks)}
    return {f"marks-{number}-attended": attended, f"marks-{number}-remark": remark, **typed}


def opened(client: Any, session: int, page: str = "grade") -> dict[str, str]:
    """The fields of a page as it opens, and blank marks where it lets nobody enter any."""
    text = client.get(f"{BASE}/{page}/{session}").text
    return {**{found[1]: "" for found in CELL.finditer(text)}, **fields(text)}


def placed(begun: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed over a page, by the names of its cells."""
    columns: dict[str, list[str]] = {}
    for name in begun:
        if found := MARK.fullmatch(name):
            columns.setdefault(found[1], []).append(name)
    named = {
        f"marks-{number}-s{place}": name
        for number, names in columns.items()
        for place, name in enumerate(names)
    }
    return {**begun, **{named.get(name, name): text for name, text in typed.items()}}


def post(
    client: Any, session: int, begun: Mapping[str, str], typed: Mapping[str, str], page: str = ""
) -> Any:
    """What a clerk sends over a page that was opened before."""
    return client.post(f"{BASE}/{page or 'grade'}/{session}", data=placed(begun, typed))


def send(client: Any, session: int, typed: Mapping[str, str], page: str = "grade") -> Any:
    """What a clerk sends who has just opened the page; a question is agreed to."""
    begun = opened(client, session, page)
    answer = post(client, session, begun, typed, page)
    stamp = fields(answer.text).get("confirmed") if answer.status_code == 200 else None
    if stamp:
        answer = post(client, session, begun, {**typed, "confirmed": stamp}, page)
    return answer


def shown(text: str, number: int) -> list[str]:
    """The marks in the line of an enrolment, as a page shows them."""
    return [
        words
        for name, words in fields(text).items()
        if (found := MARK.fullmatch(name)) and found[1] == str(number)
    ]


def told(text: str, number: int) -> tuple[str, list[str], str]:
    """What a page says at the cells of an enrolment: at the hours, the marks, the remark."""
    found = errors(text)
    marks = [found[1] for found in CELL.finditer(text) if found[2] == str(number)]
    at = {name: found.get(f"marks-{number}-{name}", "") for name in ("attended", "remark")}
    return at["attended"], [found.get(name, "") for name in marks], at["remark"]
