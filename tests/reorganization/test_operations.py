"""What becomes of the tree, of people and of past years when organizations change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import OrganizationKind, OrganizationStatus
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused, Unconfirmed
from app.core.models import Organization, OrganizationVersion, SupervisionLink, User
from app.core.tree.organization_tree import subtree, tree
from app.personnel.models import ON_ROSTER, Certificate, Person
from app.personnel.queries import staff_structure
from app.reorganization import operations, queries
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.together import together

pytestmark = pytest.mark.both_databases

PROVINCE, CHANGSHA, ZHUZHOU, YUELU, TIANYUAN, LIUYANG = range(1, 7)
YEAR = clock.year()
DAY = dt.date(YEAR, 3, 1)
BEFORE = dt.date(YEAR - 1, 12, 31)
JOINT = OrganizationKind.JOINT


def one(number: int) -> Organization:
    return db.session.get_one(Organization, number)


def standing(number: int, **changes: Any) -> dict[str, Any]:
    """What the form of an organization holds as it is opened, and what is typed."""
    now = one(number)
    kept = ("name", "short_name", "division_code", "kind", "parent")
    values = {name: getattr(now, name) for name in kept}
    return values | {"day": DAY, "confirmed": "", "stamp": queries.stamp_of(now)} | changes


def agreed(operation: Any, number: int, **changes: Any) -> tuple[Any, tuple[str, ...]]:
    """Do it the way a form does: asked what follows, and agreed to."""
    values = standing(number, **changes)
    try:
        return operation(one(number), values), ()
    except Unconfirmed as asked:
        db.session.rollback()
        values = standing(number, **changes)
        return operation(one(number), values | {"confirmed": asked.stamp}), asked.lines


def refusals(operation: Any, number: int, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        agreed(operation, number, **changes)
    db.session.rollback()
    return [(error.field, error.message) for error in refused.value.errors]


def test_a_new_organization_has_a_code_a_place_and_no_past(app: Flask) -> None:
    with As(app, "sys_admin"):
        begun = operations.establish(
            {
                "name": "长沙市望城区建设工程质量安全监督站",
                "short_name": "望城站",
                "division_code": "430112",
                "kind": JOINT,
                "parent": one(CHANGSHA),
                "day": DAY,
            }
        )
        number, code, path = begun.id, begun.code, begun.path
    assert (code, path) == ("43011201", f"/1/2/{number}/")
    with app.app_context():
        assert number in subtree(CHANGSHA)
        assert number not in tree(DAY - dt.timedelta(days=1))
        assert tree(DAY)[number].prefecture_code == "430100"


def test_whoever_lies_below_moves_along_and_the_past_does_not(app: Flask) -> None:
    with As(app, "sys_admin"):
        _moved, lines = agreed(operations.alter, YUELU, parent=one(ZHUZHOU), division_code="430202")
        assert [one.partition("：")[0] for one in lines] == ["所在行政区划", "上级机构"]
    with As(app, "sys_admin"):
        _moved, lines = agreed(operations.alter, ZHUZHOU, parent=one(PROVINCE), name="株洲中心")
    with app.app_context(), unscoped("look"):
        paths = dict(db.session.execute(select(Organization.id, Organization.path)).all())
        assert (paths[YUELU], paths[TIANYUAN]) == ("/1/3/4/", "/1/3/5/")
        assert set(subtree(ZHUZHOU)) == {ZHUZHOU, YUELU, TIANYUAN}
        assert YUELU in subtree(CHANGSHA, BEFORE)
        assert tree(BEFORE)[ZHUZHOU].name == "株洲市建设工程质量安全监督站"
        assert tree()[ZHUZHOU].name == "株洲中心"


def test_a_place_that_makes_no_tree_is_refused_with_words(app: Flask) -> None:
    with As(app, "sys_admin"):
        assert refusals(operations.alter, CHANGSHA, parent=one(YUELU)) == [
            ("parent", "上级机构应为更高级别的机构，市州级机构不能隶属于它"),
            ("parent", "不能隶属于本机构或本机构的下级"),
        ]
        assert refusals(operations.alter, YUELU, parent=None) == [("parent", "请选择上级机构")]
        assert refusals(operations.alter, YUELU, name=one(TIANYUAN).name) == [
            ("name", "机构名称已被其他机构使用")
        ]
        faults = refusals(operations.alter, YUELU, division_code="430000", parent=None)
        assert faults == [("division_code", "省级机构只能有一个")]


def test_the_day_lies_after_the_last_change_and_not_ahead(app: Flask) -> None:
    with As(app, "sys_admin"):
        agreed(operations.alter, YUELU, name="岳麓新站")
    with As(app, "sys_admin"):
        tomorrow = clock.today() + dt.timedelta(days=1)
        assert refusals(operations.alter, YUELU, name="x", day=tomorrow) == [
            ("day", "生效日期不能晚于今天")
        ]
        earlier = DAY - dt.timedelta(days=1)
        assert refusals(operations.alter, YUELU, name="x", day=earlier) == [
            ("day", f"生效日期不能早于该机构上一次变更的日期（{DAY}）")
        ]


def test_a_form_opened_before_somebody_else_s_change_is_a_conflict(app: Flask) -> None:
    with As(app, "sys_admin"):
        opened = standing(YUELU, short_name="岳麓站")
        agreed(operations.alter, YUELU, short_name="麓站")
    with As(app, "sys_admin"), pytest.raises(Conflict):
        operations.alter(one(YUELU), opened)


@pytest.fixture
def people(app: Flask) -> dict[str, int]:
    """Two at Liuyang, one certified, and one at Yuelu."""
    with As(app, "hn_admin"), unscoped("people of the test"):
        first = make_person(organization_id=LIUYANG, name="甲")
        make_certificate(first)
        second = make_person(organization_id=LIUYANG, name="乙")
        third = make_person(organization_id=YUELU, name="丙")
        return {one.name: one.id for one in (first, second, third)}


def roster(number: int) -> list[str]:
    own = (Person.organization_id == number, ON_ROSTER)
    return sorted(db.session.scalars(select(Person.name).where(*own)))


def test_who_takes_over_gets_people_certificates_and_users(
    app: Flask, people: dict[str, int]
) -> None:
    with app.app_context(), unscoped("before"):
        past = staff_structure(None, BEFORE)
    with As(app, "sys_admin"):
        _joined, lines = agreed(operations.join, LIUYANG, target=one(YUELU))
        assert lines == (
            f"“{one(LIUYANG).name}”并入“{one(YUELU).name}”",
            f"在职人员 2 人（含证书）移交“{one(YUELU).name}”",
            f"用户 1 个移交“{one(YUELU).name}”",
        )
    with app.app_context(), unscoped("after"):
        assert roster(YUELU) == ["丙", "乙", "甲"]
        assert roster(LIUYANG) == []
        assert staff_structure(None, BEFORE) == past
        assert staff_structure(None, clock.today())[YUELU]["certified"] == 1
        assert set(db.session.scalars(select(Certificate.organization_id))) == {YUELU}
        assert one(LIUYANG).status is OrganizationStatus.MERGED
        assert LIUYANG not in tree()
        assert LIUYANG in tree(BEFORE)
        user = db.session.scalars(select(User).where(User.username == "ly_clerk")).one()
        assert user.organization_id == YUELU


def test_who_takes_over_guides_what_was_guided(app: Flask) -> None:
    with app.app_context(), unscoped("a link"):
        db.session.add(SupervisionLink(organization_id=TIANYUAN, superior_id=CHANGSHA))
        db.session.commit()
        assert TIANYUAN in subtree(CHANGSHA)
    with As(app, "sys_admin"):
        _joined, lines = agreed(operations.join, CHANGSHA, target=one(ZHUZHOU))
        assert f"业务指导的机构 1 个移交“{one(ZHUZHOU).name}”" in lines
    with app.app_context(), unscoped("after"):
        assert {YUELU, LIUYANG, TIANYUAN} <= set(subtree(ZHUZHOU))
        # Who saw what in a past year sees it there still.
        assert TIANYUAN in subtree(CHANGSHA, BEFORE)


def test_who_cannot_take_over_is_refused(app: Flask) -> None:
    with As(app, "sys_admin"):
        assert refusals(operations.join, CHANGSHA, target=one(YUELU)) == [
            ("target", "不能并入本机构或本机构的下级")
        ]
        assert refusals(operations.join, YUELU, target=one(ZHUZHOU)) == [
            ("target", "只能并入同级机构（县级）")
        ]
        assert refusals(operations.join, YUELU, target=one(YUELU)) == [
            ("target", "不能并入本机构或本机构的下级")
        ]


def test_organizations_below_go_to_whoever_takes_over(app: Flask) -> None:
    with As(app, "sys_admin"):
        agreed(operations.join, CHANGSHA, target=one(ZHUZHOU))
    with app.app_context():
        assert set(subtree(ZHUZHOU)) == {ZHUZHOU, YUELU, TIANYUAN, LIUYANG}
        assert set(subtree(CHANGSHA, BEFORE)) == {CHANGSHA, YUELU, LIUYANG}


def test_one_becomes_two(app: Flask, people: dict[str, int]) -> None:
    with As(app, "sys_admin"):
        begun, lines = agreed(
            operations.part,
            LIUYANG,
            name="浏阳市建设工程安全监督站",
            kind=OrganizationKind.SAFETY,
            own_name="浏阳市建设工程质量监督站",
            own_kind=OrganizationKind.QUALITY,
            people=[str(people["甲"]), str(people["丙"])],
        )
        number = begun.id
        assert lines[0] == "新设“浏阳市建设工程安全监督站”，1 人随之转入"
    with app.app_context(), unscoped("after"):
        assert (roster(number), roster(LIUYANG), roster(YUELU)) == (["甲"], ["乙"], ["丙"])
        now = tree()
        assert (now[number].kind, now[LIUYANG].kind) == ("safety", "quality")
        assert now[number].parent_id == CHANGSHA
        assert tree(BEFORE)[LIUYANG].kind is JOINT


def test_it_closes_only_when_nobody_is_left_and_works_again_afterwards(
    app: Flask, people: dict[str, int]
) -> None:
    ending = {"status": OrganizationStatus.REVOKED}
    with As(app, "sys_admin"):
        words = {message for _field, message in refusals(operations.close, LIUYANG, **ending)}
        assert words == {
            "还有用户 1 个，请先调出或用【合并】移交",
            "还有在职人员 2 人（含证书），请先调出或用【合并】移交",
        }
        assert refusals(operations.close, CHANGSHA, **ending)[0] == (
            "",
            "还有 2 个下级机构，请先变更其上级机构",
        )
    with As(app, "sys_admin"), unscoped("they leave"):
        for person in db.session.scalars(select(Person).where(Person.organization_id == LIUYANG)):
            person.left_on, person.left_reason = DAY, "retired"
        db.session.scalars(select(User).where(User.username == "ly_clerk")).one().active = False
    with As(app, "sys_admin"):
        agreed(operations.close, LIUYANG, **ending)
    with app.app_context():
        assert LIUYANG not in tree()
    with As(app, "sys_admin"):
        agreed(operations.reopen, LIUYANG, day=clock.today())
    with app.app_context(), unscoped("look"):
        assert LIUYANG in tree()
        states = db.session.execute(
            select(OrganizationVersion.status, OrganizationVersion.valid_to)
            .where(OrganizationVersion.organization_id == LIUYANG)
            .order_by(OrganizationVersion.valid_from)
        ).all()
        assert [tuple(one) for one in states] == [
            (OrganizationStatus.ACTIVE, DAY),
            (OrganizationStatus.REVOKED, clock.today()),
            (OrganizationStatus.ACTIVE, None),
        ]


def test_what_is_closed_is_not_changed_and_what_is_open_not_reopened(app: Flask) -> None:
    with As(app, "sys_admin"):
        agreed(operations.join, LIUYANG, target=one(YUELU))
    closed = ("", "该机构已停止运行，不能再变更")
    with As(app, "sys_admin"):
        assert refusals(operations.alter, LIUYANG, name="x") == [closed]
        assert refusals(operations.join, LIUYANG, target=one(TIANYUAN)) == [closed]
        assert refusals(operations.close, LIUYANG, status=OrganizationStatus.REVOKED) == [closed]
        parts = {"own_name": "x", "own_kind": JOINT, "people": []}
        assert refusals(operations.part, LIUYANG, **parts) == [closed]
        assert refusals(operations.reopen, YUELU) == [("", "该机构正在运行，无需恢复")]


def test_a_change_of_level_is_refused(app: Flask) -> None:
    with As(app, "sys_admin"):
        assert refusals(operations.alter, CHANGSHA, division_code="430104") == [
            ("division_code", "变更不能改变机构级别（市州级）")
        ]


def test_two_who_move_two_below_each_other_make_no_circle(app: Flask) -> None:
    """Two counties are joined with each other at one moment: one of the two is refused."""

    def joining(source: int, target: int) -> Any:
        def act(ready: Any) -> str:
            with app.app_context():
                ready()
            try:
                with As(app, "sys_admin"):
                    agreed(operations.join, source, target=one(target))
            except Refused as refused:
                return refused.errors[0].message
            except Conflict:
                return "conflict"
            return "done"

        return act

    told = together([joining(YUELU, LIUYANG), joining(LIUYANG, YUELU)])
    assert told.count("done") == 1, told
    assert set(told) - {"done"} <= {"conflict", "并入的机构已停止运行，请选择其他机构"}
    with app.app_context():
        assert len({YUELU, LIUYANG} & set(tree())) == 1
