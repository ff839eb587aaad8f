"""Both languages are complete: catalogs, every page, and the words that the code itself uses."""

from __future__ import annotations

import csv
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.numbering import declared as number_rules
from app.core.models import DictionaryEntry, Division, Organization, Role, User
from app.demerits.models import ReasonList
from app.personnel.models import Certificate, Person
from app.reporting.detail_rows import figure_labels
from app.scoring.models import ScoreSheet
from tests.support.factories import make_certificate, make_person
from tests.support.words import CHINESE, CHINESE_ON_PURPOSE, unmarked_literals, words_of

ROOT = Path(__file__).resolve().parents[1]
CATALOGS = ("en", "zh")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Three letters of Latin script, but not the name of a placeholder.
ENGLISH = re.compile(r"(?<![{A-Za-z])[A-Za-z]{3,}")
# How an e-mail address is written, shown as an example.
ADDRESS = "name@example.com"
# What is read in Latin letters in Chinese, too.
LATIN = {
    "PDF",
    "XLSX",
    "JPG",
    "PNG",
    "km",
    "Esc",
    "Ctrl",
    "Enter",
    "English",
    "Chrome",
    "Microsoft",
    "Edge",
    "Google",
    "Authenticator",
    "FreeOTP",
}
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)
MARKED = re.compile(
    r"""\{#.*?#\}|\b(?:_|n?gettext)\((?:"[^"]*"|'[^']*')(?:,\s*"[^"]*")?""", re.DOTALL
)
# Names of accounts, and the addresses that go with them.
LOGIN_NAME = re.compile(r"\b(?:[a-z]+_[a-z_]+|auditor)(?:@[a-z.]+)?\b")
LAYOUT = {"title": "T", "paper": "A3", "landscape": "True", "font_pt": "9", "version": "0"}
NO_PAGES = ("healthz", "readyz", "ShellView.token", "DraftView.news", "ImportView.template")
READERS = ("hn_admin", "yl_clerk")
# A person to be shown, and a year of which nothing is there.
PERSON, EMPTY_YEAR = "钱学礼", "2031"


# --- the catalogs ---------------------------------------------------------------------------


def catalog(language: str) -> Catalog:
    with (ROOT / f"translations/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def extracted() -> frozenset[Any]:
    """Every message in code and templates, found as `make translations` finds them."""
    with (ROOT / "deploy/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None}
    found = extract_from_dir(ROOT, methods, options, keywords=keywords)
    return frozenset(message for _file, _line, message, _comments, _context in found)


def texts(message: Message) -> tuple[str, ...]:
    """The translation; two texts where the message has a plural."""
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def originals(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def entries(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def test_every_message_has_english() -> None:
    known = {message.id for message in entries("en") if all(texts(message))}
    assert len(extracted()) > 500
    assert sorted(map(str, extracted() - known)) == []


def test_no_english_is_left_over_from_messages_that_are_gone() -> None:
    found = catalog("en")
    gone = [message.id for message in found if message.id not in {"", *extracted()}]
    assert gone == []
    assert not found.obsolete


def test_messages_are_found_wherever_they_stand() -> None:
    in_places = {
        "a declared figure": "质量整改通知书",
        "a choice": "独立质量监督机构",
        "the menu": "监督机构管理",
        "a macro": "必填：",
        "an attribute for the script": "正在打开…",
        "a condition of a report": "统计年度",
    }
    assert {place: word for place, word in in_places.items() if word not in extracted()} == {}


def test_templates_mark_all_their_chinese() -> None:
    unmarked = {}
    for path in (ROOT / "app/templates").rglob("*.html"):
        text = MARKED.sub("", path.read_text(encoding="utf-8"))
        if path.name == "login_db.html":
            # The product's own name, broken into two lines where it is Chinese.
            text = re.sub(r"<span>湖南省.+?</span><span>.+?</span>", "", text)
        if found := [line for line in text.splitlines() if CHINESE.search(line)]:
            unmarked[path.name] = found
    assert unmarked == {}


def test_scripts_speak_only_words_that_pages_give_them() -> None:
    spoken = {}
    for path in (ROOT / "app/static/js").rglob("*.js"):
        text = SCRIPT_COMMENT.sub("", path.read_text(encoding="utf-8"))
        if path.name != "typed-text.js" and (found := CHINESE.findall(text)):
            spoken[path.name] = found
    assert spoken == {}


def test_python_marks_all_its_chinese() -> None:
    unmarked = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        found = list(unmarked_literals(path.read_text(encoding="utf-8")))
        if found and not name.startswith(CHINESE_ON_PURPOSE):
            unmarked[name] = found
    assert unmarked == {}


@pytest.mark.parametrize("language", CATALOGS)
def test_placeholders_are_the_same_in_both_languages(language: str) -> None:
    for message in entries(language):
        wanted = Counter(PLACEHOLDER.findall(originals(message)[0]))
        for text in texts(message):
            assert Counter(PLACEHOLDER.findall(text)) == wanted, message.id


@pytest.mark.parametrize("language", CATALOGS)
def test_nothing_is_uncertain(language: str) -> None:
    assert [message.id for message in entries(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", CATALOGS)
def test_the_compiled_catalog_is_that_of_its_source(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalog(language))
    stored = ROOT / f"translations/{language}/LC_MESSAGES/messages.mo"
    assert stored.read_bytes() == compiled.getvalue(), "make translations"


def test_english_is_written_in_latin_letters_only() -> None:
    assert [m.id for m in entries("en") if any(CHINESE.search(text) for text in texts(m))] == []


def test_the_chinese_catalog_only_repairs_words_of_the_framework() -> None:
    """Our own messages are Chinese already; a second Chinese of one would hide the first."""
    for message in entries("zh"):
        assert not CHINESE.search(originals(message)[0]), message.id
        assert CHINESE.search(texts(message)[0]), message.id


# --- the pages ------------------------------------------------------------------------------


@pytest.fixture
def numbers(app: Flask) -> dict[str, int]:
    """A row for every page that shows one, by the page's endpoint."""
    from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn, StaffSnapshot

    with app.app_context(), unscoped("rows to look at"):
        person = make_person(organization_id=1, name=PERSON)
        make_certificate(person, "quality", valid_to=clock.today())
        year = clock.year()
        filed = {
            "ProfileView": ProfileReturn(organization_id=1, year=year, nature="public_one"),
            "ProjectReturnView": ProjectReturn(organization_id=1, year=year),
            "FundingReturnView": FundingReturn(organization_id=1, year=year),
        }
        of = {"year": year - 1, "taken_at": clock.now(), "reason": PERSON, "cells": {"dual": 1}}
        db.session.add_all([*filed.values(), StaffSnapshot(organization_id=1, people=[], **of)])
        db.session.commit()
        ids = {name: row.id for name, row in filed.items()}
        return {"PersonView": person.id, "OverviewView": 1, **ids}


def addresses(app: Flask, numbers: dict[str, int]) -> Iterator[str]:
    """The address of every page that can be asked for, with its row where it needs one."""
    keys = {"ParameterView": "cert_warn_days", "NumberingView": "organizations.return"}
    keys |= {"ReportLayoutView": "annual_summary", "StaffStructureView": "certificates"}
    keys |= {"ImportView": "roster", "ProcessView": "certificate_change", "RoleView": "1"}
    builder = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        is_page = rule.methods and "GET" in rule.methods and "static" not in rule.endpoint
        if not is_page or rule.endpoint in NO_PAGES:
            continue
        view = rule.endpoint.split(".")[0]
        given = {
            "pk": str(numbers.get(view, 1)),
            "name": "return" if rule.endpoint.endswith(".move") else "annual_summary",
            "key": keys.get(view),
            "part": "budgeted",
            "code": "AAAAAAAAAAAA",
            "step": "accept",
            "kind": "grant",
            "year": clock.year() - 1,
        }
        yield builder.build(rule.endpoint, {n: given[n] for n in rule.arguments})
    yield f"/reports/annual_summary/preview?year={clock.year() - 2}&level=province"
    yield f"/reports/survey_all/preview?year={clock.year()}"
    figure = "line=total&column=certified_ratio"
    yield f"/reports/survey_all/behind?year={clock.year()}&{figure}"
    yield "/reports/verification/?number=BB2026-000001"
    yield f"/organizations/project-returns/list/?_flt_0_year={EMPTY_YEAR}"
    yield f"/organizations/staff-structure/show/{clock.year()}/1"
    yield f"/personnel/people/list/?_flt_0_name={PERSON}&_flt_0_joined_on=2001-01-01"
    yield "/organizations/overview/list/?_flt_0_kind=joint&_flt_0_marks.state=empty"
    yield "/settings/dictionaries/list/?dictionary=education"
    yield "/settings/numbering/example/organizations.return?pattern={year}"
    yield "/settings/calendar/edit?first=2026-10-01&last=2026-10-07"
    yield "/no-such-page"


def outcomes(client: FlaskClient) -> Iterator[Any]:
    """Answers to what is not filled in, filled in wrongly, not allowed, or stored."""
    yield client.post("/password/", data={})
    yield client.post("/password/", data={"old_password": "x", "password": "a", "repeated": "b"})
    yield client.post("/personnel/people/list/")
    yield client.get("/personnel/people/list/?page_PersonView=x")
    preview = "/reports/annual_summary/preview"
    yield client.get(f"{preview}?year=abc&level=x&kind=y&more=1")
    yield client.post("/reports/annual_summary/conditions", data={"checker": "h" * 30})
    yield client.get(f"{preview}?year={clock.year() - 2}&level=prefecture")
    yield client.get(f"{preview}?year=1999&level=prefecture&prefecture=430102")
    yield client.get(f"{preview}?year={clock.year() - 2}&level=province&prefecture=430100")
    for values in (
        {"housing-new-projects": "x", "housing-new-area": "-", "deaths": "99999999"},
        {"housing-completed-projects": "3", "housing-new-area": "2", "quality_rectified": "1"},
        {"housing-new-projects": "3", "quality_complaints_closed": "2", "deaths": "1"},
        {"accidents_larger": "1", "accidents_ordinary": "1", "deaths": "1", "coverage": "150"},
    ):
        yield client.post(
            "/organizations/project-returns/add",
            data={"year": str(clock.year() - 1), "act": "submit", **values},
        )
    yield from settings_outcomes(client)
    draft = f"/drafts/organizations.project_return/{clock.year() - 3}"
    text = {"name": "talks", "value": "9", "number": 1, "over": []}
    window = {"client": "0" * 8, "since": 0, "base_version": None, "fields": [text]}
    yield client.post(draft, json=window)
    yield client.post(draft, json={**window, "fields": [{**text, "value": "9" * 10_001}]})
    yield client.post(draft, json={})
    yield client.get(f"/organizations/project-returns/add?year={clock.year() - 3}")
    yield client.post(f"{draft}/discard", json={})
    yield client.get(f"/organizations/project-returns/add?year={clock.year() - 3}")
    # Some of these are stored, which the next page says.
    for year in (1990, clock.year() - 2, clock.year()):
        yield client.post(
            "/organizations/project-returns/add",
            data={"year": str(year), "act": "draft", "housing-new-projects": "3"},
            follow_redirects=True,
        )


def settings_outcomes(client: FlaskClient) -> Iterator[Any]:
    """Settings that are refused, and then those that somebody changed."""
    for path, value in (
        ("parameters/edit/cert_warn_days", {"value": "soon"}),
        ("parameters/edit/cert_warn_days", {"value": "9000"}),
        ("parameters/edit/year_lock_date", {"value": "02-29"}),
        ("parameters/edit/first_year", {"value": "1"}),
        ("numbering/edit/organizations.return", {"pattern": "{year}"}),
        ("numbering/edit/organizations.return", {"pattern": "{name}{seq:4}"}),
        ("numbering/edit/organizations.return", {"pattern": "{organization}{seq:4}"}),
        ("numbering/edit/organizations.return", {"pattern": "{year}-{seq:4}" + "0" * 30}),
        ("numbering/edit/organizations.return", {"pattern": "{seq:4}}"}),
        ("calendar/edit", {"first": "2026-10-07", "last": "2026-10-01", "kind": "holiday"}),
        ("calendar/edit", {"first": "1999-10-07", "last": "1999-12-31", "kind": "holiday"}),
        ("reports/edit/annual_summary", {"paper": "A5", "font_pt": "x"}),
        ("reports/edit/annual_summary", {**LAYOUT, "title": "x {name}"}),
        ("reports/edit/annual_summary", {**LAYOUT, "title": "x {place"}),
        ("reports/edit/annual_summary", {**LAYOUT, "font_pt": "8.55"}),
        ("reports/edit/annual_summary", {**LAYOUT, "notes": "9" * 300}),
        ("reports/edit/annual_summary", {**LAYOUT, "paper": "A4"}),
        ("dictionaries/add?dictionary=education", {}),
        ("dictionaries/add?dictionary=education", {"label": "博士研究生"}),
    ):
        yield client.post(f"/settings/{path}", data=value)
    for path, value in (
        ("parameters/edit/cert_warn_days", {"value": "120、60"}),
        ("numbering/edit/organizations.return", {"pattern": "{year}/{seq:5}"}),
        ("reports/edit/annual_summary", {**LAYOUT, "notes": "n", "font_pt": "8.5"}),
        ("dictionaries/edit/1", {"label": "汉族", "group": "", "version": "1"}),
    ):
        yield client.post(f"/settings/{path}", data=value, follow_redirects=True)
    yield client.get("/settings/parameters/show/cert_warn_days")
    yield client.get("/settings/numbering/show/organizations.return")
    yield client.get("/settings/reports/show/annual_summary")
    yield client.get("/settings/reports/list/")
    yield client.get("/settings/dictionaries/show/1")


def in_language(client: FlaskClient, language: str) -> FlaskClient:
    assert client.post("/language/", data={"language": language}).status_code == 303
    return client


def read(app: Flask, client: FlaskClient, numbers: dict[str, int]) -> Iterator[tuple[str, Any]]:
    """Every page and every outcome with the address it was asked for."""
    for address in addresses(app, numbers):
        answer = client.get(address)
        assert answer.status_code < 500, (address, answer.status_code)
        if answer.status_code != 302:
            yield address, answer
    for answer in outcomes(client):
        assert answer.status_code in (200, 400, 403, 404, 405, 422), answer.request.path
        yield f"{answer.request.method} {answer.request.full_path}", answer


def chinese_of(parts: Iterable[str | None]) -> set[str]:
    return {run for part in parts if part for run in CHINESE.findall(part)}


def names_in_the_database(app: Flask) -> set[str]:
    """Names of people and places, which stay as they are in every language."""
    with app.app_context(), unscoped("names"):
        users = db.session.scalars(select(User)).all()
        return chinese_of(
            [
                *db.session.scalars(select(Organization.name)),
                *db.session.scalars(select(Division.name)),
                *(user.get_full_name() for user in users),
                *(user.get_full_name()[:1] for user in users),
                *db.session.scalars(select(Person.name)),
                *db.session.scalars(select(Certificate.number)),
                *db.session.scalars(select(Certificate.issuer)),
                *db.session.scalars(select(Role.name)),
                *db.session.scalars(select(ScoreSheet.title)),
                *db.session.scalars(select(ReasonList.title)),
                # How offices call what belongs to no prefecture.
                "省本级",
            ]
        )


def dictionary_labels(app: Flask) -> set[str]:
    with app.app_context(), unscoped("labels"):
        return chinese_of(db.session.scalars(select(DictionaryEntry.label)))


def titles(app: Flask) -> set[str]:
    """The words of paper that screens name too: titles, headings of columns, signature lines."""
    reports = app.extensions["reports"]
    with app.test_request_context():
        resolved = reports["annual_summary"].resolve(
            {"level": "province", "year": clock.year() - 2}
        )
        tables = [one for one in reports.values() if hasattr(one, "columns")]
        columns = [label for one in tables for label in figure_labels(one.columns).values()]
        lines = [part for one in reports.values() for part in (one.title, one.signature.strip())]
        notes = [note for one in reports.values() for note in one.notes if isinstance(note, str)]
        guides = [r.guide.replace("\n", mark) for r in reports.values() for mark in ("\n", "; ")]
        patterns = [rule.pattern for rule in number_rules().values()]
        return chinese_of([resolved.title, *columns, *lines, *notes, *guides, *patterns])


@pytest.mark.one_database
@pytest.mark.parametrize("username", READERS)
def test_english_pages_have_no_chinese_beside_data(
    app: Flask, sign_in: Any, numbers: dict[str, int], username: str
) -> None:
    client = in_language(sign_in(username), "en")
    names = names_in_the_database(app) | titles(app)
    labels = dictionary_labels(app)
    left: dict[str, str] = {}
    for address, answer in read(app, client, numbers):
        for text, is_data in words_of(answer):
            if not chinese_of([text]) <= (names | labels if is_data else names):
                left.setdefault(text, address)
    assert left == {}


@pytest.mark.one_database
@pytest.mark.parametrize("username", READERS)
def test_chinese_pages_have_no_english(
    app: Flask, sign_in: Any, numbers: dict[str, int], username: str
) -> None:
    client = in_language(sign_in(username), "zh")
    left: dict[str, str] = {}
    for address, answer in read(app, client, numbers):
        for text, _is_data in words_of(answer) if answer.mimetype == "text/html" else ():
            said = LOGIN_NAME.sub("", text).replace(username, "").replace(ADDRESS, "")
            if not LATIN.issuperset(ENGLISH.findall(said)):
                left.setdefault(text, address)
    assert left == {}


@pytest.mark.one_database
def test_paper_is_the_same_in_both_languages(app: Flask, sign_in: Any) -> None:
    client = sign_in("hn_admin")
    papers = []
    for language in ("zh", "en"):
        asked = {
            "year": str(clock.year() - 2),
            "level": "province",
            "kind": "joint",
            "head": "周明",
        }
        address = "/reports/annual_summary/conditions"
        answer = in_language(client, language).post(address, data=asked, follow_redirects=True)
        paper = answer.text.partition('<div data-paper lang="zh-CN">')[2].rpartition("</section>")[
            0
        ]
        papers.append(re.sub(r"\d\d:\d\d", "", paper))
    assert papers[0] == papers[1]
    assert "质量安全监督合署机构" in papers[0]
    assert "单位负责人：周明" in papers[0]


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sign_in_page_speaks_one_language(client: FlaskClient, language: str) -> None:
    in_language(client, language)
    pages = [
        client.get("/login/"),
        client.post("/login/", data={}),
        client.post("/login/", data={"username": "nobody", "password": "wrong"}),
    ]
    for page in pages:
        spoken = " ".join(text for text, _is_data in words_of(page))
        if language == "en":
            assert not CHINESE.search(spoken)
        else:
            assert LATIN.issuperset(ENGLISH.findall(spoken))


# --- the words of the code ------------------------------------------------------------------


def glossary() -> list[dict[str, str]]:
    with (ROOT / "translations/glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def identifiers() -> Iterator[tuple[str, str]]:
    """Every name in our Python files, with its file."""
    for folder in ("app", "reports"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            with path.open("rb") as file:
                for token in tokenize.tokenize(file.readline):
                    if token.type == tokenize.NAME:
                        yield token.string, str(path.relative_to(ROOT))


def test_the_glossary_says_where_its_words_are_defined() -> None:
    rows = glossary()
    assert len(rows) == len({row["chinese"] for row in rows})
    for row in rows:
        source = (ROOT / row["defined_in"]).read_text(encoding="utf-8")
        assert re.search(rf"\b{re.escape(row['code'])}\b", source), row


def test_the_code_has_one_word_for_a_thing() -> None:
    avoided = {word: row["code"] for row in glossary() for word in row["avoid"].split()}
    wrong = {(name, file) for name, file in identifiers() if name.lower() in avoided}
    assert sorted(wrong) == []
