"""Who sees and writes whose rows: enforced for every statement, failing closed."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import has_request_context
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from app.core.access import audit
from app.core.access.scope import NOTHING, OrgOwned, acting_as, scope_for, under, unscoped
from app.core.base.choices import Level, OrganizationKind, OrganizationStatus
from app.core.base.db import db
from app.core.base.errors import ScopeNotSet, ScopeViolation
from app.core.models import Organization, OrganizationVersion, SupervisionLink, User
from app.core.tree.organization_tree import tree
from app.organizations.models import RosterCheck

pytestmark = pytest.mark.both_databases


def user(name: str) -> User:
    return db.session.scalars(select(User).where(User.username == name)).one()


@pytest.fixture
def checks(app):
    """One owned row for each of the six organizations."""
    with app.app_context(), unscoped("fixture"):
        for number in range(1, 7):
            db.session.add(RosterCheck(organization_id=number, year=2025, checked_by="x"))
        db.session.commit()
        db.session.remove()
    return app


def seen() -> set[int]:
    return set(db.session.scalars(select(RosterCheck.organization_id)))


@pytest.mark.parametrize(
    ("who", "organizations"),
    [
        ("hn_admin", {1, 2, 3, 4, 5, 6}),
        ("cs_admin", {2, 4, 6}),
        ("zz_clerk", {3, 5}),
        ("yl_clerk", {4}),
        ("technician", {1, 2, 3, 4, 5, 6}),
    ],
)
def test_reach_of_the_cast(checks, who, organizations):
    with checks.app_context(), acting_as(user(who)):
        assert seen() == organizations


def test_no_scope_raises_in_a_job(checks):
    with checks.app_context(), pytest.raises(ScopeNotSet):
        seen()


def test_nobody_sees_nothing(checks):
    with checks.app_context(), under(NOTHING):
        assert seen() == set()
        assert db.session.scalar(select(func.count()).select_from(RosterCheck)) == 0


def test_every_way_of_asking_is_scoped(checks):
    alias = aliased(RosterCheck)
    with checks.app_context(), acting_as(user("yl_clerk")):
        own = db.session.scalars(select(RosterCheck)).one()
        assert db.session.get(RosterCheck, own.id) is own
        others = [i for i in range(1, 7) if i != own.id]
        assert [db.session.get(RosterCheck, i) for i in others] == [None] * 5
        assert db.session.scalar(select(func.count()).select_from(RosterCheck)) == 1
        assert db.session.scalars(select(alias.organization_id)).all() == [4]
        inside = select(RosterCheck.organization_id).subquery()
        assert db.session.scalars(select(inside.c.organization_id)).all() == [4]
        joined = select(Organization.name).join(
            RosterCheck, RosterCheck.organization_id == Organization.id
        )
        assert len(db.session.scalars(joined).all()) == 1
        changed = db.session.execute(
            audit.bulk(update(RosterCheck).values(checked_by="y"), because="the test")
        )
        assert changed.rowcount == 1


def test_a_superior_reads_but_does_not_write(checks):
    with checks.app_context(), acting_as(user("cs_admin")):
        row = db.session.scalars(select(RosterCheck).where(RosterCheck.organization_id == 4)).one()
        row.checked_by = "江"
        with pytest.raises(ScopeViolation):
            db.session.flush()


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        (update(RosterCheck).values(organization_id=6), None),
        (update(RosterCheck).values({RosterCheck.organization_id: 6}), None),
        (update(RosterCheck), [{"id": 1, "organization_id": 6}]),
        # SQLAlchemy adds no criteria to a statement that names its rows by their keys.
        (update(RosterCheck), [{"id": number, "checked_by": "y"} for number in (1, 3, 4)]),
    ],
)
def test_nobody_gives_rows_away_or_names_them_in_bulk(checks, statement, rows):
    """Neither to an organization of the own reach: rows that move are moved as objects."""
    with checks.app_context(), acting_as(user("cs_admin")), pytest.raises(ScopeViolation):
        db.session.execute(audit.bulk(statement, because="the test"), rows)


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        (
            audit.bulk(update(RosterCheck).values(checked_by="江"), because="the test"),
            {1: "x", 2: "江", 3: "x", 4: "x", 6: "x"},
        ),
        (audit.bulk(delete(RosterCheck), because="the test"), {1: "x", 3: "x", 4: "x", 6: "x"}),
    ],
)
def test_a_superior_changes_and_deletes_in_bulk_its_own_rows_alone(checks, statement, left):
    """It reads the rows of two counties beside its own."""
    with checks.app_context(), acting_as(user("cs_admin")):
        assert db.session.execute(statement).rowcount == 1
        db.session.commit()
    with checks.app_context(), unscoped("look"):
        rows = select(RosterCheck.organization_id, RosterCheck.checked_by)
        found = dict(db.session.execute(rows.where(RosterCheck.organization_id != 5)).all())
    assert found == left


@pytest.mark.parametrize(
    ("who", "owner", "new_owner"),
    [("yl_clerk", 4, 5), ("cs_admin", 2, 4), ("cs_admin", 4, 2), ("cs_admin", 4, 6)],
)
@pytest.mark.parametrize("through", ["column", "relation"])
def test_a_row_is_neither_given_away_nor_taken_over(checks, who, owner, new_owner, through):
    with checks.app_context(), acting_as(user(who)):
        mine = RosterCheck.organization_id == owner
        row = db.session.scalars(select(RosterCheck).where(mine)).one()
        if through == "column":
            row.organization_id = new_owner
        else:
            with unscoped("the form knows an organization out of reach"):
                row.organization = db.session.get(Organization, new_owner)
        with pytest.raises(ScopeViolation):
            db.session.flush()


def test_a_supervision_link_adds_the_county(checks):
    with checks.app_context():
        db.session.add(SupervisionLink(organization_id=4, superior_id=3))
        db.session.commit()
        db.session.remove()
    with checks.app_context(), acting_as(user("zz_admin")):
        assert seen() == {3, 4, 5}


def test_a_past_year_uses_its_own_tree(app):
    """Yuelu belonged to Zhuzhou until the end of 2023."""
    with app.app_context():
        now = db.session.scalars(
            select(OrganizationVersion).where(OrganizationVersion.organization_id == 4)
        ).one()
        db.session.add(
            OrganizationVersion(
                organization_id=4,
                valid_from=dt.date(2015, 1, 1),
                valid_to=dt.date(2024, 1, 1),
                name="岳麓旧站",
                division_code="430104",
                level=Level.COUNTY,
                kind=OrganizationKind.QUALITY,
                status=OrganizationStatus.ACTIVE,
                parent_id=3,
            )
        )
        now.valid_from = dt.date(2024, 1, 1)
        db.session.commit()
        db.session.remove()
    with app.app_context():
        zhuzhou = user("zz_admin")
        assert set(scope_for(zhuzhou, dt.date(2023, 12, 31)).read) == {3, 4, 5}
        assert set(scope_for(zhuzhou, dt.date(2024, 12, 31)).read) == {3, 5}
        assert tree(dt.date(2023, 12, 31))[4].name == "岳麓旧站"
        assert tree()[4].name == "岳麓区建设工程质量安全监督站"


def test_every_table_is_owned_or_says_why_not():
    silent = [
        mapper.class_.__name__
        for mapper in db.Model.registry.mappers
        if mapper.class_.__module__.startswith("app.")
        and not issubclass(mapper.class_, OrgOwned)
        and not getattr(mapper.class_, "shared_because", "")
    ]
    assert silent == []


def test_pytest_flask_pushes_no_request(app):
    assert not has_request_context()
