"""Who may call what, on whose rows: every role, every route, own, subordinate and foreign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.organizations.models import ProjectReturn
from tests.support.access.organizations import FUNDINGS, LOCKS, PEOPLE, PROFILES, RETURNS
from tests.support.access.reports import FORM
from tests.support.access.row import COLUMNS, YEAR, Row
from tests.support.access.settings import DICTIONARIES
from tests.support.access.table import MESSAGES, TABLE
from tests.support.access.world import World, build_world, targets


@pytest.fixture
def world(app: Flask) -> World:
    """Everybody has a person with a certificate, a return that is filed and one that is locked."""
    # No worker of another test is heard of any more: files are made at once.
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    return build_world(app)


def call(client: FlaskClient, row: Row, path: str) -> Any:
    # Read to its end and closed, as a browser would: a file must not stay open.
    return client.open(path, method=row.method, data=dict(row.data) or None, buffered=True)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_role_on_every_route(app, sign_in, world, column):
    place = list(COLUMNS).index(column)
    wrong = []
    for username in COLUMNS[column]:
        client = sign_in(username) if username else app.test_client()
        for row in TABLE:
            expected = row.answer_to(username, place)
            if expected is None:
                continue
            for organization in targets(row, username):
                path = world.address(row.path, organization)
                answer = call(client, row, path)
                if answer.status_code != expected:
                    wrong.append(
                        f"{username} {row.method} {path}: {answer.status_code}, not {expected}"
                    )
                if echoes(answer):
                    wrong.append(f"{username} {row.method} {path}: {echoes(answer)}")
    assert not wrong, "\n".join(wrong)


def test_the_table_knows_every_route(app):
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(row.endpoint, row.method) for row in TABLE} == routes
    assert all(len(row.expected) == len(COLUMNS) for row in TABLE)


# --- junk -----------------------------------------------------------------------------------

LONG = "汉" * 5_000
JUNK = (
    "\0",
    LONG,
    "-1",
    "0",
    "99999999999999999999",
    "NaN",
    "' OR 1=1 --",
    "{{7*7}}<script>%n",
    "１２",
)
IDS = (
    "0",
    "-1",
    "2147483647",
    "2147483648",
    "99999999999999999999",
    "abc",
    "1e3",
    "１",
    "1'--",
    "%00",
)
IDS += ("x" * 5_000,)
PARAMETERS = {
    f"{PEOPLE}/list/": (
        "_flt_0_name",
        "_flt_0_organization",
        "_flt_0_id_no",
        "_flt_0_education",
        "_flt_0_joined_on",
        "_flt_1_joined_on",
        "_flt_9_joined_on",
        "_flt_0_password",
        "_oc_PersonView",
        "_od_PersonView",
        "page_PersonView",
        "psize_PersonView",
        "unknown",
    ),
    f"{PEOPLE}/lookup/": ("q",),
    f"{RETURNS}/list/": (
        "_flt_0_year",
        "_flt_0_state",
        "_flt_0_organization",
        "_oc_ProjectReturnView",
    ),
    f"{RETURNS}/add": ("year",),
    f"{RETURNS}/last-year": ("year",),
    f"{PROFILES}/list/": ("_flt_0_year", "_flt_0_state", "_flt_0_organization"),
    f"{PROFILES}/add": ("year",),
    f"{PROFILES}/own": ("year",),
    f"{FUNDINGS}/list/": ("_flt_0_year", "_flt_0_state", "_oc_FundingReturnView"),
    f"{FUNDINGS}/add": ("year",),
    f"{FUNDINGS}/last-year": ("year",),
    f"{LOCKS}/list/": ("year", "_flt_0_name", "_flt_0_state", "_oc_YearLockView"),
    f"{MESSAGES}/list/": ("_flt_0_title", "_oc_MessageView", "page_MessageView"),
    "/organizations/overview/list/": (
        "page_OverviewView",
        "psize_OverviewView",
        "_oc_OverviewView",
        "_flt_0_prefecture",
        "_flt_0_name",
        "_flt_0_kind",
        "_flt_0_level",
        "_flt_0_marks.state",
    ),
    "/reports/annual_summary/conditions": ("year", "level", "prefecture", "head"),
    "/reports/annual_summary/behind": ("line", "column", "year"),
    "/reports/survey_all/preview": ("year", "level", "prefecture", "nature"),
    f"{FORM}/preview": ("year", "organization"),
    "/reports/verification/": ("number", "checksum"),
    f"{DICTIONARIES}/list/": ("dictionary",),
    f"{DICTIONARIES}/add": ("dictionary",),
    "/notices/list/": ("_flt_0_title", "_flt_0_published_on", "_oc_NoticeView", "page_NoticeView"),
    "/settings/numbering/example/organizations.return": ("pattern",),
    "/settings/calendar/list/": ("year",),
    "/settings/calendar/edit": ("first", "last"),
    "/login/": ("next",),
    "/": ("next",),
}
INTERNALS = re.compile(
    r"Traceback|sqlalchemy|psycopg|sqlite3|SELECT .* FROM|/site-packages/|werkzeug", re.IGNORECASE
)


def echoes(answer: Any) -> str:
    """What an answer tells of the machine behind it."""
    if "text" not in (answer.content_type or "") and "json" not in (answer.content_type or ""):
        return ""
    if answer.content_type.startswith(("text/css", "text/javascript")):
        return ""
    found = INTERNALS.search(answer.text)
    return found.group(0) if found else ""


def faults(answer: Any, what: str) -> list[str]:
    bad = [f"{what[:200]}: {answer.status_code}"] if answer.status_code >= 500 else []
    return bad + ([f"{what[:200]}: {echoes(answer)}"] if echoes(answer) else [])


@pytest.mark.parametrize("username", ["hn_admin", "technician"])
def test_junk_in_a_parameter_is_refused_quietly(sign_in, world, username):
    client, found = sign_in(username), []
    for path, names in PARAMETERS.items():
        for name in names:
            for value in JUNK:
                answer = client.get(path, query_string={name: value})
                found += faults(answer, f"{path}?{name}={value!r}")
    assert not found, "\n".join(found)


def junk_paths() -> Iterator[tuple[Row, str]]:
    """Every route that names a row, with ids that no row has."""
    for row in TABLE:
        place = re.search(r"{\w+}", row.path)
        for junk in IDS if place else ():
            yield row, row.path.replace(place.group(0), junk)


@pytest.mark.parametrize("username", ["hn_admin", "technician"])
def test_junk_in_the_place_of_an_id_is_refused_quietly(sign_in, world, username):
    client, found = sign_in(username), []
    for row, path in junk_paths():
        answer = call(client, row, path)
        found += faults(answer, f"{row.method} {path}")
        if answer.status_code < 400:
            found.append(f"{row.method} {path[:100]}: {answer.status_code}")
    assert not found, "\n".join(found)


def test_junk_in_a_report_s_conditions_is_refused_with_words(sign_in, world):
    client, found = sign_in("hn_admin"), []
    sound = {"year": str(YEAR), "level": "prefecture", "prefecture": "430100", "kind": ""}
    for name in (*sound, "head", "phone", "unknown"):
        for value in JUNK:
            asked = {**sound, name: value}
            for answer in (
                client.get("/reports/annual_summary/preview", query_string=asked),
                client.post("/reports/annual_summary/export", data={**asked, "format": "xlsx"}),
            ):
                found += faults(answer, f"{name}={value!r}")
                if answer.status_code < 400 and name not in ("head", "phone"):
                    found.append(f"{name}={value!r}: {answer.status_code}")
    assert not found, "\n".join(found)


def test_junk_in_the_project_return_is_refused_at_its_field(app, sign_in, world):
    client, found = sign_in("yl_clerk"), []
    fields = ("year", "housing-new-projects", "housing-new-area", "coverage", "version")
    fields += ("form_token", "explain-V27", "explain-" + LONG[:200], "act", "unknown")
    pages = {f"{RETURNS}/add": "draft", f"{RETURNS}/edit/{world.filed[4]}": "submit"}
    for path, act in pages.items():
        for name in fields:
            for value in JUNK:
                answer = client.post(path, data={"act": act, "year": "1900", name: value})
                found += faults(answer, f"{path} {name}={value!r}")
    assert not found, "\n".join(found)
    with app.app_context(), unscoped("test"):
        rows = db.session.scalars(
            select(ProjectReturn.year).where(ProjectReturn.organization_id == 4)
        )
        assert sorted(rows) == [YEAR - 1, YEAR]


@pytest.mark.parametrize("base", [PROFILES, FUNDINGS])
def test_junk_in_a_yearly_return_is_refused_at_its_field(app, sign_in, world, base):
    client, found = sign_in("yl_clerk"), []
    fields = ("year", "version", "form_token", "explain-V27", "act", "unknown", "name", "kind")
    fields += ("scopes", "established_on", "posts_total", "office_area", "legal_mobile", "uscc")
    fields += ("departments-0-name", "instrument_list-0-count", "funding_type", "spent_office")
    held = world.profile if base == PROFILES else world.funding
    for path, act in ((f"{base}/add", "draft"), (f"{base}/edit/{held[4]}", "submit")):
        # Each value everywhere at once, and one value at each field alone.
        sent = [dict.fromkeys(fields, value) for value in JUNK]
        sent += [{"act": act, "year": "1900", name: "-1"} for name in fields]
        for data in sent:
            found += faults(client.post(path, data=data), f"{path} {data}")
    assert not found, "\n".join(found)


def test_junk_in_a_move_or_an_unlock_is_refused_quietly(sign_in, world):
    client, found = sign_in("hn_admin"), []
    paths = {
        f"{FUNDINGS}/move/{world.funding[4]}/return": ("opinion", "marked", "version"),
        f"{LOCKS}/unlock/{YEAR - 1}/4": ("reason", "until"),
    }
    for path, names in paths.items():
        for name in names:
            for value in JUNK:
                answer = client.post(path, data={name: value})
                found += faults(answer, f"{path} {name}={value!r}")
                # Any words are an opinion when there are five of them.
                if answer.status_code < 400 and name != "opinion":
                    found.append(f"{path} {name}={value!r}: {answer.status_code}")
    for junk in IDS:
        for path in (f"{LOCKS}/lock/{junk}", f"{LOCKS}/unlock/{junk}/4"):
            found += faults(client.post(path), path)
    assert not found, "\n".join(found)


def test_foreign_ids_in_forms_and_filters_reach_nothing(app, sign_in, world):
    """A foreign organization in a filter shows no row; in a form it changes nobody's row."""
    client = sign_in("yl_clerk")
    foreign = client.get(f"{PEOPLE}/list/?_flt_0_organization=5")
    assert foreign.status_code in (200, 400, 404)
    assert "天元区" not in foreign.text.partition("<tbody>")[2]
    answer = client.post(
        f"{RETURNS}/add",
        data={"act": "draft", "year": "2020", "organization_id": "5", "organization": "5"},
    )
    assert answer.status_code == 303
    with app.app_context(), unscoped("test"):
        owners = db.session.scalars(
            select(ProjectReturn.organization_id).where(ProjectReturn.year == 2020)
        ).all()
        assert owners == [4]
