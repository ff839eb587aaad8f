"""用户管理 below the pages: who may be closed, what ends with it, who is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import User
from app.personnel import operations as people
from app.personnel.models import Person
from app.users import operations
from tests.support.acting import As
from tests.support.together import Wait, together

from .acts import on_user, staff, user


def words(raised: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [error.message for error in raised.value.errors]


def test_a_live_session_of_a_closed_account_ends_with_its_next_request(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    clerk = sign_in("yl_clerk")
    assert clerk.get("/").status_code == 200
    on_user(app, "yl_admin", "yl_clerk", operations.disable)
    assert clerk.get("/").status_code == 302
    on_user(app, "yl_admin", "yl_clerk", operations.enable)
    # The former sign-in does not come back with the account.
    assert clerk.get("/").status_code == 302
    assert user(app, "yl_clerk").active


def test_nobody_closes_the_own_account(app: Flask) -> None:
    with pytest.raises(Refused) as refused:
        on_user(app, "sys_admin", "sys_admin", operations.disable)
    assert words(refused) == ["不能禁用自己的账号"]


@pytest.mark.parametrize(
    ("by", "whom", "role"),
    [
        ("cs_admin", "yl_admin", "县级管理员"),
        ("sys_admin", "cs_admin", "市州级管理员"),
        ("sys_admin", "sec_admin", "安全管理员"),
    ],
)
def test_the_last_administrator_stays(app: Flask, by: str, whom: str, role: str) -> None:
    with pytest.raises(Refused) as refused:
        on_user(app, by, whom, operations.disable)
    assert words(refused) == [f"该账号是最后一个启用的{role}，不能禁用"]
    assert user(app, whom).active


@pytest.mark.both_databases
def test_two_last_administrators_do_not_close_each_other(app: Flask) -> None:
    with app.app_context(), unscoped("a second administrator"):
        other = db.session.scalars(select(User).where(User.username == "yl_leader")).one()
        first = db.session.scalars(select(User).where(User.username == "yl_admin")).one()
        other.roles = [*other.roles, *first.roles]
        db.session.commit()

    def closing(by: str, whom: str) -> Callable[[Wait], str]:
        def close(wait: Wait) -> str:
            wait()
            try:
                on_user(app, by, whom, operations.disable)
            except Refused:
                return "refused"
            return "closed"

        return close

    acts = [closing("yl_admin", "yl_leader"), closing("yl_leader", "yl_admin")]
    assert sorted(together(acts)) == ["closed", "refused"]
    assert user(app, "yl_admin").active != user(app, "yl_leader").active


def test_a_new_password_ends_every_sign_in_and_is_not_for_oneself(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    from app.core.access import accounts

    clerk = sign_in("yl_clerk")
    with app.app_context():
        (password,) = accounts.issue(1)
    before = user(app, "yl_clerk").password
    on_user(app, "sys_admin", "yl_clerk", operations.reset_password, password)
    after = user(app, "yl_clerk")
    assert after.password != before
    assert after.must_change_password
    assert clerk.get("/").status_code == 302
    with pytest.raises(Refused):
        on_user(app, "sys_admin", "sys_admin", operations.reset_password, password)


def test_roles_fit_the_level_and_the_last_administrator_keeps_the_own(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    clerk = sign_in("yl_clerk")
    values = {"roles": ["县级领导", "县级经办"], "email": "xiang@example.com"}
    on_user(app, "sys_admin", "yl_clerk", operations.change_account, values)
    changed = user(app, "yl_clerk")
    assert sorted(role.name for role in changed.roles) == ["县级经办", "县级领导"]
    assert changed.email == "xiang@example.com"
    # Rights are others now, so one signs in anew.
    assert clerk.get("/").status_code == 302
    for whom, roles, said in (
        ("yl_clerk", ["市州级经办"], "市州级经办不是县级机构的角色"),
        ("yl_admin", ["县级经办"], "该账号是最后一个启用的县级管理员，不能取消此角色"),
        ("sys_admin", ["安全管理员"], "不能减少自己的角色"),
    ):
        with pytest.raises(Refused) as refused:
            on_user(
                app,
                "sys_admin",
                whom,
                operations.change_account,
                {"roles": roles, "email": "xiang@example.com" if whom == "yl_clerk" else None},
            )
        assert words(refused) == [said]


def test_who_leaves_a_roster_has_no_account_any_more(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    number = staff(app, name="湘致远")
    with app.app_context(), unscoped("the account of a person"):
        held = db.session.scalars(select(User).where(User.username == "yl_clerk")).one()
        held.person_id = number
        db.session.commit()
    clerk = sign_in("yl_clerk")
    with As(app, "yl_admin"):
        person = db.session.get_one(Person, number)
        people.leave(person, {"left_on": clock.today(), "left_reason": "resigned"})
    assert not user(app, "yl_clerk").active
    assert clerk.get("/").status_code == 302
    with pytest.raises(Refused) as refused:
        on_user(app, "sys_admin", "yl_clerk", operations.enable)
    assert words(refused) == ["对应的工作人员已不在该机构在职，不能启用账号"]


def test_who_moves_to_another_roster_has_no_account_any_more(app: Flask) -> None:
    number = staff(app, name="湘致远")
    with app.app_context(), unscoped("a move"):
        held = db.session.scalars(select(User).where(User.username == "yl_clerk")).one()
        held.person_id = number
        db.session.commit()
        people.move_person(db.session.get_one(Person, number), 6, on=clock.today())
        db.session.commit()
    assert not user(app, "yl_clerk").active


# --- the pages ------------------------------------------------------------------------------


def test_the_list_shows_state_and_last_sign_in_of_those_in_reach(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    admin = sign_in("cs_admin")
    page = admin.get("/users/list/").get_data(as_text=True)
    for name in ("cs_admin", "yl_clerk", "ly_clerk"):
        assert name in page
    for name in ("zz_admin", "ty_clerk", "hn_admin", "technician"):
        assert name not in page
    assert "technician" not in sign_in("sys_admin").get("/users/list/").get_data(as_text=True)


def test_locked_accounts_are_found_and_unlocked(app: Flask, sign_in, client) -> None:  # type: ignore[no-untyped-def]
    from app.core.access import sign_in as rules

    with app.app_context():
        for _number in range(5):
            attempt = rules.begin_attempt("YL_clerk", "10.0.0.9")
            assert attempt is not None
            rules.settle_attempt(attempt, right=False)
    admin = sign_in("cs_admin")
    found = admin.get("/users/list/?_flt_0_state=locked").get_data(as_text=True)
    assert "yl_clerk" in found
    assert "yl_leader" not in found
    number = user(app, "yl_clerk").id
    assert admin.post(f"/users/unlock/{number}").status_code == 303
    admin.get("/users/list/")
    assert "yl_clerk" not in admin.get("/users/list/?_flt_0_state=locked").get_data(as_text=True)


def test_accounts_that_nobody_uses_are_found(app: Flask, sign_in, at) -> None:  # type: ignore[no-untyped-def]
    admin = sign_in("cs_admin")
    address = "/users/list/?_flt_0_is_unused=y"
    with app.app_context(), unscoped("old accounts"):
        old = clock.now() - dt.timedelta(days=91)
        for name in ("yl_clerk", "yl_leader", "cs_clerk"):
            found = db.session.scalars(select(User).where(User.username == name)).one()
            found.opened_at = old
            found.signed_in_at = clock.now() if name == "yl_leader" else None
            found.active = name != "cs_clerk"
        db.session.commit()
    page = admin.get(address).get_data(as_text=True)
    assert "yl_clerk" in page
    assert "yl_leader" not in page
    assert "cs_clerk" not in page


def test_who_is_online_is_shown_and_can_be_signed_out(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    clerk, admin = sign_in("yl_clerk"), sign_in("yl_admin")
    assert clerk.get("/").status_code == 200
    page = admin.get("/users/online/list/").get_data(as_text=True)
    assert "yl_clerk" in page
    assert "yl_leader" not in page
    assert admin.post(f"/users/online/end/{user(app, 'yl_clerk').id}").status_code == 303
    assert clerk.get("/").status_code == 302
    assert admin.post(f"/users/online/end/{user(app, 'yl_clerk').id}").status_code == 404


def test_nobody_takes_the_account_of_another_officer_over(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    from app.core.access import accounts

    with app.app_context():
        (password,) = accounts.issue(1)
    said = ["系统管理员、安全管理员、审计员的账号由技术管理员维护"]
    for act, more in (
        (operations.reset_password, [password]),
        (operations.reset_factor, []),
        (operations.change_account, [{"roles": ["省级审核"], "email": None}]),
    ):
        with pytest.raises(Refused) as refused:
            on_user(app, "sys_admin", "sec_admin", act, *more)
        assert words(refused) == said
    change = {"roles": ["安全管理员"], "email": None}
    with pytest.raises(Refused) as refused:
        on_user(app, "sys_admin", "hn_review", operations.change_account, change)
    assert words(refused) == said
    page = sign_in("sys_admin").get("/users/list/").get_data(as_text=True)
    numbers = {name: user(app, name).id for name in ("sec_admin", "cs_clerk")}
    assert f"/users/reset/{numbers['cs_clerk']}" in page
    assert f"/users/reset/{numbers['sec_admin']}" not in page
    on_user(app, "technician", "sec_admin", operations.reset_password, password)
