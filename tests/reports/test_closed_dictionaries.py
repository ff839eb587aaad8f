"""A closed year keeps its dictionaries: no edit of today changes a figure or a word of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration import dictionaries
from app.core.configuration.dictionary_words import GROUPS
from app.core.models import DictionaryEntry
from app.organizations import locks, queries
from app.organizations.models import FundingReturn, ProfileReturn
from tests.support import summary
from tests.support.acting import As
from tests.support.paper import drawn_texts

TOKEN = re.compile(r'<input[^>]*name="csrf_token"[^>]*>')
ROOT = Path(__file__).resolve().parent.parent.parent
RUNNING, CLOSED = clock.year(), clock.year() - 1
SURVEYS = ("survey_joint", "survey_quality", "survey_safety", "survey_all")
FIGURES = ("title_senior", "title_junior", "postgraduate", "nature_civil", "technical")


def everything(client: Any, year: int) -> dict[str, list[str]]:
    """All that the reports of a year print, and what stands behind their figures."""
    asked: dict[str, str] = dict.fromkeys(SURVEYS, "")
    asked["annual_summary"] = "&level=province"
    asked |= {
        f"survey_all {nature}": f"&nature={nature}" for nature in ("government", "public_one")
    }
    found = {}
    for name, more in asked.items():
        path = f"/reports/{name.split()[0]}/preview?year={year}{more}"
        answer = client.get(path)
        assert answer.status_code == 200, path
        found[name] = drawn_texts(answer.text)
    for figure in FIGURES:
        path = (
            f"/reports/annual_summary/behind?year={year}&level=province&line=total&column={figure}"
        )
        found[figure] = [client.get(path).text.partition("<main")[2]]
    conditions = client.get(f"/reports/survey_all/conditions?year={year}").text
    found["conditions"] = [conditions.partition("机构性质")[2]]
    return found


def screens(client: Any, year: int) -> dict[str, str]:
    """Where else a year's codes are read: lists of returns, and a return."""
    (profile,) = _sql(
        client.application,
        select(ProfileReturn.id).where(
            ProfileReturn.organization_id == 2, ProfileReturn.year == year
        ),
    )
    paths = (
        f"/organizations/profiles/list/?_flt_0_year={year}",
        f"/organizations/funding-returns/list/?_flt_0_year={year}",
        f"/organizations/profiles/show/{profile}",
    )
    pages = {path: client.get(path).text.partition("<main")[2] for path in paths}
    return {path: TOKEN.sub("", text) for path, text in pages.items()}


def _sql(app: Flask, statement: Any) -> list[Any]:
    with app.app_context(), unscoped("the tests look at rows"):
        found = list(db.session.scalars(statement))
        db.session.remove()
    return found


def close(app: Flask, year: int = CLOSED) -> None:
    with As(app, "hn_admin") as actor:
        locks.lock_year(year, actor=actor)


def turn_over(app: Flask) -> None:
    """Every entry gets another label and, where there are classes, another class."""
    with As(app, "hn_admin"):
        for entry in db.session.scalars(select(DictionaryEntry)):
            entry.label = f"新{entry.label}"
            classes = list(GROUPS.get(entry.dictionary, {}))
            if entry.group in classes:
                place = classes.index(entry.group)
                entry.group = classes[(place + 1) % len(classes)]
            entry.position = -entry.position
            entry.is_active = not entry.is_active


@pytest.fixture
def natures(figures: Flask) -> Flask:
    """Profiles that print labels of every dictionary they know."""
    with figures.app_context(), unscoped("codes of the tests"):
        for profile in db.session.scalars(select(ProfileReturn)):
            profile.admin_rank, profile.scopes = "unit_chief", ["building"]
        for funding in db.session.scalars(select(FundingReturn)):
            funding.funding_type = "full"
        db.session.commit()
        db.session.remove()
    return figures


def test_no_edit_changes_a_figure_or_a_word_of_a_closed_year(app, natures, sign_in):
    close(app)
    client = sign_in("hn_admin")
    before, pages = everything(client, CLOSED), screens(client, CLOSED)
    assert any("参照公务员法管理" in text for text in before["survey_all"])
    assert "参照公务员法管理" in "".join(before["conditions"])
    turn_over(app)
    assert everything(client, CLOSED) == before
    assert screens(client, CLOSED) == pages
    assert "新" in "".join(everything(client, RUNNING)["survey_joint"])


def test_an_open_year_that_is_past_follows_the_edit(app, natures, sign_in):
    client = sign_in("hn_admin")
    before, pages = everything(client, CLOSED), screens(client, CLOSED)
    turn_over(app)
    after, now = everything(client, CLOSED), screens(client, CLOSED)
    unmoved = [name for name, told in before.items() if after[name] == told]
    # What the archive counted itself stays as it was archived; these print no label.
    assert unmoved == ["survey_quality", "survey_safety", "technical"]
    assert [path for path, told in pages.items() if now[path] == told] == []


def test_an_entry_that_is_added_later_means_the_same_in_a_closed_year_for_good(app, sign_in):
    close(app)
    client = sign_in("hn_admin")
    address = "/settings/dictionaries/add?dictionary=title_level"
    assert client.post(address, data={"label": "见习", "group": "junior"}).status_code == 303
    with As(app, "hn_admin"):
        (entry,) = db.session.scalars(select(DictionaryEntry).filter_by(label="见习"))
        entry.label, entry.group = "试用", "none"
        code = entry.code
    with As(app, "hn_admin"):
        read = [dictionaries.entries("title_level", year)[code] for year in (CLOSED, RUNNING)]
        assert [(one.label, one.group) for one in read] == [("见习", "junior"), ("试用", "none")]
        # A year that is closed later keeps what it means by then.
        assert code in dictionaries.codes_in("title_level", "junior", year=CLOSED)
    close(app, CLOSED - 1)
    with As(app, "hn_admin"):
        assert dictionaries.label("title_level", code, CLOSED - 1) == "试用"


def test_a_clerk_corrects_a_closed_year_in_the_words_of_that_year(app, natures, sign_in):
    close(app)
    turn_over(app)
    with As(app, "hn_admin") as actor:
        until = clock.today().isoformat()
        locks.unlock_year(2, CLOSED, reason="决算数据更正", until=until, actor=actor)
    (profile,) = _sql(
        app,
        select(ProfileReturn.id).where(
            ProfileReturn.organization_id == 2, ProfileReturn.year == CLOSED
        ),
    )
    page = sign_in("cs_clerk").get(f"/organizations/profiles/edit/{profile}").text
    assert ">财政全额拨款</option>" in page
    assert "新财政全额" not in page


def test_the_first_level_of_titles_counts_as_technical_staff(app, figures, sign_in):
    """员级 belongs to 初级: each station has one technician with a technician's title."""
    with figures.app_context(), unscoped("the tests count"):
        cells = queries.structure_of([4], RUNNING)[4]

        def ask(statement: str) -> list[Any]:
            return [tuple(row) for row in db.session.connection().exec_driver_sql(statement)]

        (own,) = [
            one
            for one in summary.stations(ask, RUNNING, clock.today())
            if one.name.startswith("岳麓区")
        ]
        assert cells["technical"] == own["technical"]
        ((without,),) = ask(
            "SELECT count(*) FROM person WHERE organization_id = 4 AND title_level = 'technician'"
        )
        db.session.remove()
    assert without == 1


# --- nothing reads today's classes for a past year ------------------------------------------

READERS = {"entries", "label", "choices", "offered", "codes_in"}
FIGURE_CODE = (
    *sorted((ROOT / "app/organizations").rglob("*.py")),
    *sorted((ROOT / "reports").glob("*.py")),
    ROOT / "app/personnel/cells.py",
)


def without_year(source: str) -> Iterator[int]:
    """Lines that read a dictionary and do not say of which year."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "app.core.configuration.dictionaries"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        direct = isinstance(called, ast.Name) and called.id in names & READERS
        of_module = (
            isinstance(called, ast.Attribute)
            and called.attr in READERS
            and isinstance(called.value, ast.Name)
            and called.value.id == "dictionaries"
        )
        if (direct or of_module) and not any(one.arg == "year" for one in node.keywords):
            yield node.lineno


def test_what_counts_for_years_says_by_the_dictionaries_of_which_year():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in FIGURE_CODE
        for line in without_year(path.read_text())
    ]
    assert found == [], "say year=… : a closed year is read by its own dictionaries"


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("from app.core.configuration.dictionaries import label\nlabel('sex', 'm')", [2]),
        ("from app.core import dictionaries\ndictionaries.codes_in('sex', 'a')", [2]),
        ("from app.core.configuration.dictionaries import entries\nentries('sex', year=2024)", []),
        ("label('sex', 'm')", []),
    ],
)
def test_a_reader_without_a_year_is_found(code, lines):
    assert list(without_year(code)) == lines
