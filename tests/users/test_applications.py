"""用户申请 below the pages: whom it may be about, what comes of it, and who decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access.passwords import is_right
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import User
from app.personnel import operations as people
from app.personnel.models import Person
from app.users import operations
from app.users.choices import ApplicationState as State
from app.users.models import AccountApplication
from app.users.workflows import ACCOUNT
from app.workflow import engine, todos
from tests.support.acting import As
from tests.support.together import Wait, together

from .acts import TIANYUAN, decide, file, on_user, set_parameter, staff, typed, user

OPINION = "请补充本机构审批材料"


def words(raised: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [error.message for error in raised.value.errors]


def state(app: Flask, number: int) -> State:
    with app.app_context(), unscoped("look"):
        found = db.session.get_one(AccountApplication, number).state
        db.session.remove()
        return found


def waiting(app: Flask, who: str) -> int:
    """How many applications wait for somebody."""
    with As(app, who) as actor:
        return sum(one.count for one in todos.waiting_for(actor, limit=50, among=(ACCOUNT,)))


def test_an_account_comes_about_with_its_person_and_a_password_for_once(app: Flask) -> None:
    person = staff(app)
    (number,) = file(app, person)
    assert state(app, number) is State.FILED
    (password,) = decide(app, "sys_admin", number, "approve")
    made = user(app, f"tang_{person}")
    assert made.person_id == person
    assert [role.name for role in made.roles] == ["县级经办"]
    assert made.must_change_password
    with app.app_context():
        assert is_right(made.password, password)
    assert state(app, number) is State.APPROVED


def test_only_the_system_administrator_decides(app: Flask) -> None:
    (number,) = file(app, staff(app))
    for who in ("yl_admin", "cs_admin", "hn_admin", "sec_admin", "auditor"):
        with pytest.raises(Refused) as refused:
            decide(app, who, number, "approve")
        assert words(refused) == ["您不能办理此步骤"]


def test_the_province_decides_where_the_three_officers_are_one(app: Flask) -> None:
    (number,) = file(app, staff(app))
    assert waiting(app, "hn_admin") == 0
    set_parameter(app, "three_admins", value=False)
    assert waiting(app, "hn_admin") == 1
    assert decide(app, "hn_admin", number, "approve")
    # Four eyes: the province's own application is not for who filed it.
    (own,) = file(app, staff(app, organization_id=1), by="hn_admin", roles=["省级审核"])
    with pytest.raises(Refused):
        decide(app, "hn_admin", own, "approve")


def test_what_was_sent_back_is_corrected_under_its_number(app: Flask) -> None:
    person = staff(app)
    (number,) = file(app, person)
    with pytest.raises(Refused) as refused:
        decide(app, "sys_admin", number, "return", "不行")
    assert words(refused) == ["意见不能少于 5 个字"]
    decide(app, "sys_admin", number, "return", OPINION)
    assert state(app, number) is State.RETURNED
    assert waiting(app, "yl_admin") == 1
    with As(app, "yl_admin") as actor:
        item = db.session.get_one(AccountApplication, number)
        operations.correct_application(item, typed(username="tang_new"), actor)
        engine.fire(ACCOUNT, item, "file", actor=actor)
    decide(app, "sys_admin", number, "approve")
    assert user(app, "tang_new").person_id == person


def test_nobody_is_applied_for_twice_nor_with_an_account(app: Flask) -> None:
    person = staff(app)
    (number,) = file(app, person)
    with pytest.raises(Refused) as refused:
        file(app, person, username="another1")
    assert "有未审核的用户申请（YH-" in words(refused)[0]
    decide(app, "sys_admin", number, "approve")
    with pytest.raises(Refused) as refused:
        file(app, person, username="another1")
    assert f"已有账号 tang_{person}" in words(refused)[0]


def test_everything_wrong_is_told_in_one_round(app: Flask) -> None:
    with pytest.raises(Refused) as refused:
        file(app, staff(app), username="a-b", email="nobody", roles=["市州级经办"])
    assert {error.field.rpartition("-")[2] for error in refused.value.errors} == {
        "username",
        "email",
        "roles",
    }
    for taken in ("yl_clerk", "YL_CLERK"):
        with pytest.raises(Refused) as refused:
            file(app, staff(app), username=taken)
        assert "已存在" in words(refused)[0]


def test_people_of_another_roster_are_nobodys_to_apply_for(app: Flask) -> None:
    with pytest.raises(Refused) as refused:
        file(app, staff(app, organization_id=TIANYUAN))
    assert "该人员已不在本机构在职" in words(refused)[0]


def test_two_of_one_form_are_not_given_one_name(app: Flask) -> None:
    some = [staff(app, name=name) for name in ("赵甲", "钱乙")]
    with pytest.raises(Refused) as refused:
        file(app, *some, username="samename")
    assert "登录账号 samename 重复" in words(refused)[0]
    with app.app_context(), unscoped("nothing half-written"):
        assert db.session.scalar(select(func.count(AccountApplication.id))) == 0


def test_who_has_gone_or_been_given_an_account_meanwhile_gets_none(app: Flask) -> None:
    person = staff(app)
    (number,) = file(app, person)
    with app.app_context(), unscoped("an account from elsewhere"):
        held = db.session.scalars(select(User).where(User.username == "yl_leader")).one()
        held.person_id = person
        db.session.commit()
    with pytest.raises(Refused) as refused:
        decide(app, "sys_admin", number, "approve")
    assert words(refused) == ["该人员已有账号 yl_leader，请退回申请"]
    assert state(app, number) is State.FILED


def test_an_application_that_runs_keeps_somebody_on_the_roster(app: Flask) -> None:
    person = staff(app)
    (number,) = file(app, person)
    with As(app, "yl_admin"):
        held = people.standing_refusals(db.session.get_one(Person, person))
    assert any("有未审核的用户申请" in one for one in held)
    with As(app, "yl_admin") as actor:
        operations.remove_application(db.session.get_one(AccountApplication, number), actor)
    with As(app, "yl_admin"):
        assert not people.standing_refusals(db.session.get_one(Person, person))
    file(app, person, username="again_01")


@pytest.mark.both_databases
def test_two_who_decide_at_once_make_one_account(app: Flask) -> None:
    person = staff(app)
    (number,) = file(app, person)

    def approve(wait: Wait) -> str:
        wait()
        try:
            decide(app, "sys_admin", number, "approve")
        except Conflict:
            return "late"
        return "first"

    assert sorted(together([approve] * 4)) == ["first", "late", "late", "late"]
    with app.app_context(), unscoped("look"):
        assert db.session.scalar(select(func.count(User.id)).where(User.person_id == person)) == 1


@pytest.mark.both_databases
def test_two_who_apply_at_once_make_one_application(app: Flask) -> None:
    person = staff(app)

    def applying(place: int) -> Callable[[Wait], str]:
        def apply(wait: Wait) -> str:
            wait()
            try:
                file(app, person, username=f"racer_{place}")
            except Refused:
                return "refused"
            return "filed"

        return apply

    outcomes = together([applying(place) for place in range(4)])
    assert sorted(outcomes) == ["filed", "refused", "refused", "refused"]


def test_a_closed_account_may_be_applied_for_anew(app: Flask) -> None:
    person = staff(app)
    (number,) = file(app, person)
    decide(app, "sys_admin", number, "approve")
    on_user(app, "sys_admin", f"tang_{person}", operations.disable)
    file(app, person, username="second_1")
