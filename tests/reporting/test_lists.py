"""Long lists as files of a job: who gets them, and for how long."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import PermissionView
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import AuditEntry, Organization, Role
from app.reporting.models import ReportRun
from tests.support.factories import make_person


@pytest.fixture
def people(app: Flask, monkeypatch: Any) -> None:
    """A roster that is long enough for a job."""
    with app.app_context(), unscoped("people of the tests"):
        for organization in (2, 4):
            make_person(organization_id=organization)
        db.session.commit()
    monkeypatch.setattr("app.core.screens.read_views.EXPORT_IN_REQUEST", 0)


@pytest.fixture
def exported(people: None, sign_in: Any, run_jobs: Any) -> Any:
    """The roster as a file that a job made for somebody: the client and the file's address."""

    def export(username: str) -> tuple[Any, str]:
        client = sign_in(username)
        page = client.post("/personnel/people/export/").location
        run_jobs()
        return client, f"{page}/file"

    return export


def status(client: Any, file: str) -> int:
    with client.get(file) as answer:
        return int(answer.status_code)


def no_longer_oversees(role_name: str) -> None:
    role = db.session.scalars(select(Role).where(Role.name == role_name)).one()
    pairs = select(PermissionView).where(PermissionView.role.contains(role))
    for held in db.session.scalars(pairs):
        if (held.permission.name, held.view_menu.name) == ("can_oversee", "personnel.person"):
            role.permissions.remove(held)


def yuelu_moves_to_zhuzhou() -> None:
    yuelu = db.session.get(Organization, 4)
    yuelu.parent_id, yuelu.path = 3, "/1/3/4/"


@pytest.mark.parametrize(
    ("username", "loss"),
    [
        ("cs_leader", lambda: no_longer_oversees("市州级领导")),
        ("hn_leader", lambda: no_longer_oversees("省级领导")),
        ("cs_leader", yuelu_moves_to_zhuzhou),
    ],
)
def test_a_list_s_file_goes_with_the_right_to_its_rows(app, exported, username, loss):
    client, file = exported(username)
    assert status(client, file) == 200
    with app.app_context(), unscoped("what an administrator does"):
        loss()
        db.session.commit()
    assert status(client, file) == 403


def test_a_list_s_file_stays_when_others_come_into_sight(app, exported):
    client, file = exported("cs_leader")
    with app.app_context(), unscoped("what an administrator does"):
        tianyuan = db.session.get(Organization, 5)
        tianyuan.parent_id, tianyuan.path = 2, "/1/2/5/"
        db.session.commit()
    assert status(client, file) == 200


@pytest.mark.usefixtures("people")
def test_a_condition_that_is_no_more_is_said_in_the_reader_s_words(app, sign_in, run_jobs):
    client = sign_in("cs_leader")
    page = client.post("/personnel/people/export/").location
    with app.app_context():
        run = db.session.scalars(select(ReportRun)).one()
        arguments = {**run.parameters["arguments"], "_flt_9_nothing": ["x"]}
        run.parameters = {**run.parameters, "arguments": arguments}
        db.session.commit()
    run_jobs()
    told = client.get(f"{page}/status").json
    assert (told["state"], told["error"]) == ("failed", "导出条件已失效")


def test_each_download_is_in_the_audit_trail(app, exported):
    client, file = exported("cs_leader")
    for _i in range(2):
        assert status(client, file) == 200
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.action == "download").order_by(AuditEntry.id)
        found = [(e.user_name, e.object_type, e.changes) for e in db.session.scalars(query)]
    of_what = {"report": "list", "number": None, "title": "在职工作人员基础数据"}
    of_what |= {"format": "xlsx", "rows": 2}
    assert found == [("严立本", "report_run", of_what)] * 2
