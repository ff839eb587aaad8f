"""Refused accesses are in the audit trail, by endpoint and object, and cannot flood it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.access.actor import SYSTEM
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.jobs.cleanup import forget
from app.core.models import AuditEntry, RefusedAccess
from tests.support.together import together

YEAR = clock.year() - 1

SUMMARY = "/reports/annual_summary"
PEOPLE = "/personnel/people"


def kept(app: Flask) -> list[tuple[Any, ...]]:
    """What the trail says of refusals, oldest first."""
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.outcome == "refused").order_by(AuditEntry.id)
        return [
            (e.action, e.object_type, e.object_id, e.user_name, e.changes)
            for e in db.session.scalars(query)
        ]


def a_minute_later(app: Flask) -> None:
    with app.app_context():
        earlier = clock.now() - dt.timedelta(seconds=61)
        db.session.execute(update(RefusedAccess).values(kept_at=earlier))
        db.session.commit()


@pytest.mark.parametrize(
    ("username", "method", "path", "data", "row"),
    [
        ("sec_admin", "GET", f"{PEOPLE}/list/", {}, ("403", "PersonView.list", "")),
        ("cs_admin", "GET", f"{PEOPLE}/show/12345", {}, ("404", "PersonView.show", "12345")),
        (
            "ty_clerk",
            "GET",
            f"{PEOPLE}/list/?_flt_0_organization=2",
            {},
            ("404", "PersonView.list", "organization 2"),
        ),
        (
            "ty_clerk",
            "POST",
            f"{PEOPLE}/export/?_flt_0_organization=2",
            {},
            ("404", "PersonView.export", "organization 2"),
        ),
        (
            "cs_leader",
            "GET",
            f"{SUMMARY}/preview?year={YEAR}&level=prefecture&prefecture=430200",
            {},
            ("404", "ReportView.preview", f"annual_summary {YEAR} prefecture 430200"),
        ),
        (
            "cs_leader",
            "POST",
            f"{SUMMARY}/export",
            {"year": str(YEAR), "level": "province", "format": "pdf"},
            ("404", "ReportView.export", f"annual_summary {YEAR} province"),
        ),
        (
            "cs_leader",
            "GET",
            "/reports/written_by_hand/preview",
            {},
            ("404", "ReportView.preview", ""),
        ),
        (
            "ty_clerk",
            "POST",
            f"{PEOPLE}/action/{'A' * 80}/581",
            {},
            ("404", "PersonView.action", "581"),
        ),
    ],
)
def test_every_refusal_of_a_page_is_kept(app, sign_in, username, method, path, data, row):
    client = sign_in(username)
    answer = client.open(path, method=method, data=data)
    assert str(answer.status_code) == row[0]
    ((*found, name, changes),) = kept(app)
    assert (tuple(found), changes) == (row, {})
    assert name


def test_an_unknown_address_is_not_kept(app, sign_in):
    client = sign_in("cs_admin")
    assert client.get("/forged/entry").status_code == 404
    assert client.get("/static/forged.js").status_code == 404
    assert kept(app) == []


def test_repeats_are_counted_in_the_next_row(app, sign_in):
    client = sign_in("cs_admin")
    for _i in range(10):
        client.get(f"{PEOPLE}/show/12345")
    client.get(f"{PEOPLE}/show/12346")
    assert [(row[2], row[4]) for row in kept(app)] == [("12345", {}), ("12346", {})]
    a_minute_later(app)
    for _i in range(2):
        client.get(f"{PEOPLE}/show/12345")
    assert [row[4] for row in kept(app)] == [{}, {}, {"repeated": 9}]


def test_what_was_never_refused_again_is_counted_by_the_daily_job(app, sign_in, run_jobs):
    client = sign_in("cs_admin")
    for _i in range(10):
        client.get(f"{PEOPLE}/show/12345")
    a_minute_later(app)
    with app.app_context(), unscoped("test"):
        forget.request(key="forget:test", actor=SYSTEM, arguments={})
        db.session.commit()
    run_jobs()
    refused_again = ("refused_again", "PersonView.show", "12345", "江望舒", {"repeated": 9})
    assert kept(app)[1:] == [refused_again]
    with app.app_context():
        assert db.session.scalars(select(RefusedAccess)).all() == []


@pytest.mark.both_databases
def test_a_flood_from_many_windows_is_one_row(app, sign_in):
    def ask(client):
        def act(wait):
            wait()
            return client.get(f"{PEOPLE}/show/12345").status_code

        return act

    windows = [sign_in("cs_admin") for _i in range(8)]
    assert together([ask(client) for client in windows]) == [404] * 8
    assert len(kept(app)) == 1
    with app.app_context():
        assert db.session.scalars(select(RefusedAccess.repeated)).one() == 7


def test_a_stranger_among_chosen_rows_is_named(enter, sql):
    ((stranger,),) = sql("SELECT id FROM twelve WHERE organization_id = 3 LIMIT 1")
    ((own,),) = sql("SELECT id FROM twelve WHERE organization_id = 2 LIMIT 1")
    data = {"action": "file", "rowid": [own, stranger]}
    assert enter("cs_admin").post("/twelveview/action_post", data=data).status_code == 404
    trail = sql("SELECT object_type, object_id FROM audit_entry WHERE outcome = 'refused'")
    assert trail == [("TwelveView.action_post", str(stranger))]
