"""Who may call what, on whose rows: every role, every route, own, subordinate and foreign."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select

from app.core.db import db
from app.core.models import User
from app.core.scope import unscoped
from app.organizations.choices import ReturnState
from app.organizations.models import ProjectReturn
from app.reporting.models import ReportRun
from tests.support.factories import make_certificate, make_person

YEAR = 2025
# Columns of the table: people who may and must do the same.
COLUMNS = {
    "province clerk": ("hn_admin",),
    "province": ("hn_review", "hn_leader"),
    "prefecture manager": ("cs_admin",),
    "prefecture leader": ("cs_leader",),
    "prefecture clerk": ("cs_clerk",),
    "county clerk": ("yl_admin", "yl_clerk"),
    "county leader": ("yl_leader",),
    "officer": ("sys_admin", "sec_admin", "auditor"),
    "nobody": (None,),
}
ORGANIZATION_OF = {"hn": 1, "cs": 2, "yl": 4}
BELOW = {1: (2, 4), 2: (4,)}
# For the county both its neighbour and its superior are foreign; the province knows no stranger.
FOREIGN = {2: (5, 3), 4: (6, 2)}

ALL = (200,) * 8 + (302,)
SIGNED_IN_POST = (303,) * 8 + (401,)
READERS = (200,) * 7 + (403, 302)
PROVINCE_READERS = (200, 200, 403, 403, 403, 403, 403, 403, 302)
ADMINISTRATOR = (200, *(403,) * 7, 302)
FILERS = (200, 403, 200, 403, 200, 200, 403, 403, 302)
SUMMARIZERS = (200, 200, 200, 200, 403, 403, 403, 403, 302)
NOBODY = (403,) * 8 + (302,)
NOBODY_POST = (403,) * 8 + (401,)
MISSING_POST = (404,) * 8 + (401,)


@dataclass(frozen=True)
class Row:
    """A route with a method, on whose row, and what each column gets (None: does not apply)."""

    endpoint: str
    method: str
    path: str
    expected: tuple[int | None, ...]
    whose: str = "own"
    data: tuple[tuple[str, str], ...] = ()


def form(**values: str) -> tuple[tuple[str, str], ...]:
    return tuple(values.items())


def refused_to_all_but(administrator: int) -> tuple[int, ...]:
    """What the province's administrator gets; nobody else is let in."""
    return (administrator, *(403,) * 7, 401)


MISSING_READ = (404,) * 7 + (403, 302)
DICTIONARIES, PARAMETER, NUMBERING = (
    "/settings/dictionaries",
    "/settings/parameters/",
    "/settings/numbering",
)
PEOPLE, RETURNS = "/personnel/people", "/organizations/project-returns"
DRAFTS = f"/drafts/organizations.project_return/{YEAR}"
NO_DRAFT = (404, 403, 404, 403, 404, 404, 403, 403, 302)
SUMMARY = f"/reports/annual_summary/{{}}?year={YEAR}&level="
TABLE = (
    Row("HomeView.index", "GET", "/", ALL),
    Row("OverviewView.list", "GET", "/organizations/overview/list/", READERS),
    Row("OverviewView.show", "GET", "/organizations/overview/show/{organization}", READERS),
    Row(
        "OverviewView.show",
        "GET",
        "/organizations/overview/show/{organization}",
        (200, 200, 200, 200, 200, None, None, 403, 302),
        "below",
    ),
    Row(
        "OverviewView.show",
        "GET",
        "/organizations/overview/show/{organization}",
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    # --- people ---
    Row("PersonView.list", "GET", f"{PEOPLE}/list/", READERS),
    Row("PersonView.lookup", "GET", f"{PEOPLE}/lookup/?q=张", READERS),
    Row("PersonView.search", "POST", f"{PEOPLE}/search", (303,) * 7 + (403, 401)),
    Row("PersonView.export", "POST", f"{PEOPLE}/export/", (200,) * 7 + (403, 401)),
    Row("PersonView.show", "GET", f"{PEOPLE}/show/{{person}}", READERS),
    Row(
        "PersonView.show",
        "GET",
        f"{PEOPLE}/show/{{person}}",
        (200, 200, 200, 200, 404, None, None, 403, 302),
        "below",
    ),
    Row(
        "PersonView.show",
        "GET",
        f"{PEOPLE}/show/{{person}}",
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    Row("PersonView.reveal", "POST", f"{PEOPLE}/reveal/{{person}}/id_no", NOBODY_POST),
    Row("PersonView.reveal", "POST", f"{PEOPLE}/reveal/{{person}}/id_no", NOBODY_POST, "below"),
    Row("PersonView.delete", "GET", f"{PEOPLE}/delete/{{person}}", NOBODY),
    Row("PersonView.delete", "POST", f"{PEOPLE}/delete/{{person}}", NOBODY_POST),
    Row("PersonView.delete", "POST", f"{PEOPLE}/delete/{{person}}", NOBODY_POST, "below"),
    Row("PersonView.action", "POST", f"{PEOPLE}/action/erase/{{person}}", MISSING_POST),
    Row("PersonView.action_post", "POST", f"{PEOPLE}/action_post", MISSING_POST),
    # --- project returns ---
    Row("ProjectReturnView.list", "GET", f"{RETURNS}/list/", READERS),
    Row("ProjectReturnView.search", "POST", f"{RETURNS}/search", (303,) * 7 + (403, 401)),
    Row("ProjectReturnView.export", "POST", f"{RETURNS}/export/", (200,) * 7 + (403, 401)),
    Row("ProjectReturnView.show", "GET", f"{RETURNS}/show/{{filed}}", READERS),
    Row(
        "ProjectReturnView.show",
        "GET",
        f"{RETURNS}/show/{{filed}}",
        (200, 200, 200, 200, 404, None, None, 403, 302),
        "below",
    ),
    Row(
        "ProjectReturnView.show",
        "GET",
        f"{RETURNS}/show/{{filed}}",
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    Row("ProjectReturnView.add", "GET", f"{RETURNS}/add", FILERS),
    Row(
        "ProjectReturnView.add",
        "POST",
        f"{RETURNS}/add",
        (422, 403, 422, 403, 422, 422, 403, 403, 401),
        data=form(year="1999"),
    ),
    Row("ProjectReturnView.last_year", "GET", f"{RETURNS}/last-year?year={YEAR}", FILERS),
    Row("ProjectReturnView.edit", "GET", f"{RETURNS}/edit/{{filed}}", FILERS),
    Row("ProjectReturnView.edit", "GET", f"{RETURNS}/edit/{{locked}}", NOBODY),
    Row(
        "ProjectReturnView.edit",
        "GET",
        f"{RETURNS}/edit/{{filed}}",
        (403, 403, 403, 403, 404, None, None, 403, 302),
        "below",
    ),
    Row(
        "ProjectReturnView.edit",
        "GET",
        f"{RETURNS}/edit/{{filed}}",
        (None, None, 404, 403, 404, 404, 403, None, None),
        "foreign",
    ),
    # Without the version of the page nothing is overwritten.
    Row(
        "ProjectReturnView.edit",
        "POST",
        f"{RETURNS}/edit/{{filed}}",
        (409, 403, 409, 403, 409, 409, 403, 403, 401),
        data=form(act="draft"),
    ),
    Row(
        "ProjectReturnView.edit",
        "POST",
        f"{RETURNS}/edit/{{locked}}",
        (422, 403, 422, 403, 422, 422, 403, 403, 401),
        data=form(act="draft", version="1"),
    ),
    Row(
        "ProjectReturnView.edit",
        "POST",
        f"{RETURNS}/edit/{{filed}}",
        (403, 403, 403, 403, 404, None, None, 403, 401),
        "below",
        form(act="draft", version="1"),
    ),
    Row(
        "ProjectReturnView.edit",
        "POST",
        f"{RETURNS}/edit/{{filed}}",
        (None, None, 404, 403, 404, 404, 403, None, None),
        "foreign",
        form(act="draft", version="1"),
    ),
    Row("ProjectReturnView.delete", "GET", f"{RETURNS}/delete/{{filed}}", NOBODY),
    Row("ProjectReturnView.delete", "POST", f"{RETURNS}/delete/{{filed}}", NOBODY_POST),
    Row("ProjectReturnView.delete", "POST", f"{RETURNS}/delete/{{filed}}", NOBODY_POST, "below"),
    Row("ProjectReturnView.action", "POST", f"{RETURNS}/action/lock/{{filed}}", MISSING_POST),
    Row("ProjectReturnView.action_post", "POST", f"{RETURNS}/action_post", MISSING_POST),
    # --- drafts: by the rights of their form, of the own organization alone ---
    Row("DraftView.news", "GET", DRAFTS, FILERS),
    Row("DraftView.news", "GET", "/drafts/organizations.project_return/1999", NO_DRAFT),
    Row("DraftView.news", "GET", "/drafts/nothing/1", (404,) * 8 + (302,)),
    # Without a text there is nothing to save.
    Row("DraftView.save", "POST", DRAFTS, (422, 403, 422, 403, 422, 422, 403, 403, 401)),
    Row(
        "DraftView.discard",
        "POST",
        f"{DRAFTS}/discard",
        (422, 403, 422, 403, 422, 422, 403, 403, 401),
    ),
    Row(
        "DraftView.take_back",
        "POST",
        f"{DRAFTS}/take-back",
        (200, 403, 200, 403, 200, 200, 403, 403, 401),
    ),
    # --- reports ---
    Row("ReportView.conditions", "GET", "/reports/annual_summary/conditions", SUMMARIZERS),
    Row("ReportView.conditions", "GET", "/reports/nothing/conditions", (404,) * 8 + (302,)),
    Row(
        "ReportView.choose",
        "POST",
        "/reports/annual_summary/conditions",
        (303, 303, 404, 404, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="province"),
    ),
    Row(
        "ReportView.choose",
        "POST",
        "/reports/annual_summary/conditions",
        (303, 303, 303, 303, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="prefecture", prefecture="430100"),
    ),
    Row(
        "ReportView.preview",
        "GET",
        SUMMARY.format("preview") + "province",
        (200, 200, 404, 404, 403, 403, 403, 403, 302),
    ),
    Row(
        "ReportView.preview",
        "GET",
        SUMMARY.format("preview") + "prefecture&prefecture=430100",
        SUMMARIZERS,
    ),
    Row(
        "ReportView.preview",
        "GET",
        SUMMARY.format("preview") + "prefecture&prefecture=430200",
        (200, 200, 404, 404, 403, 403, 403, 403, 302),
    ),
    Row(
        "ReportView.export",
        "POST",
        "/reports/annual_summary/export",
        (202, 202, 404, 404, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="province", format="xlsx"),
    ),
    Row(
        "ReportView.export",
        "POST",
        "/reports/annual_summary/export",
        (202, 202, 202, 202, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="prefecture", prefecture="430100", format="xlsx"),
    ),
    Row(
        "ReportView.export",
        "POST",
        "/reports/annual_summary/export",
        (202, 202, 404, 404, 403, 403, 403, 403, 401),
        data=form(year=str(YEAR), level="prefecture", prefecture="430200", format="xlsx"),
    ),
    # The export of zz_admin; nobody else has ever heard of it.
    Row("ReportView.status", "GET", "/reports/runs/{run}/status", (404,) * 8 + (302,)),
    Row("ReportView.cancel", "POST", "/reports/runs/{run}/cancel", MISSING_POST),
    Row("ReportView.file", "GET", "/reports/runs/{run}/file", (404,) * 8 + (302,)),
    Row("ReportView.run", "GET", "/reports/runs/{run}", (404,) * 8 + (302,)),
    Row("DownloadView.list", "GET", "/downloads/list/", ALL),
    Row("DownloadView.search", "POST", "/downloads/search", SIGNED_IN_POST),
    Row("DownloadView.delete", "GET", "/downloads/delete/{run}", NOBODY),
    Row("DownloadView.delete", "POST", "/downloads/delete/{run}", NOBODY_POST),
    Row("DownloadView.action", "POST", "/downloads/action/send/{run}", MISSING_POST),
    Row("DownloadView.action_post", "POST", "/downloads/action_post", MISSING_POST),
    # --- files: which there are, and of whose records, is tested with the engine ---
    Row("AttachmentView.upload", "POST", "/attachments/", MISSING_POST),
    Row("AttachmentView.file", "GET", "/attachments/1/a.pdf", (404,) * 8 + (302,)),
    # --- settings ---
    Row("DictionaryView.list", "GET", f"{DICTIONARIES}/list/", READERS),
    Row("DictionaryView.list", "GET", f"{DICTIONARIES}/list/?dictionary=x", MISSING_READ),
    Row("DictionaryView.show", "GET", f"{DICTIONARIES}/show/1", READERS),
    Row("DictionaryView.add", "GET", f"{DICTIONARIES}/add?dictionary=degree", ADMINISTRATOR),
    Row("DictionaryView.add", "POST", f"{DICTIONARIES}/add", refused_to_all_but(422)),
    Row("DictionaryView.edit", "GET", f"{DICTIONARIES}/edit/1", ADMINISTRATOR),
    Row("DictionaryView.edit", "POST", f"{DICTIONARIES}/edit/1", refused_to_all_but(409)),
    Row("DictionaryView.move", "POST", f"{DICTIONARIES}/move/1/up", refused_to_all_but(303)),
    Row("DictionaryView.switch", "POST", f"{DICTIONARIES}/switch/1/on", refused_to_all_but(303)),
    Row("ParameterView.list", "GET", "/settings/parameters/list/", PROVINCE_READERS),
    Row("ParameterView.show", "GET", f"{PARAMETER}show/first_year", PROVINCE_READERS),
    Row("ParameterView.edit", "GET", f"{PARAMETER}edit/first_year", ADMINISTRATOR),
    Row("ParameterView.edit", "GET", f"{PARAMETER}edit/nothing", (404, *(403,) * 7, 302)),
    Row("ParameterView.edit", "POST", f"{PARAMETER}edit/first_year", refused_to_all_but(422)),
    Row("ParameterView.reset", "POST", f"{PARAMETER}reset/first_year", refused_to_all_but(303)),
    Row("NumberingView.list", "GET", "/settings/numbering/list/", PROVINCE_READERS),
    Row("NumberingView.show", "GET", f"{NUMBERING}/show/organizations.return", PROVINCE_READERS),
    Row("NumberingView.example", "GET", f"{NUMBERING}/example/organizations.return", ADMINISTRATOR),
    Row("NumberingView.edit", "GET", f"{NUMBERING}/edit/organizations.return", ADMINISTRATOR),
    Row(
        "NumberingView.edit",
        "POST",
        f"{NUMBERING}/edit/organizations.return",
        refused_to_all_but(422),
    ),
    Row("CalendarView.list", "GET", "/settings/calendar/list/", PROVINCE_READERS),
    Row("CalendarView.edit", "GET", "/settings/calendar/edit", ADMINISTRATOR),
    Row("CalendarView.edit", "POST", "/settings/calendar/edit", refused_to_all_but(422)),
    # --- the shell ---
    Row("ShellView.token", "GET", "/token/", (200,) * 8 + (302,)),
    Row("ShellView.choose_year", "POST", "/year/", SIGNED_IN_POST, data=form(year=str(YEAR))),
    Row("ShellView.choose_language", "POST", "/language/", (303,) * 9, data=form(language="zh")),
    Row("PasswordView.change", "GET", "/password/", ALL),
    Row("PasswordView.change", "POST", "/password/", (200,) * 8 + (302,)),
    Row("SignInView.login", "GET", "/login/", (302,) * 8 + (200,)),
    Row("SignInView.login", "POST", "/login/", (302,) * 8 + (200,)),
    Row("healthz", "GET", "/healthz", (200,) * 9),
    Row("readyz", "GET", "/readyz", (503,) * 9),
    Row("static", "GET", "/static/zj.css", (200,) * 9),
    Row("appbuilder.static", "GET", "/static/appbuilder/nothing.css", (404,) * 9),
    # Last, for it ends the session.
    Row("SignInView.logout", "POST", "/logout/", (303,) * 9),
)


@dataclass
class World:
    """The ids of an organization's rows."""

    person: dict[int, int]
    filed: dict[int, int]
    locked: dict[int, int]
    run: int

    def address(self, path: str, organization: int) -> str:
        return path.format(
            organization=organization,
            person=self.person[organization],
            filed=self.filed[organization],
            locked=self.locked[organization],
            run=self.run,
        )


@pytest.fixture
def world(app) -> World:
    """Everybody has a person with a certificate, a return that is filed and one that is locked."""
    # No worker of another test is heard of any more: files are made at once.
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    found = World({}, {}, {}, 0)
    with app.app_context(), unscoped("the world of the access table"):
        for number in range(1, 7):
            person = make_person(organization_id=number)
            make_certificate(person)
            found.person[number] = person.id
            for year, state, held in (
                (YEAR, ReturnState.SUBMITTED, found.filed),
                (YEAR - 1, ReturnState.LOCKED, found.locked),
            ):
                row = ProjectReturn(organization_id=number, year=year, state=state, explanations={})
                db.session.add(row)
                db.session.flush()
                held[number] = row.id
        stranger = db.session.scalars(select(User).where(User.username == "zz_admin")).one()
        run = ReportRun(
            report="annual_summary",
            title="长沙市监督机构情况年度汇总表",
            format="xlsx",
            requested_by=stranger.id,
            requested_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
        )
        db.session.add(run)
        db.session.flush()
        found.run = run.id
        db.session.commit()
        db.session.remove()
    return found


def targets(row: Row, username: str | None) -> Iterator[int]:
    """The organizations that a row of the table is about, as this person sees them."""
    own = ORGANIZATION_OF.get((username or "hn_").partition("_")[0], 1)
    if row.whose == "own":
        yield own
    elif row.whose == "below":
        # Below a county there is nobody.
        yield from BELOW.get(own, ())
    else:
        yield from FOREIGN[own]


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
            expected = row.expected[place]
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
    "/organizations/overview/list/": ("page", "prefecture", "name", "kind", "level", "state"),
    "/reports/annual_summary/conditions": ("year", "level", "prefecture", "head"),
    f"{DICTIONARIES}/list/": ("dictionary",),
    f"{DICTIONARIES}/add": ("dictionary",),
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
        field = re.search(r"{(person|filed|locked|run|organization)}", row.path)
        for junk in IDS if field else ():
            yield row, row.path.replace(field.group(0), junk)


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
