"""Who may call what, on whose rows: every role, every route, own, subordinate and foreign."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.models import User
from app.core.scope import unscoped
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn, YearLock
from app.reporting.models import ReportRun
from app.workflow.models import Message
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
MISSING_MOVE = (404,) * 7 + (403, 401)
REMIND_OWN = (404, 403, 404, 403, 403, 403, 403, 403, 401)
LOCKS_READ = (200, None, 200, 403, 403, 403, 403, 403, 302)
LOCKS_WRITE = (303, 403, 403, 403, 403, 403, 403, 403, 401)
LOCKS_OPEN = (200, 403, 403, 403, 403, 403, 403, 403, 302)
CLOSE_NOTHING = (404, 403, 403, 403, 403, 403, 403, 403, 401)


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


def kind_rows(view: str, base: str, held: str, locked: str) -> tuple[Row, ...]:
    """What every yearly return has alike; ``held`` is handed in, ``locked`` belongs to the past."""
    below_read = (200, 200, 200, 200, 404, None, None, 403, 302)
    foreign_read = (None, None, 404, 404, 404, 404, 404, None, None)
    below_edit = (403, 403, 403, 403, 404, None, None, 403)
    foreign_edit = (None, None, 404, 403, 404, 404, 403, None)
    version = form(act="draft", version="1")
    return (
        Row(f"{view}.list", "GET", f"{base}/list/", READERS),
        Row(f"{view}.search", "POST", f"{base}/search", (303,) * 7 + (403, 401)),
        Row(f"{view}.export", "POST", f"{base}/export/", (200,) * 7 + (403, 401)),
        Row(f"{view}.show", "GET", f"{base}/show/{held}", READERS),
        Row(f"{view}.show", "GET", f"{base}/show/{held}", below_read, "below"),
        Row(f"{view}.show", "GET", f"{base}/show/{held}", foreign_read, "foreign"),
        Row(f"{view}.add", "GET", f"{base}/add", FILERS),
        Row(
            f"{view}.add",
            "POST",
            f"{base}/add",
            (422, 403, 422, 403, 422, 422, 403, 403, 401),
            data=form(year="1999"),
        ),
        Row(f"{view}.edit", "GET", f"{base}/edit/{held}", FILERS),
        Row(f"{view}.edit", "GET", f"{base}/edit/{locked}", NOBODY),
        Row(f"{view}.edit", "GET", f"{base}/edit/{held}", (*below_edit, 302), "below"),
        Row(f"{view}.edit", "GET", f"{base}/edit/{held}", (*foreign_edit, None), "foreign"),
        # Without the version of the page nothing is overwritten.
        Row(
            f"{view}.edit",
            "POST",
            f"{base}/edit/{held}",
            (409, 403, 409, 403, 409, 409, 403, 403, 401),
            data=form(act="draft"),
        ),
        Row(
            f"{view}.edit",
            "POST",
            f"{base}/edit/{locked}",
            (422, 403, 422, 403, 422, 422, 403, 403, 401),
            data=version,
        ),
        Row(f"{view}.edit", "POST", f"{base}/edit/{held}", (*below_edit, 401), "below", version),
        Row(
            f"{view}.edit",
            "POST",
            f"{base}/edit/{held}",
            (*foreign_edit, None),
            "foreign",
            version,
        ),
        # 退回补正: the province its own, a superior what is below; without an opinion refused.
        Row(
            f"{view}.move",
            "GET",
            f"{base}/move/{held}/return",
            (200, 403, 403, 403, 403, 403, 403, 403, 302),
        ),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{held}/return",
            (422, 403, 403, 403, 403, 403, 403, 403, 401),
        ),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{locked}/return",
            (409, 403, 403, 403, 403, 403, 403, 403, 401),
            data=form(opinion="请核对合计数据"),
        ),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{held}/return",
            (422, 403, 422, 403, 404, None, None, 403, 401),
            "below",
        ),
        Row(
            f"{view}.move",
            "POST",
            f"{base}/move/{held}/return",
            (None, None, 404, 404, 404, 404, 404, None, None),
            "foreign",
            form(opinion="请核对合计数据"),
        ),
        Row(f"{view}.move", "POST", f"{base}/move/{held}/lock", MISSING_MOVE),
        Row(f"{view}.delete", "GET", f"{base}/delete/{held}", NOBODY),
        Row(f"{view}.delete", "POST", f"{base}/delete/{held}", NOBODY_POST),
        Row(f"{view}.delete", "POST", f"{base}/delete/{held}", NOBODY_POST, "below"),
        Row(f"{view}.action", "POST", f"{base}/action/lock/{held}", MISSING_POST),
        Row(f"{view}.action_post", "POST", f"{base}/action_post", MISSING_POST),
    )


PEOPLE, RETURNS = "/personnel/people", "/organizations/project-returns"
PROFILES, FUNDINGS = "/organizations/profiles", "/organizations/funding-returns"
LOCKS, MESSAGES = "/organizations/year-locks", "/messages"
DRAFTS = f"/drafts/organizations.project_return/{YEAR}"
NO_DRAFT = (404, 403, 404, 403, 404, 404, 403, 403, 302)
SUMMARY = f"/reports/annual_summary/{{}}?year={YEAR}&level="
FORM, LAYOUTS = "/reports/organization_form", "/settings/reports"
# 县管 has the form and 县办 has not, which is tested with the report.
FORM_READERS = (200, 200, 200, 200, 403, None, 200, 403, 302)


def survey_rows(name: str) -> tuple[Row, ...]:
    """R03–R06: whoever summarizes, each within the own reach."""
    base = f"/reports/{name}"
    foreign = (200, 200, 404, 404, 403, 403, 403, 403)
    asked = form(year=str(YEAR), format="xlsx")
    return (
        Row("ReportView.conditions", "GET", f"{base}/conditions", SUMMARIZERS),
        Row("ReportView.preview", "GET", f"{base}/preview?year={YEAR}", SUMMARIZERS),
        Row(
            "ReportView.preview",
            "GET",
            f"{base}/preview?year={YEAR}&prefecture=430200",
            (*foreign, 302),
        ),
        Row(
            "ReportView.export",
            "POST",
            f"{base}/export",
            (202, 202, 202, 202, 403, 403, 403, 403, 401),
            data=asked,
        ),
        Row(
            "ReportView.behind",
            "GET",
            f"{base}/behind?year={YEAR}&line=total&column=posts",
            SUMMARIZERS,
        ),
    )


TABLE = (
    Row("HomeView.index", "GET", "/", ALL),
    Row("OverviewView.list", "GET", "/organizations/overview/list/", READERS),
    Row("HomeView.charts", "GET", "/charts", ALL),
    # 催报: by the administrators above, of what lies below, never of the own organization.
    Row("OverviewView.remind", "POST", "/organizations/overview/remind/{organization}", REMIND_OWN),
    Row(
        "OverviewView.remind",
        "POST",
        "/organizations/overview/remind/{organization}",
        (303, 403, 303, 403, 403, None, None, 403, 401),
        "below",
    ),
    Row(
        "OverviewView.remind",
        "POST",
        "/organizations/overview/remind/{organization}",
        (None, None, 404, 403, 403, 403, 403, None, None),
        "foreign",
    ),
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
    *kind_rows("ProjectReturnView", RETURNS, "{filed}", "{locked}"),
    Row("ProjectReturnView.last_year", "GET", f"{RETURNS}/last-year?year={YEAR}", FILERS),
    # --- profiles ---
    *kind_rows("ProfileView", PROFILES, "{profile}", "{old_profile}"),
    Row("ProfileView.reveal", "POST", f"{PROFILES}/reveal/{{profile}}/head_mobile", NOBODY_POST),
    Row(
        "ProfileView.reveal",
        "POST",
        f"{PROFILES}/reveal/{{profile}}/head_mobile",
        NOBODY_POST,
        "below",
    ),
    Row("ProfileView.own", "GET", f"{PROFILES}/own", READERS),
    # --- funding ---
    *kind_rows("FundingReturnView", FUNDINGS, "{funding}", "{old_funding}"),
    Row("FundingReturnView.last_year", "GET", f"{FUNDINGS}/last-year?year={YEAR}", FILERS),
    Row("FundingReturnView.part", "GET", f"{FUNDINGS}/part/{{funding}}/spent", READERS),
    Row(
        "FundingReturnView.part",
        "GET",
        f"{FUNDINGS}/part/{{funding}}/spent",
        (200, 200, 200, 200, 404, None, None, 403, 302),
        "below",
    ),
    Row(
        "FundingReturnView.part",
        "GET",
        f"{FUNDINGS}/part/{{funding}}/spent",
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    # --- years: closing one that is closed says so on the next page ---
    Row("YearLockView.list", "GET", f"{LOCKS}/list/", LOCKS_READ),
    Row("YearLockView.lock", "POST", f"{LOCKS}/lock/{YEAR - 1}", LOCKS_WRITE),
    Row("YearLockView.unlock", "GET", f"{LOCKS}/unlock/{YEAR - 1}/{{organization}}", LOCKS_OPEN),
    Row(
        "YearLockView.unlock",
        "POST",
        f"{LOCKS}/unlock/{YEAR - 1}/{{organization}}",
        (422, 403, 403, 403, 403, 403, 403, 403, 401),
    ),
    Row(
        "YearLockView.unlock",
        "POST",
        f"{LOCKS}/unlock/{YEAR - 1}/{{organization}}",
        (422, 403, 403, 403, 403, None, None, 403, 401),
        "below",
    ),
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
    Row("YearLockView.close", "POST", f"{LOCKS}/close/{{organization}}", CLOSE_NOTHING),
    # --- messages: the one of zz_admin is nobody else's ---
    Row("MessageView.list", "GET", f"{MESSAGES}/list/", ALL),
    Row("MessageView.search", "POST", f"{MESSAGES}/search", SIGNED_IN_POST),
    Row("MessageView.show", "GET", f"{MESSAGES}/show/{{message}}", (404,) * 8 + (302,)),
    Row("MessageView.read_all", "POST", f"{MESSAGES}/read-all", SIGNED_IN_POST),
    Row("MessageView.delete", "GET", f"{MESSAGES}/delete/{{message}}", NOBODY),
    Row("MessageView.delete", "POST", f"{MESSAGES}/delete/{{message}}", NOBODY_POST),
    Row("MessageView.action", "POST", f"{MESSAGES}/action/send/{{message}}", MISSING_POST),
    Row("MessageView.action_post", "POST", f"{MESSAGES}/action_post", MISSING_POST),
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
    Row(
        "ReportView.behind",
        "GET",
        SUMMARY.format("behind") + "prefecture&prefecture=430100&line=total&column=on_duty",
        SUMMARIZERS,
    ),
    Row(
        "ReportView.behind",
        "GET",
        SUMMARY.format("behind") + "province&line=total&column=on_duty",
        (200, 200, 404, 404, 403, 403, 403, 403, 302),
    ),
    *(
        row
        for name in ("survey_joint", "survey_quality", "survey_safety", "survey_all")
        for row in survey_rows(name)
    ),
    # The form of one organization (R01): clerks have none; the world has nothing filled in.
    Row("ReportView.conditions", "GET", f"{FORM}/conditions", FORM_READERS),
    Row(
        "ReportView.preview",
        "GET",
        f"{FORM}/preview?year={YEAR}&organization={{organization}}",
        (400, 400, 400, 400, 403, None, 400, 403, 302),
    ),
    Row(
        "ReportView.preview",
        "GET",
        f"{FORM}/preview?year={YEAR}&organization={{organization}}",
        (400, 400, 400, 400, 403, None, None, 403, 302),
        "below",
    ),
    Row(
        "ReportView.preview",
        "GET",
        f"{FORM}/preview?year={YEAR}&organization={{organization}}",
        (None, None, 404, 404, 403, None, 404, None, None),
        "foreign",
    ),
    # The export of zz_admin; nobody else has ever heard of it.
    Row("ReportView.again", "POST", "/reports/runs/{run}/again", MISSING_POST),
    Row("ReportView.status", "GET", "/reports/runs/{run}/status", (404,) * 8 + (302,)),
    Row("ReportView.cancel", "POST", "/reports/runs/{run}/cancel", MISSING_POST),
    Row("ReportView.file", "GET", "/reports/runs/{run}/file", (404,) * 8 + (302,)),
    Row("ReportView.run", "GET", "/reports/runs/{run}", (404,) * 8 + (302,)),
    Row("VerificationView.find", "GET", "/reports/verification/", ALL),
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
    Row("ReportLayoutView.list", "GET", f"{LAYOUTS}/list/", PROVINCE_READERS),
    Row("ReportLayoutView.show", "GET", f"{LAYOUTS}/show/survey_all", PROVINCE_READERS),
    Row("ReportLayoutView.edit", "GET", f"{LAYOUTS}/edit/survey_all", ADMINISTRATOR),
    Row("ReportLayoutView.edit", "GET", f"{LAYOUTS}/edit/nothing", (404, *(403,) * 7, 302)),
    Row("ReportLayoutView.edit", "POST", f"{LAYOUTS}/edit/survey_all", refused_to_all_but(422)),
    Row("ReportLayoutView.reset", "POST", f"{LAYOUTS}/reset/survey_all", refused_to_all_but(303)),
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

    person: dict[int, int] = field(default_factory=dict)
    filed: dict[int, int] = field(default_factory=dict)
    locked: dict[int, int] = field(default_factory=dict)
    profile: dict[int, int] = field(default_factory=dict)
    old_profile: dict[int, int] = field(default_factory=dict)
    funding: dict[int, int] = field(default_factory=dict)
    old_funding: dict[int, int] = field(default_factory=dict)
    run: int = 0
    message: int = 0

    def address(self, path: str, organization: int) -> str:
        ids = {
            name: held[organization] for name, held in vars(self).items() if isinstance(held, dict)
        }
        return path.format(organization=organization, run=self.run, message=self.message, **ids)


@pytest.fixture
def world(app) -> World:
    """Everybody has a person with a certificate, a return that is filed and one that is locked."""
    # No worker of another test is heard of any more: files are made at once.
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    found = World()
    with app.app_context(), unscoped("the world of the access table"):
        for number in range(1, 7):
            person = make_person(organization_id=number)
            make_certificate(person)
            found.person[number] = person.id
            for model, held, past in (
                (ProjectReturn, found.filed, found.locked),
                (ProfileReturn, found.profile, found.old_profile),
                (FundingReturn, found.funding, found.old_funding),
            ):
                for year, state, ids in (
                    (YEAR, ReturnState.SUBMITTED, held),
                    (YEAR - 1, ReturnState.LOCKED, past),
                ):
                    row = model(organization_id=number, year=year, state=state, explanations={})
                    db.session.add(row)
                    db.session.flush()
                    ids[number] = row.id
        db.session.add(YearLock(year=YEAR - 1, locked_by="系统"))
        stranger = db.session.scalars(select(User).where(User.username == "zz_admin")).one()
        run = ReportRun(
            report="annual_summary",
            title="长沙市监督机构情况年度汇总表",
            format="xlsx",
            requested_by=stranger.id,
            requested_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
        )
        told = Message(
            user_id=stranger.id, key="test", kind="result", title="请查看", sent_at=clock.now()
        )
        db.session.add_all([run, told])
        db.session.flush()
        found.run, found.message = run.id, told.id
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
    f"{PROFILES}/list/": ("_flt_0_year", "_flt_0_state", "_flt_0_organization"),
    f"{PROFILES}/add": ("year",),
    f"{PROFILES}/own": ("year",),
    f"{FUNDINGS}/list/": ("_flt_0_year", "_flt_0_state", "_oc_FundingReturnView"),
    f"{FUNDINGS}/add": ("year",),
    f"{FUNDINGS}/last-year": ("year",),
    f"{LOCKS}/list/": ("year", "name"),
    f"{MESSAGES}/list/": ("_flt_0_title", "_oc_MessageView", "page_MessageView"),
    "/organizations/overview/list/": ("page", "prefecture", "name", "kind", "level", "state"),
    "/reports/annual_summary/conditions": ("year", "level", "prefecture", "head"),
    "/reports/annual_summary/behind": ("line", "column", "year"),
    "/reports/survey_all/preview": ("year", "level", "prefecture", "nature"),
    f"{FORM}/preview": ("year", "organization"),
    "/reports/verification/": ("number", "checksum"),
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
