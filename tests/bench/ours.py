"""The product, and the requests to it that are measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.test import run_wsgi_app

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import Parameter
from app.core.screens.list_address import LAST_PAGE
from app.factory import create_app
from tests.support.forms import controls, fields

from .subject import Environ, Subject, call, get, post, sign_in

MANAGER, PREFECTURE, CLERK, REVIEWER = "hn_admin", "cs_admin", "yl_clerk", "hn_review"
# A figure that no rule compares with another; one more or less raises no doubt.
FIGURE = "lifting_machinery"
PEOPLE, RETURNS = "/personnel/people", "/organizations/project-returns"
CONTINUING, PLACES = "/training/continuing", "/training/allocations"
DOSSIERS, CHANGES = "/dossiers", "/certificate-cases/changes"


def subject(samples: dict[str, Any]) -> Subject:
    """The product with four people signed in: of the province two, of prefecture and county."""
    # Signing in asks the databases; what is measured is noted from the first connection on.
    found = Subject(None)
    found.watch()
    app = create_app()
    found.wsgi = app.wsgi_app
    _allow_much(app)
    accounts = json.loads((Path(app.config["INSTANCE_DIR"]) / "demo-accounts.json").read_text())
    passwords = {account["username"]: account["password"] for account in accounts}
    cookies = {
        name: sign_in(app.test_client(), name, passwords[name])
        for name in (MANAGER, PREFECTURE, CLERK, REVIEWER)
    }
    _lists(found, cookies[MANAGER], samples)
    found.page("first page, one prefecture", f"{PEOPLE}/list/", cookies[PREFECTURE])
    found.page("first page, own organization", f"{PEOPLE}/list/", cookies[CLERK])
    found.page("show", f"{PEOPLE}/show/{samples['person']}", cookies[MANAGER])
    found.page("home", "/", cookies[MANAGER])
    found.page("home, one prefecture", "/", cookies[PREFECTURE])
    found.page("overview", "/organizations/overview/list/", cookies[MANAGER])
    found.page(
        "R02 preview",
        "/reports/annual_summary/preview",
        cookies[MANAGER],
        year=clock.year(),
        level="province",
    )
    _certificates(found, cookies, samples)
    address = f"{RETURNS}/edit/{_own_return(found, app, cookies[CLERK])}"
    found.page("edit form", address, cookies[CLERK])
    doubts = _explained(found, address, cookies[CLERK])
    found.cases["save"] = lambda: _filled(found, address, cookies[CLERK], doubts)
    return found


def _allow_much(app: Flask) -> None:
    """As many searches a minute as a measurement makes."""
    with app.app_context(), unscoped("a parameter of the measurement"):
        db.session.merge(Parameter(key="points_per_minute", value=100_000))
        db.session.commit()


def _lists(found: Subject, cookie: str, samples: dict[str, Any]) -> None:
    asked: dict[str, dict[str, Any]] = {
        "first page": {},
        "page 500": {"page_PersonView": samples["page_500"]},
        "last page": {"page_PersonView": LAST_PAGE},
        "filtered, frequent": {"_flt_0_education": samples["common"]},
        "filtered, rare": {"_flt_0_duty_status": samples["rare"]},
        "name, 1 character": {"_flt_0_name": samples["name1"]},
        "name, 2 characters": {"_flt_0_name": samples["name2"]},
        "name, 3 characters": {"_flt_0_name": samples["name3"]},
        "ID number": {"_flt_0_id_no": samples["id_no_hash"]},
        "by name": {"_oc_PersonView": "name", "_od_PersonView": "asc"},
        "by day of joining": {"_oc_PersonView": "joined_on", "_od_PersonView": "desc"},
    }
    for name, query in asked.items():
        found.page(name, f"{PEOPLE}/list/", cookie, **query)


def _certificates(found: Subject, cookies: dict[str, str], samples: dict[str, Any]) -> None:
    """Dossiers and certificates of everybody, and the desk at which applications wait."""
    province, desk, clerk = cookies[MANAGER], cookies[REVIEWER], cookies[CLERK]
    name = {"_flt_0_name": samples["name2"]}
    found.page("dossiers", f"{DOSSIERS}/list/", province)
    found.page("dossiers, name", f"{DOSSIERS}/list/", province, **name)
    found.page("dossiers, expiring", f"{DOSSIERS}/list/", province, _flt_0_standing="expiring")
    found.page("certificates", "/certificates/list/", province)
    found.page("radar", "/certificates/radar/list/", province)
    found.page("home, 省级审核", "/", desk)
    found.page("applications", f"{CHANGES}/list/", desk)
    found.page("applications to accept", f"{CHANGES}/list/", desk, _flt_0_state="filed")
    found.page("applications, name", f"{CHANGES}/list/", desk, **name)
    found.page("process of applications", "/processes/certificate_change", desk)
    found.page("picker", f"{CHANGES}/pick", clerk)
    found.page("picker, name", f"{CHANGES}/pick", clerk, **name)
    found.page("picker, 继续教育", f"{CONTINUING}/pick", clerk)
    found.page("enrolments, 继续教育", f"{CONTINUING}/list/", province)
    found.page("places of prefectures", f"{PLACES}/list/", province)


def _own_return(found: Subject, app: Flask, cookie: str) -> int:
    """A return of the clerk's that can still be changed; begun where there is none yet."""
    with app.app_context():
        if (pk := _open_return()) is not None:
            return pk
    address = f"{RETURNS}/add"
    sent = fields(call(found.wsgi, get(address, cookie))[0].decode())
    call(found.wsgi, post(address, cookie, {**sent, "act": "draft"}))
    with app.app_context():
        pk = _open_return()
    if pk is None:
        raise RuntimeError(f"{CLERK} could not begin a return")
    return pk


def _open_return() -> int | None:
    pk: int | None = (
        db.session.connection()
        .execute(
            text(
                "SELECT p.id FROM project_return p JOIN ab_user u"
                " ON u.organization_id = p.organization_id WHERE u.username = :clerk"
                " AND p.state <> 'locked' ORDER BY p.year DESC LIMIT 1"
            ),
            {"clerk": CLERK},
        )
        .scalar()
    )
    return pk


def _filled(found: Subject, address: str, cookie: str, doubts: dict[str, str]) -> Environ:
    """The form as it comes, handed in again; only sending it is measured."""
    sent = fields(call(found.wsgi, get(address, cookie))[0].decode())
    figure = str(int(sent[FIGURE] or 0) ^ 1)
    return post(address, cookie, {**sent, FIGURE: figure, **doubts, "act": "submit"})


def _explained(found: Subject, address: str, cookie: str) -> dict[str, str]:
    """Words for every doubt that the product has about the invented figures."""
    body = run_wsgi_app(found.wsgi, _filled(found, address, cookie, {}))[0]
    names = [one.name for one in controls(b"".join(body).decode())]
    return {name: "情况属实" for name in names if name.startswith("explain-")}
