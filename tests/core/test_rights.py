"""Rights: from roles and from personal grants, kept in memory yet never out of date."""

from __future__ import annotations

import datetime as dt

import pytest
from flask_appbuilder.security.sqla.models import (
    Group,
)
from sqlalchemy import select

from app.core.access.permission_sync import sync
from app.core.access.roles import Role as RoleName
from app.core.base import clock
from app.core.base.db import db
from app.core.models import Role, User
from tests.support.grants import grant, permission

SUMMARY = "/reports/annual_summary/conditions"


def user(name: str) -> User:
    return db.session.scalars(select(User).where(User.username == name)).one()


def test_every_role_of_the_specification_is_a_row(app):
    with app.app_context():
        names = set(db.session.scalars(select(Role.name)))
    assert names >= {role.value for role in RoleName}
    assert len(RoleName) == 12


@pytest.mark.parametrize(("days", "status"), [(None, 200), (0, 200), (30, 200), (-1, 403)])
def test_a_personal_grant_opens_until_its_day(app, sign_in, days, status):
    clerk = sign_in("cs_clerk")
    assert clerk.get(SUMMARY).status_code == 403
    until = None if days is None else clock.today() + dt.timedelta(days)
    grant(app, "cs_clerk", "export", "organizations.annual_summary", expires_on=until)
    assert clerk.get(SUMMARY).status_code == status


def test_a_right_taken_from_a_role_is_gone_at_the_next_request(app, sign_in):
    leader = sign_in("cs_leader")
    assert leader.get(SUMMARY).status_code == 200
    with app.app_context():
        role = db.session.scalars(select(Role).where(Role.name == "市州级领导")).one()
        role.permissions.remove(permission("export", "organizations.annual_summary"))
        db.session.commit()
    assert leader.get(SUMMARY).status_code == 403


def test_a_group_gives_the_rights_of_its_roles_from_the_next_request_on(app, sign_in):
    clerk = sign_in("cs_clerk")
    assert clerk.get(SUMMARY).status_code == 403
    with app.app_context():
        leader = db.session.scalars(select(Role).where(Role.name == "市州级领导")).one()
        db.session.add(group := Group(name="汇总组", label="汇总组", description=""))
        group.roles = [leader]
        db.session.flush()
        user("cs_clerk").groups = [group]
        db.session.commit()
    assert clerk.get(SUMMARY).status_code == 200
    with app.app_context():
        user("cs_clerk").groups = []
        db.session.commit()
    assert clerk.get(SUMMARY).status_code == 403


def test_a_second_sync_gives_nothing_back(app, sign_in):
    """What an administrator took away does not return with the next release."""
    with app.app_context():
        role = db.session.scalars(select(Role).where(Role.name == "市州级领导")).one()
        role.permissions.remove(permission("export", "organizations.annual_summary"))
        db.session.commit()
        sync(app.appbuilder)
    assert sign_in("cs_leader").get(SUMMARY).status_code == 403


# What the specification (5.3) lets several of them look at; nobody changes it.
LOOKED_AT = {
    ("home", "read"),
    ("audit.entry", "read"),
    ("audit.sign_in", "read"),
    ("notices.document", "read"),
    ("explanations.explanation", "read"),
    ("explanations.explanation", "ask"),
    ("audit.check", "read"),
    ("deputies.deputy", "read"),
    ("deputies.deputy", "read_all"),
    ("processes.guide", "read"),
    ("rights.bundle", "read"),
    ("rights.role", "read"),
    ("users.application", "read"),
    ("users.online", "read"),
    ("users.user", "read"),
}


def test_the_three_administrators_have_nothing_in_common(app):
    held = {
        role: {(g.resource, a) for g in app.appbuilder.grants if role in g.roles for a in g.actions}
        for role in (RoleName.SYSTEM_ADMIN, RoleName.SECURITY_ADMIN, RoleName.AUDITOR)
    }
    for role, rights in held.items():
        for other, others in held.items():
            if role is not other:
                assert rights & others <= LOOKED_AT


@pytest.mark.parametrize("name", ["sys_admin", "sec_admin", "auditor"])
def test_administrators_see_no_business_data(sign_in, name):
    client = sign_in(name)
    assert client.get("/").status_code == 200
    for address in (
        "/personnel/people/list/",
        "/organizations/overview/list/",
        "/organizations/project-returns/list/",
        SUMMARY,
    ):
        assert client.get(address).status_code == 403
