"""Accounts and their one-time passwords: what is refused, what is kept, what must come first."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access import accounts
from app.core.access.accounts import NewAccount
from app.core.access.passwords import is_right
from app.core.access.roles import Role
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import AuditEntry, User, UserSession
from tests.support.acting import As
from tests.support.statements import statements
from tests.support.together import together

YUELU, PROVINCE = 4, 1
NEW = NewAccount("yl_new", "周岳麓", YUELU, (Role.COUNTY_CLERK,))


def make(app: Flask, *wanted: NewAccount, by: str = "sys_admin") -> list[str]:
    """The plain passwords of accounts that 系统管理员 makes."""
    with As(app, by):
        issued = accounts.create_accounts(wanted, accounts.issue(len(wanted)))
        return [one.password.plain for one in issued]


def stored(app: Flask, username: str) -> User:
    with app.app_context(), unscoped("look"):
        user = db.session.scalars(select(User).where(User.username == username)).one()
        assert user.roles
        assert user.organization
        db.session.expunge_all()
        db.session.remove()
    return user


def refused(app: Flask, *wanted: NewAccount) -> dict[str, str]:
    """What is said at which field; nothing is made."""
    with app.app_context(), unscoped("look"):
        before = db.session.scalar(select(func.count(User.id)))
        db.session.remove()
    with pytest.raises(Refused) as raised:
        make(app, *wanted)
    with app.app_context(), unscoped("look"):
        assert db.session.scalar(select(func.count(User.id))) == before
        db.session.remove()
    return {error.field: error.message for error in raised.value.errors}


@pytest.mark.both_databases
def test_an_account_begins_with_a_password_for_once(app):
    (password,) = make(app, NEW)
    user = stored(app, "yl_new")
    assert (user.organization_id, [role.name for role in user.roles]) == (YUELU, ["县级经办"])
    assert (user.get_full_name(), user.active, user.must_change_password) == ("周岳麓", True, True)
    left = user.password_expires_at - clock.now()
    assert 2.99 < left.total_seconds() / 86400 <= 3
    with app.app_context():
        assert is_right(user.password, password)
    assert password not in user.password


def test_the_password_stands_in_no_log_and_no_entry(app, caplog):
    caplog.set_level(logging.DEBUG)
    (password,) = make(app, NEW)
    with app.app_context(), unscoped("look"):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.user_name == "秦维新")).one()
        assert (entry.object_type, entry.action) == ("ab_user", "create")
        assert entry.changes["username"] == [None, "yl_new"]
        assert entry.changes["roles"] == [[], ["县级经办"]]
        assert entry.changes["password"] == [None, "****"]
        assert password not in str(entry.changes)
        db.session.remove()
    assert password not in caplog.text
    assert password not in repr(accounts.OneTimePassword(password, "h", clock.now()))


@pytest.mark.parametrize(
    "name", ["abc", "_abcd", "a" * 21, "zhang san", "张三丰老师", "ab-cd", "a.b@c", "abcd\n"]
)
def test_v07_names_that_will_not_do(app, name):
    with app.test_request_context():
        assert accounts.name_refusal(name)


@pytest.mark.parametrize("name", ["abcd", "13907310001", "A1_b", "0123456789_abcdefghi"])
def test_v07_names_that_will_do(app, name):
    with app.test_request_context():
        assert accounts.name_refusal(name) == ""


@pytest.mark.both_databases
def test_a_name_is_taken_whatever_its_case(app):
    make(app, NewAccount("Yl_New", "周岳麓", YUELU, (Role.COUNTY_CLERK,)))
    assert stored(app, "yl_new").username == "yl_new"
    said = refused(app, NewAccount("YL_NEW", "吴岳麓", YUELU, (Role.COUNTY_CLERK,), "7"))
    assert said == {"username-7": "登录账号 yl_new 已存在"}


def test_all_reasons_are_told_in_one_round(app):
    said = refused(
        app,
        NewAccount("yl", "", YUELU, (Role.COUNTY_CLERK,), "1"),
        NewAccount("yl_same", "郑一", YUELU, (Role.PREFECTURE_ADMIN,), "2"),
        NewAccount("YL_same", "郑二", 999, (Role.COUNTY_ADMIN,), "3"),
        NewAccount("yl_fine", "郑三", YUELU, (), "4"),
    )
    assert said == {
        "username-1": "登录账号为 4 至 20 位字母、数字或下划线，以字母或数字开头",
        "person-1": "请填写姓名",
        "roles-2": "市州级管理员不是县级机构的角色",
        "organization-3": "机构已停止运行，不能建立账号",
        "username-3": "登录账号 yl_same 重复",
        "roles-4": "请选择角色",
    }


def test_officers_hold_no_other_role(app):
    with app.test_request_context():
        both = (Role.SYSTEM_ADMIN, Role.PROVINCE_ADMIN)
        assert "不能兼任" in accounts.role_refusal(both, Level.PROVINCE)
        two = (Role.SYSTEM_ADMIN, Role.AUDITOR)
        assert "不能兼任" in accounts.role_refusal(two, Level.PROVINCE)
        together_ = (Role.PROVINCE_ADMIN, Role.PROVINCE_LEADER)
        assert accounts.role_refusal(together_, Level.PROVINCE) == ""


@pytest.mark.both_databases
def test_of_two_who_give_a_name_away_one_is_refused(app):
    def act(wait):
        with As(app, "sys_admin"):
            passwords = accounts.issue(1)
            wait()
            try:
                accounts.create_accounts([NEW], passwords)
            except Refused as told:
                return told.errors[0].message
            return "made"

    assert sorted(together([act, act])) == ["made", "登录账号 yl_new 已存在"]


def test_many_accounts_cost_no_statement_each(app):
    def counted(count: int, prefix: str) -> int:
        wanted = [
            NewAccount(f"{prefix}{n:04d}", "县管", YUELU, (Role.COUNTY_ADMIN,), str(n))
            for n in range(count)
        ]
        with As(app, "sys_admin"):
            passwords = accounts.issue(count)
            with statements() as asked:
                accounts.create_accounts(wanted, passwords)
        # SQLite takes new rows one by one.
        return sum(not one.startswith("INSERT INTO ab_user ") for one in asked)

    counted(2, "warm")
    assert counted(60, "some") == counted(20, "few_")


def test_a_reset_ends_the_former_password_and_every_sign_in(app, sign_in):
    sign_in("yl_clerk")
    former = stored(app, "yl_clerk").password
    with As(app, "sys_admin"):
        passwords = accounts.issue(1)
        user = db.session.scalars(select(User).where(User.username == "yl_clerk")).one()
        accounts.issue_again([user], passwords)
    user = stored(app, "yl_clerk")
    assert user.must_change_password
    assert user.password != former
    with app.app_context(), unscoped("look"):
        sessions = select(func.count()).select_from(UserSession)
        assert db.session.scalar(sessions.where(UserSession.user_id == user.id)) == 0
        db.session.remove()


# --- nothing else before the password is changed --------------------------------------------

PLACE = re.compile(r"<(?:any\((\w+)[^)]*\):)?[^<>]*>")
FREE = ("SignInView.", "PasswordView.", "ShellView.choose_language", "static", "health", "readyz")


def test_no_page_opens_before_the_password_is_changed(app):
    (password,) = make(app, NEW)
    client = app.test_client()
    client.post("/login/", data={"username": "yl_new", "password": password})
    wrong = []
    # What answers anybody answers these, too.
    free = (*FREE, *app.extensions["open_screens"])
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(free) or "static" in rule.endpoint:
            continue
        path = PLACE.sub(lambda place: place[1] or "1", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method)
            if (answer.status_code, answer.location) != (302, "/password/"):
                wrong.append(f"{method} {path}: {answer.status_code} {answer.location}")
    assert not wrong, "\n".join(wrong)


def test_then_the_own_home_opens(app):
    (password,) = make(app, NEW)
    client = app.test_client()
    client.post("/login/", data={"username": "YL_NEW", "password": password})
    new = "Ein-Kessel-4711"
    changed = {"old_password": password, "password": new, "repeated": new}
    assert client.post("/password/", data=changed).location == "/login/"
    signed_in = {"username": "yl_new", "password": password}
    assert client.post("/login/", data=signed_in).status_code == 401
    client.post("/login/", data=signed_in | {"password": new})
    page = client.get("/")
    assert page.status_code == 200
    assert "岳麓区建设工程质量安全监督站" in page.text
