"""The tree from a list of rows, first accounts and the steps, on both databases."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from app.core.access import accounts
from app.core.access.accounts import NewAccount
from app.core.access.actor import Actor
from app.core.access.roles import Role
from app.core.access.scope import acting_as, unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import (
    AuditEntry,
    Organization,
    OrganizationVersion,
    SupervisionLink,
    User,
)
from app.core.tree.organization_tree import divisions, tree
from app.setup import operations, queries, rules
from app.setup.rules import Planned
from tests.setup.conftest import ADMIN
from tests.support.statements import statements
from tests.support.together import together

JOINT = OrganizationKind.JOINT
PROVINCE = Planned("", "湖南总站", "省总站", "430000", JOINT)


class Technician:
    """The technical administrator at work below the pages."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __enter__(self) -> None:
        self.context = self.app.app_context()
        self.context.__enter__()
        with unscoped("the first administrator"):
            g.user = db.session.scalars(select(User).where(User.username == ADMIN)).one()
        self.scope = acting_as(g.user)
        self.scope.__enter__()

    def __exit__(self, *error: Any) -> None:
        db.session.commit() if error[0] is None else db.session.rollback()
        self.scope.__exit__(*error)
        db.session.remove()
        self.context.__exit__(*error)


LEVELS = {Level.PREFECTURE: {"prefecture"}, Level.COUNTY: {"county", "zone"}}


def of_level(level: Level, kind: str = "joint") -> list[Planned]:
    """What the pattern makes of every division of a level."""
    return [
        one
        for place in divisions().values()
        if place.level in LEVELS[level]
        for one in rules.planned_of(place.code, place, rules.pattern_name(place.name), kind)
    ]


def province_is_there(app: Flask) -> None:
    with Technician(app):
        operations.establish_planned([PROVINCE])


def test_a_province_grows_level_by_level(bare: Flask) -> None:
    province_is_there(bare)
    with Technician(bare):
        assert len(operations.establish_planned(of_level(Level.PREFECTURE)).made) == 14
    with Technician(bare):
        assert len(operations.establish_planned(of_level(Level.COUNTY)).made) == 134
    with Technician(bare):
        nodes = tree()
        assert len(nodes) == 149
        by_name = {node.name: node for node in nodes.values()}
        yuelu = by_name["岳麓区建设工程质量安全监督站"]
        above = nodes[yuelu.parent_id or 0]
        assert above.name == "长沙市建设工程质量安全监督站"
        assert nodes[above.parent_id or 0].name == "湖南总站"
        row = db.session.get_one(Organization, yuelu.id)
        assert row.code == "43010401"
        assert row.path == f"/{above.parent_id}/{above.id}/{row.id}/"
        begun = select(func.min(OrganizationVersion.valid_from))
        # Reports of the year that is filed ask who was there at its end.
        assert db.session.scalar(begun) == dt.date(clock.year(), 1, 1)


def test_split_prefectures_share_their_joint_counties(bare: Flask) -> None:
    province_is_there(bare)
    with Technician(bare):
        place = divisions()["430400"]
        name = rules.pattern_name(place.name)
        operations.establish_planned(rules.planned_of("430400", place, name, rules.SPLIT))
        county = Planned("1", "珠晖站", None, "430405", JOINT)
        (made,) = operations.establish_planned([county]).made
        assert made.parent.name == "衡阳市建设工程质量监督站"
        link = db.session.scalars(select(SupervisionLink)).one()
        assert link.organization_id == made.id
        guide = db.session.get_one(Organization, link.superior_id)
        assert guide.name == "衡阳市建设工程安全监督站"


def test_twice_the_same_makes_nothing_twice(bare: Flask) -> None:
    province_is_there(bare)
    with Technician(bare):
        rows = of_level(Level.PREFECTURE)
        operations.establish_planned(rows)
    with Technician(bare):
        again = operations.establish_planned(rows)
        assert (len(again.made), again.skipped) == (0, 14)


def test_one_wrong_row_keeps_all_from_being_made(bare: Flask) -> None:
    province_is_there(bare)
    rows = [Planned("2", "长沙站", None, "430100", JOINT), Planned("3", "", None, "430200", JOINT)]
    with pytest.raises(Refused), Technician(bare):
        operations.establish_planned(rows)
    with Technician(bare):
        assert [node.name for node in tree().values()] == ["湖南总站"]


def test_a_locked_year_keeps_organizations_out(bare: Flask) -> None:
    with pytest.raises(Refused) as told, Technician(bare):
        operations.establish_planned([PROVINCE], day=clock.today() + dt.timedelta(days=1))
    assert [error.field for error in told.value.errors] == ["day"]


def test_of_two_administrators_one_makes_the_province(bare: Flask) -> None:
    def act(name: str) -> Any:
        def found(wait: Any) -> str:
            wait()
            try:
                with Technician(bare):
                    operations.establish_planned([Planned("", name, None, "430000", JOINT)])
            except Refused as told:
                return told.errors[0].message
            return "made"

        return found

    assert sorted(together([act("甲总站"), act("乙总站")])) == ["made", "省级机构只能有一个"]
    with Technician(bare):
        assert len(tree()) == 1


def test_of_two_who_make_a_level_one_makes_it(bare: Flask) -> None:
    province_is_there(bare)
    with Technician(bare):
        rows = of_level(Level.PREFECTURE)

    def act(wait: Any) -> int:
        wait()
        with Technician(bare):
            return len(operations.establish_planned(rows).made)

    assert sorted(together([act, act])) == [0, 14]
    with Technician(bare):
        assert len(tree()) == 15


# --- many -----------------------------------------------------------------------------------


def many(count: int) -> list[Planned]:
    """So many organizations, spread over the counties."""
    codes = [place.code for place in divisions().values() if place.level == "county"]
    return [Planned(str(n), f"第{n}站", None, codes[n % len(codes)], JOINT) for n in range(count)]


def test_four_thousand_organizations_at_once(bare: Flask, record_property: Any) -> None:
    province_is_there(bare)
    began = time.monotonic()
    with Technician(bare):
        assert len(operations.establish_planned(many(4_000)).made) == 4_000
    record_property("seconds", round(time.monotonic() - began, 1))
    with Technician(bare):
        assert len(tree()) == 4_001
        assert len({node.id for node in tree().values()}) == 4_001
        assert db.session.scalar(select(func.count(OrganizationVersion.id))) == 4_001


def test_more_organizations_cost_no_more_statements(bare: Flask) -> None:
    province_is_there(bare)

    def counted(rows: list[Planned]) -> int:
        with Technician(bare):
            divisions()
            with statements() as asked:
                operations.establish_planned(rows)
            # SQLite takes new rows one by one.
            return sum(not one.startswith("INSERT INTO organization") for one in asked)

    with Technician(bare):
        rows = many(130)
    counted(rows[:2])
    assert counted(rows[10:130]) <= counted(rows[2:10])


def test_a_hundredth_organization_of_a_division_is_refused(bare: Flask) -> None:
    province_is_there(bare)
    rows = [Planned(str(n), f"第{n}站", None, "430102", JOINT) for n in range(100)]
    with pytest.raises(Refused) as told, Technician(bare):
        operations.establish_planned(rows)
    assert told.value.errors[0].code == "RO12"
    with Technician(bare):
        assert len(operations.establish_planned(rows[:99]).made) == 99


# --- accounts -------------------------------------------------------------------------------


def first_of(app: Flask, name: str = "admin_one") -> NewAccount:
    with Technician(app):
        (node,) = tree().values()
        return NewAccount(name, "总站管理员", node.id, (Role.PROVINCE_ADMIN,), str(node.id))


def test_of_two_who_make_the_first_account_one_is_told(bare: Flask) -> None:
    province_is_there(bare)
    wanted = first_of(bare)

    def act(name: str) -> Any:
        def made(wait: Any) -> str:
            try:
                with Technician(bare):
                    passwords = accounts.issue(1)
                    wait()
                    operations.open_first_accounts([NewAccount(name, *_rest(wanted))], passwords)
            except Conflict as told:
                return str(told)
            return "made"

        return made

    told = sorted(together([act("admin_one"), act("admin_two")]))
    assert told == ["made", "他人刚刚建立了其中的账号，请核对后重新提交"]
    with Technician(bare):
        assert queries.organizations_without_admin() == []


SYSTEM, SECURITY, AUDIT = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR
ADMINISTRATOR = Role.PROVINCE_ADMIN


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        pytest.param([AUDIT], [AUDIT], id="a second auditor in an organization without one"),
        pytest.param([ADMINISTRATOR], [ADMINISTRATOR], id="a second administrator"),
        pytest.param([], [AUDIT, AUDIT], id="two auditors at once"),
        pytest.param([], [ADMINISTRATOR, ADMINISTRATOR], id="two administrators at once"),
        pytest.param([AUDIT], [SYSTEM, AUDIT], id="a vacant office and one that is held"),
    ],
)
def test_nobody_is_made_where_somebody_is(
    bare: Flask, there: list[Role], wanted: list[Role]
) -> None:
    province_is_there(bare)
    place = first_of(bare).organization_id

    def of(roles: list[Role], start: str) -> list[NewAccount]:
        named = [(f"{start}_{number}", role) for number, role in enumerate(roles)]
        return [NewAccount(name, "某人", place, (role,), name) for name, role in named]

    with Technician(bare):
        operations.open_first_accounts(of(there, "there"), accounts.issue(len(there)))
    with pytest.raises(Conflict), Technician(bare):
        operations.open_first_accounts(of(wanted, "more"), accounts.issue(len(wanted)))
    with Technician(bare):
        told = operations.open_first_accounts(of([SECURITY], "last"), accounts.issue(1))
        assert [one.user.username for one in told] == ["last_0"]


def _rest(one: NewAccount) -> tuple[Any, ...]:
    return one.person, one.organization_id, one.roles, one.key


def test_who_has_changed_the_password_is_reset_no_more(bare: Flask) -> None:
    province_is_there(bare)
    wanted = first_of(bare)
    with Technician(bare):
        (issued,) = operations.open_first_accounts([wanted], accounts.issue(1))
        user_id = issued.user.id
    with Technician(bare):
        assert len(operations.reset_passwords([user_id], accounts.issue(1))) == 1
    with Technician(bare):
        db.session.get_one(User, user_id).must_change_password = False
    with pytest.raises(Conflict), Technician(bare):
        operations.reset_passwords([user_id], accounts.issue(1))


def test_a_step_is_settled_once(bare: Flask) -> None:
    for name in ("一", "二"):
        with Technician(bare):
            operations.settle("year", actor=Actor(None, name, None))
    with Technician(bare):
        assert queries.settled() == {"year": "一"}
        kinds = select(func.count()).where(AuditEntry.object_type == "setup_step")
        assert db.session.scalar(kinds) == 1
