"""等保: addresses of administrators, age of passwords, alarms, and the one switch for all."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock, networks
from app.core.base.db import db
from app.core.configuration.parameters import PROTECTION, declared, parameter
from app.core.models import (
    AuditEntry,
    LoginAttempt,
    Parameter,
    PasswordHistory,
    User,
    UserSession,
)
from app.workflow.models import Message
from tests.support.cast import PASSWORD

INSIDE, OUTSIDE = "10.1.2.3", "203.0.113.9"


def put(app, **values) -> None:
    with app.app_context(), unscoped("set"):
        for key, value in values.items():
            db.session.merge(Parameter(key=key, value=value))
        db.session.commit()


def enter(client, username, password=PASSWORD, address="127.0.0.1"):
    origin = {"REMOTE_ADDR": address}
    typed = {"username": username, "password": password}
    return client.post("/login/", data=typed, environ_base=origin)


def user(name) -> User:
    return db.session.scalars(select(User).where(User.username == name)).one()


# --- addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "listed", "is_in"),
    [
        ("10.1.2.3", ("10.1.2.0/24",), True),
        ("10.1.3.3", ("10.1.2.0/24",), False),
        ("::ffff:10.1.2.3", ("10.1.2.0/24",), True),
        ("2001:db8::5", ("10.0.0.0/8", "2001:db8::/32"), True),
        ("2001:db9::5", ("2001:db8::/32",), False),
        ("no address", ("0.0.0.0/0",), False),
        ("", ("::/0",), False),
    ],
)
def test_an_address_in_ranges(address, listed, is_in):
    assert networks.is_within(address, listed) is is_in


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("10.1.2.3", "10.1.2.3/32"),
        ("10.1.2.0/24", "10.1.2.0/24"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("10.1.2.3/24", None),
        ("10.1.2", None),
        ("x", None),
        ("10.0.0.0/33", None),
    ],
)
def test_a_range_as_it_is_typed(typed, read):
    assert networks.read_network(typed) == read


@pytest.mark.parametrize("name", ["sys_admin", "sec_admin", "auditor", "technician"])
def test_those_of_the_list_sign_in_from_its_addresses_alone(app, client, name):
    put(app, admin_networks=["10.1.2.0/24"])
    answer = enter(client, name, address=OUTSIDE)
    assert answer.status_code == 401
    assert "不能从当前网络地址使用" in answer.text
    assert "不能从当前网络地址使用" not in enter(client, name, "wrong", address=OUTSIDE).text
    assert enter(client, name, address=INSIDE).status_code == 302
    with app.app_context():
        refused = select(AuditEntry).where(AuditEntry.action == "outside")
        (found,) = db.session.scalars(refused)
        assert (found.outcome, found.address) == ("refused", OUTSIDE)
        tries = select(LoginAttempt.succeeded).order_by(LoginAttempt.id)
        assert db.session.scalars(tries).all() == [False, False, True]


def test_others_are_not_asked(app, client):
    put(app, admin_networks=["10.1.2.0/24"])
    assert enter(client, "hn_admin", address=OUTSIDE).status_code == 302


def test_a_sign_in_is_worth_nothing_where_it_is_carried_outside(app, client):
    put(app, admin_networks=["10.1.2.0/24"])
    enter(client, "auditor", address=INSIDE)
    there = {"REMOTE_ADDR": OUTSIDE}
    assert client.get("/", environ_base={"REMOTE_ADDR": INSIDE}).status_code == 200
    assert client.get("/", environ_base=there).location.startswith("/login/")
    assert "不能从当前网络地址使用" in client.get("/login/", environ_base=there).text


ADDRESS = "/settings/parameters/edit/admin_networks"


def test_addresses_are_read_and_kept_as_ranges(app, sign_in):
    client = sign_in("hn_admin")
    typed = "10.1.2.0/24\n２００１:db8::/32、192.0.2.7"
    assert client.post(ADDRESS, data={"value": typed, "version": "0"}).status_code == 303
    with app.app_context():
        assert parameter("admin_networks") == ("10.1.2.0/24", "2001:db8::/32", "192.0.2.7/32")
    page = client.get("/settings/parameters/list/").text
    assert "10.1.2.0/24、2001:db8::/32、192.0.2.7/32" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [("10.1.2.0/24 内网", "“内网”不是网络地址"), ("10.1.2.3/24", "不是网络地址")],
)
def test_what_is_no_address_is_told(sign_in, typed, words):
    answer = sign_in("hn_admin").post(ADDRESS, data={"value": typed, "version": "0"})
    assert answer.status_code == 422
    assert words in answer.text


def test_too_many_addresses_are_told(sign_in):
    typed = "\n".join(f"10.0.{number}.0/24" for number in range(21))
    answer = sign_in("hn_admin").post(ADDRESS, data={"value": typed, "version": "0"})
    assert "最多 20 个网络地址" in answer.text


def test_nobody_locks_oneself_out(app, sign_in):
    client = sign_in("technician")
    answer = client.post(ADDRESS, data={"value": "10.1.2.0/24", "version": "0"})
    assert answer.status_code == 422
    assert "您将不能从当前网络地址 127.0.0.1 使用系统" in answer.text
    typed = {"value": "10.1.2.0/24\n127.0.0.1", "version": "0"}
    assert client.post(ADDRESS, data=typed).status_code == 303


def test_nor_by_the_switch_or_the_way_back(app, sign_in):
    """Without a list the switch admits the networks of an office; the way back leads there."""
    put(app, admin_networks=[f"{OUTSIDE}/32", "127.0.0.1/32"])
    client = sign_in("technician")
    there = {"environ_base": {"REMOTE_ADDR": OUTSIDE}}
    path = "/settings/parameters"
    switch = {"value": "y", "version": "0"}
    put(app, second_factor_required=False)
    answer = client.post(f"{path}/reset/admin_networks?version=1", **there)
    assert answer.status_code == 303
    answer = client.post(f"{path}/edit/{PROTECTION}", data=switch, **there)
    assert answer.status_code == 422
    assert f"您将不能从当前网络地址 {OUTSIDE} 使用系统" in answer.text
    with app.app_context():
        assert parameter(PROTECTION) is False


# --- age of passwords -----------------------------------------------------------------------


@pytest.mark.parametrize(("age", "must"), [(89, False), (91, True)])
def test_an_old_password_is_changed_before_anything_else(app, client, age, must):
    put(app, max_password_days=90)
    with app.app_context(), unscoped("set"):
        ago = clock.now() - dt.timedelta(days=age)
        owner = user("yl_clerk").id
        db.session.add(PasswordHistory(user_id=owner, password="x", set_at=ago))
        db.session.commit()
    enter(client, "yl_clerk")
    answer = client.get("/")
    assert (answer.location == "/password/") is must
    if must:
        assert "密码已超过 90 天未更换" in client.get("/password/").text


def test_a_password_that_was_never_changed_is_as_old_as_its_account(app, client):
    put(app, max_password_days=30)
    enter(client, "yl_clerk")
    assert client.get("/").status_code == 200
    with app.app_context(), unscoped("set"):
        long_ago = clock.now().replace(tzinfo=None) - dt.timedelta(days=40)
        user("yl_clerk").created_on = long_ago
        db.session.commit()
    client.post("/logout/")
    enter(client, "yl_clerk")
    assert client.get("/").location == "/password/"


def test_there_is_no_age_by_default(app, client):
    with app.app_context(), unscoped("set"):
        long_ago = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
        user("yl_clerk").created_on = long_ago.replace(tzinfo=None)
        db.session.commit()
    enter(client, "yl_clerk")
    assert client.get("/").status_code == 200


# --- alarms ---------------------------------------------------------------------------------


def alarms(app) -> list[str]:
    with app.app_context(), unscoped("look"):
        query = select(Message.body).where(Message.user_id == user("sec_admin").id)
        assert db.session.scalar(select(func.count()).select_from(Message)) == len(
            db.session.scalars(query).all()
        ), "nobody else is told"
        return list(db.session.scalars(query.order_by(Message.id)))


@pytest.mark.both_databases
def test_a_lock_is_told_once(app, client):
    put(app, lock_alarm=True)
    for _i in range(4):
        enter(client, "yl_clerk", "wrong")
    assert alarms(app) == []
    for _i in range(4):
        enter(client, "yl_clerk", "wrong")
    assert alarms(app) == ["登录账号 yl_clerk 连续登录失败，已被锁定，请查看登录日志。"]


@pytest.mark.both_databases
def test_a_slowed_address_is_told_once_an_hour(app, client, at):
    at("2026-11-25 10:05")
    put(app, lock_alarm=True)
    for number in range(33):
        enter(client, f"name_{number}", "wrong", OUTSIDE)
    told = f"网络地址 {OUTSIDE} 登录失败过多，已暂停登录，请查看登录日志。"
    assert alarms(app) == [told]
    at("2026-11-25 10:25")
    for number in range(33):
        enter(client, f"name_{number}", "wrong", OUTSIDE)
    assert alarms(app) == [told]


def test_tries_on_a_locked_name_slow_their_address_and_that_is_told(app, client):
    put(app, lock_alarm=True)
    for _i in range(31):
        enter(client, "yl_clerk", "wrong", OUTSIDE)
    assert len(alarms(app)) == 2


def test_nobody_is_told_by_default(app, client):
    for _i in range(6):
        enter(client, "yl_clerk", "wrong")
    assert alarms(app) == []


# --- the switch -----------------------------------------------------------------------------

PROTECTED = {
    "second_factor_required": True,
    "most_sessions": 2,
    "admin_networks": networks.PRIVATE,
    "max_password_days": 90,
    "lock_alarm": True,
    "idle_minutes": 30,
    "login_fail_count": 5,
    "login_fail_minutes": 30,
    "password_history": 5,
}


def test_one_switch_puts_all_of_them_in_force(app):
    with app.app_context():
        off = {key: parameter(key) for key in PROTECTED}
        assert off["second_factor_required"] is False
        assert (off["most_sessions"], off["admin_networks"], off["max_password_days"]) == (0, (), 0)
    put(app, protection_profile=True)
    with app.app_context():
        assert {key: parameter(key) for key in PROTECTED} == PROTECTED


def test_what_is_stricter_stays_and_what_is_weaker_does_not(app):
    put(
        app,
        protection_profile=True,
        most_sessions=1,
        idle_minutes=10,
        login_fail_count=20,
        login_fail_minutes=5,
        max_password_days=365,
        admin_networks=["10.9.0.0/16"],
    )
    with app.app_context():
        assert parameter("most_sessions") == 1
        assert parameter("idle_minutes") == 10
        assert parameter("login_fail_count") == 5
        assert parameter("login_fail_minutes") == 30
        assert parameter("max_password_days") == 90
        assert parameter("admin_networks") == ("10.9.0.0/16",)


def test_every_protected_value_may_be_stored(app):
    from app.core.configuration.parameter_values import fits

    with app.app_context():
        protected = [one for one in declared().values() if one.protected]
        assert len(protected) == 10
        for one in protected:
            value = one.under_protection(one.default)
            assert fits(one.kind, value, one.low, one.high), one.key


def test_the_page_says_which_values_it_overrides(app, sign_in):
    client = sign_in("hn_review")
    assert "等保，原设" not in client.get("/settings/parameters/list/").text
    put(app, protection_profile=True, idle_minutes=60)
    page = client.get("/settings/parameters/list/").text
    assert "等保，原设 60 分钟" in page
    assert "等保，原设 不限制" in page
    assert "等保，原设 5 次" not in page, "what is as it must be is not overridden"


def test_its_form_says_every_value(sign_in):
    page = sign_in("hn_admin").get(f"/settings/parameters/edit/{PROTECTION}").text
    assert "同时登录数上限 2 个" in page
    assert "密码最长使用时间 90 天" in page
    form = sign_in("hn_admin").get("/settings/parameters/edit/most_sessions").text
    assert "等保配置开启时按 2 个 或更严执行" in form


def test_sessions_are_counted_by_it(app):
    put(app, protection_profile=True)
    for _i in range(3):
        enter(app.test_client(), "yl_clerk")
    with app.app_context():
        live = select(func.count()).where(UserSession.ended_as.is_(None))
        assert db.session.scalar(live) == 2
