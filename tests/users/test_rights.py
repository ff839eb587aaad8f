"""权限申请 below the pages: what is asked, what changes at once, what ends by itself (V39)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.bundles import grants_of
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import PermissionBundle, User
from app.core.screens.form_set import Member
from app.long_form.sent_records import SentRecord
from app.users import operations
from app.users.choices import RightKind
from app.users.models import RightApplication
from app.users.workflows import GRANTING
from app.workflow import engine
from tests.support.acting import As
from tests.support.statements import statements
from tests.support.together import Wait, together

from .acts import on_user, set_parameter, user

PAGE = "/users/rights/list/"


def bundle(app: Flask, key: str) -> str:
    """The id of a bundle, as a form sends it."""
    with app.app_context():
        found = select(PermissionBundle.id).where(PermissionBundle.key == key)
        return str(db.session.scalars(found).one())


def file(
    app: Flask,
    username: str,
    kind: RightKind,
    *bundles: str,
    by: str = "yl_admin",
    until: dt.date | None = None,
) -> int:
    """An application filed by an administrator; its id."""
    values: dict[str, Any] = {"reason": "工作需要", "until": until}
    values["bundles"] = [bundle(app, key) for key in bundles]
    number = user(app, username).id
    with As(app, by) as actor:
        entry = SentRecord(Member(str(number), username), values)
        rows = operations.begin_right_applications(kind, [entry], actor)
        engine.begin_each(GRANTING, rows, actor=actor)
        engine.fire(GRANTING, rows[0], "file", actor=actor)
        return rows[0].id


def decide(app: Flask, who: str, number: int, move: str = "approve", opinion: str = "") -> None:
    with As(app, who) as actor:
        item = db.session.get_one(RightApplication, number)
        engine.fire(GRANTING, item, move, actor=actor, opinion=opinion)


def held(app: Flask, username: str) -> dict[str, dt.date | None]:
    """What somebody holds beside the roles: key of the bundle → last day."""
    number = user(app, username).id
    with app.app_context():
        return {one.bundle.key: one.expires_on for one in grants_of([number])[number]}


def words(raised: pytest.ExceptionInfo[Refused]) -> str:
    return "".join(error.message for error in raised.value.errors)


def granted(app: Flask, *bundles: str, until: dt.date | None = None) -> None:
    decide(app, "sec_admin", file(app, "yl_clerk", RightKind.GRANT, *bundles, until=until))


def test_rights_are_in_force_at_the_next_request_of_a_live_session(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    clerk = sign_in("yl_clerk")
    assert clerk.get(PAGE).status_code == 403
    granted(app, "right_applications")
    assert held(app, "yl_clerk") == {"right_applications": None}
    assert clerk.get(PAGE).status_code == 200
    decide(app, "sec_admin", file(app, "yl_clerk", RightKind.REMOVE))
    assert held(app, "yl_clerk") == {}
    assert clerk.get(PAGE).status_code == 403
    # What the role gives stays.
    assert clerk.get("/organizations/profile/").status_code != 403


def test_a_change_replaces_the_set(app: Flask) -> None:
    granted(app, "right_applications", "account_applications")
    until = clock.today() + dt.timedelta(days=30)
    decide(
        app,
        "sec_admin",
        file(app, "yl_clerk", RightKind.CHANGE, "account_applications", until=until),
    )
    assert held(app, "yl_clerk") == {"account_applications": until}


def test_rights_end_with_their_last_day(app: Flask, sign_in, at) -> None:  # type: ignore[no-untyped-def]
    until = clock.today() + dt.timedelta(days=3)
    granted(app, "right_applications", until=until)
    at(f"{until} 10:00")
    assert sign_in("yl_clerk").get(PAGE).status_code == 200
    at(f"{until + dt.timedelta(days=1)} 10:00")
    assert sign_in("yl_clerk").get(PAGE).status_code == 403


def test_rights_end_with_the_account(app: Flask) -> None:
    granted(app, "right_applications")
    on_user(app, "sys_admin", "yl_clerk", operations.disable)
    on_user(app, "sys_admin", "yl_clerk", operations.enable)
    assert held(app, "yl_clerk") == {}


def test_only_the_security_administrator_decides(app: Flask) -> None:
    number = file(app, "yl_clerk", RightKind.GRANT, "right_applications")
    for who in ("yl_admin", "cs_admin", "hn_admin", "sys_admin", "auditor"):
        with pytest.raises(Refused):
            decide(app, who, number)
    set_parameter(app, "three_admins", value=False)
    decide(app, "hn_admin", number)
    assert held(app, "yl_clerk") == {"right_applications": None}


def test_what_may_be_asked_follows_from_what_was(app: Flask) -> None:
    for kind, said in (
        (RightKind.CHANGE, "该用户未申请过附加权限，请使用申请权限"),
        (RightKind.REMOVE, "该用户没有附加权限"),
    ):
        with pytest.raises(Refused) as refused:
            file(app, "yl_clerk", kind, "right_applications")
        assert said in words(refused)
    # What was sent back was no grant (ruling 9).
    number = file(app, "yl_clerk", RightKind.GRANT, "right_applications")
    with pytest.raises(Refused) as refused:
        file(app, "yl_clerk", RightKind.GRANT, "right_applications")
    assert "有未审核的权限申请" in words(refused)
    decide(app, "sec_admin", number, "return", "请补充审批材料")
    with As(app, "yl_admin") as actor:
        operations.remove_application(db.session.get_one(RightApplication, number), actor)
    granted(app, "right_applications")
    decide(app, "sec_admin", file(app, "yl_clerk", RightKind.REMOVE))
    with pytest.raises(Refused) as refused:
        file(app, "yl_clerk", RightKind.GRANT, "right_applications")
    assert "该用户已有附加权限，请使用变更权限" in words(refused)
    file(app, "yl_clerk", RightKind.CHANGE, "right_applications")


def test_what_was_ticked_is_looked_at(app: Flask) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    with pytest.raises(Refused) as refused:
        file(app, "yl_clerk", RightKind.GRANT, until=yesterday)
    assert {error.field.rpartition("-")[2] for error in refused.value.errors} == {
        "bundles",
        "until",
    }
    with pytest.raises(Refused) as refused:
        file(app, "yl_clerk", RightKind.GRANT, "certificate_papers")
    assert "所选权限不适用于本机构" in words(refused)
    granted(app, "right_applications")
    with pytest.raises(Refused) as refused:
        file(app, "yl_clerk", RightKind.CHANGE, "right_applications")
    assert "与当前附加权限相同" in words(refused)


def test_nobody_asks_for_another_organization_nor_for_officers(app: Flask) -> None:
    for by, whom in (("yl_admin", "ly_clerk"), ("cs_admin", "yl_clerk")):
        with pytest.raises(Refused) as refused:
            file(app, whom, RightKind.GRANT, "right_applications", by=by)
        assert "不属于本机构" in words(refused)
    with pytest.raises(Refused) as refused:
        file(app, "auditor", RightKind.GRANT, "right_applications", by="hn_admin")
    assert "不能申请附加权限" in words(refused)


def test_what_is_no_longer_offered_is_not_given(app: Flask) -> None:
    number = file(app, "yl_clerk", RightKind.GRANT, "right_applications")
    with app.app_context():
        db.session.get_one(
            PermissionBundle, int(bundle(app, "right_applications"))
        ).is_active = False
        db.session.commit()
    with pytest.raises(Refused) as refused:
        decide(app, "sec_admin", number)
    assert "已停用" in words(refused)
    assert held(app, "yl_clerk") == {}


def test_an_account_that_was_closed_meanwhile_gets_nothing(app: Flask) -> None:
    number = file(app, "yl_clerk", RightKind.GRANT, "right_applications")
    on_user(app, "sys_admin", "yl_clerk", operations.disable)
    with pytest.raises(Refused):
        decide(app, "sec_admin", number)


@pytest.mark.both_databases
def test_two_who_decide_at_once_grant_once(app: Flask) -> None:
    number = file(app, "yl_clerk", RightKind.GRANT, "right_applications")

    def approve(wait: Wait) -> str:
        wait()
        try:
            decide(app, "sec_admin", number)
        except Conflict:
            return "late"
        return "first"

    assert sorted(together([approve] * 4)) == ["first", "late", "late", "late"]
    assert held(app, "yl_clerk") == {"right_applications": None}


@pytest.mark.both_databases
def test_closing_an_account_and_granting_meet_without_rights_left(app: Flask) -> None:
    number = file(app, "yl_clerk", RightKind.GRANT, "right_applications")

    def act(what: Callable[[], Any]) -> Callable[[Wait], bool]:
        def go(wait: Wait) -> bool:
            wait()
            try:
                what()
            except Refused:
                return False
            return True

        return go

    def close() -> None:
        on_user(app, "sys_admin", "yl_clerk", operations.disable)

    together([act(lambda: decide(app, "sec_admin", number)), act(close)])
    with app.app_context(), unscoped("look"):
        assert not db.session.scalars(select(User).where(User.username == "yl_clerk")).one().active
    assert held(app, "yl_clerk") == {}


def test_who_would_file_and_decide_is_named_to_both(app: Flask, sign_in) -> None:  # type: ignore[no-untyped-def]
    number = file(app, "cs_leader", RightKind.GRANT, "induction_enrolments", by="cs_admin")
    for who in ("cs_admin", "sec_admin"):
        page = sign_in(who).get(f"/users/rights/show/{number}").get_data(as_text=True)
        assert "职责冲突" in page, who
        assert "新进人员培训报名：同时可以提交和市州审核通过" in page, who
    plain = file(app, "yl_clerk", RightKind.GRANT, "account_applications")
    page = sign_in("sec_admin").get(f"/users/rights/show/{plain}").get_data(as_text=True)
    assert "职责冲突" not in page


@pytest.mark.both_databases
def test_the_configuration_is_held_before_the_application(app: Flask) -> None:
    """As by whoever closes accounts or joins organizations, so that nobody waits crosswise."""
    number = file(app, "yl_clerk", RightKind.GRANT, "right_applications")
    with As(app, "sec_admin") as actor:
        item = db.session.get_one(RightApplication, number)
        with statements() as asked:
            engine.fire(GRANTING, item, "approve", actor=actor)
    assert "revision" in asked[0]
