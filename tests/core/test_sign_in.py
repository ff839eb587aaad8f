"""Signing in: sessions as rows, lock-out, idle time, first and own passwords."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from sqlalchemy import func, select, text, update
from werkzeug.security import check_password_hash

from app.core.access import passwords
from app.core.access.first_admin import create
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import AuditEntry, LoginAttempt, User, UserSession
from tests.support.cast import PASSWORD
from tests.support.together import together

pytestmark = pytest.mark.both_databases


def enter(client, username="yl_clerk", password=PASSWORD, **more):
    return client.post("/login/", data={"username": username, "password": password}, **more)


def user(name="yl_clerk") -> User:
    return db.session.scalars(select(User).where(User.username == name)).one()


def test_the_right_password_opens_a_session_row(app, client):
    assert enter(client).status_code == 302
    assert client.get("/").status_code == 200
    with app.app_context():
        row = db.session.scalars(select(UserSession)).one()
        assert len(row.id) == 64
        with client.session_transaction() as cookie:
            assert cookie["sid"] not in row.id


@pytest.mark.parametrize("username", ["yl_clerk", "nobody_at_all"])
def test_a_wrong_password_and_an_unknown_name_answer_alike(client, username):
    answer = enter(client, username, "wrong")
    assert answer.status_code == 401
    assert "账号或密码不正确，请重新输入" in answer.text


@pytest.mark.parametrize("username", ["yl_clerk", "nobody_at_all"])
def test_five_wrong_passwords_lock_the_name(app, client, username):
    for _i in range(5):
        enter(client, username, "wrong")
    answer = enter(client, username)
    assert answer.status_code == 401
    assert "已锁定 30 分钟" in answer.text
    with app.app_context():
        earlier = clock.now() - dt.timedelta(minutes=31)
        db.session.execute(update(LoginAttempt).values(tried_at=earlier))
        db.session.commit()
    assert enter(client).status_code == 302


@pytest.mark.parametrize(
    "typed", ["yl_clerk ", "yl_clerk\u3000", "\u200bYL_Clerk", "ｙｌ_ｃｌｅｒｋ"]
)
def test_however_a_name_is_typed_it_is_one(app, client, typed):
    for _i in range(4):
        enter(client, "yl_clerk", "wrong")
    enter(client, typed, "wrong")
    assert "已锁定 30 分钟" in enter(client).text
    with app.app_context():
        assert set(db.session.scalars(select(LoginAttempt.username))) == {"yl_clerk"}


@pytest.mark.parametrize("typed", ["yl_clerk ", "yl_clerk\u3000", "YL_CLERK", "ｙｌ_clerk"])
def test_blanks_around_a_name_do_not_matter(client, typed):
    assert enter(client, typed).status_code == 302


@pytest.mark.parametrize("typed", ["hn_adm\u0130n", "hn_adm\u0131n"])
def test_a_letter_that_a_database_folds_differently_finds_nobody(client, typed):
    """PostgreSQL takes a capital i with a dot for an i, which the lock of the name did not."""
    answer = enter(client, typed)
    assert answer.status_code == 401
    assert "账号或密码不正确，请重新输入" in answer.text


def test_a_blank_around_a_right_password_is_told_and_does_not_count(app, client):
    for _i in range(6):
        answer = enter(client, password=f"{PASSWORD}\u3000")
        assert answer.status_code == 401
        assert "密码首尾有空格，请去掉后再登录" in answer.text
    with app.app_context():
        assert db.session.scalars(select(LoginAttempt)).all() == []
    assert "账号或密码不正确" in enter(client, password="wrong ").text
    assert enter(client).status_code == 302


def test_a_success_forgets_the_failures_before_it(client):
    for _round in range(2):
        for _i in range(4):
            enter(client, password="wrong")
        assert enter(client).status_code == 302
        client.post("/logout/")


def test_an_address_that_tries_too_often_is_slowed(client):
    for number in range(30):
        enter(client, f"name_{number}", "wrong")
    assert enter(client).status_code == 429


def test_an_own_account_buys_an_address_no_new_tries(app, client):
    """The name's own count begins anew with a success, the address's does not."""
    for number in range(29):
        enter(client, f"name_{number}", "wrong")
    assert enter(client).status_code == 302
    stranger = app.test_client()
    assert enter(stranger, "name_30", "wrong").status_code == 401
    assert enter(stranger, "name_31", "wrong").status_code == 429


@pytest.fixture
def hashing(app, monkeypatch):
    """How often a password is looked at; fails when that happens inside a transaction."""
    looked: list[str] = []

    def look(stored, password):
        looked.append(password)
        assert_nobody_waits(app)
        return check_password_hash(stored, password)

    monkeypatch.setattr(passwords, "check_password_hash", look)
    return looked


def assert_nobody_waits(app) -> None:
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(engine.url.database, timeout=0)) as writer:
            writer.execute("BEGIN IMMEDIATE")
    else:
        with engine.connect() as other:
            idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
            assert other.execute(text(idle)).scalar() == 0


def unlock(app, name):
    with app.app_context():
        return app.test_cli_runner().invoke(args=["unlock-user", name])


def test_an_administrator_lifts_a_lock(app, client):
    for _i in range(7):
        enter(client, password="wrong")
    assert enter(client).status_code == 401
    told = unlock(app, "YL_clerk")
    assert (told.exit_code, told.output) == (0, "登录账号 YL_clerk 已解锁\n")
    assert enter(client).status_code == 302
    with app.app_context():
        assert attempts(succeeded=False) == 8
        query = select(AuditEntry).where(AuditEntry.action == "unlock")
        found = db.session.scalars(query).one()
        assert (found.user_name, found.object_id) == ("系统", "yl_clerk")


def test_a_lifted_lock_comes_back_with_new_wrong_passwords(app, client):
    for _i in range(5):
        enter(client, password="wrong")
    unlock(app, "yl_clerk")
    for _i in range(4):
        assert "账号或密码不正确" in enter(client, password="wrong").text
    enter(client, password="wrong")
    assert "已锁定 30 分钟" in enter(client).text


def test_there_is_no_lock_to_lift(app):
    told = unlock(app, "yl_clerk")
    assert (told.exit_code, told.output) == (1, "Error: 登录账号 yl_clerk 未被锁定\n")


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_nobody_waits_while_a_password_is_looked_at(client, hashing, password):
    enter(client, password=password)
    assert hashing == [password]


def test_nobody_waits_while_a_password_is_changed(client, hashing):
    enter(client)
    new = {"old_password": PASSWORD, "password": "Neue-Zeile-97", "repeated": "Neue-Zeile-97"}
    assert client.post("/password/", data=new).status_code == 302
    assert hashing == [PASSWORD, PASSWORD, "Neue-Zeile-97"]


def attempts(**conditions) -> int:
    query = select(func.count()).select_from(LoginAttempt).filter_by(**conditions)
    return db.session.scalar(query)


def test_no_more_passwords_are_looked_at_than_the_limit(app, monkeypatch):
    looked: list[str] = []

    def look(stored, password):
        looked.append(password)
        return check_password_hash(stored, password)

    monkeypatch.setattr(passwords, "check_password_hash", look)

    def guess(number):
        def act(wait):
            client = app.test_client()
            origin = {"REMOTE_ADDR": f"192.0.2.{number}"}
            wait()
            return enter(client, password=f"wrong-{number}", environ_base=origin).status_code

        return act

    assert together([guess(number) for number in range(32)]) == [401] * 32
    assert len(looked) == 5
    with app.app_context():
        assert (attempts(counts=True), attempts(counts=False)) == (5, 27)
        locks = (
            select(AuditEntry.object_id).where(AuditEntry.action == "lock").order_by(AuditEntry.id)
        )
        assert db.session.scalars(locks).all() == ["yl_clerk"]


def test_tries_on_a_locked_name_slow_their_address_and_the_log_stays_small(app, client):
    answers = [enter(client, password="wrong").status_code for _i in range(40)]
    assert answers == [401] * 30 + [429] * 10
    with app.app_context():
        assert attempts() == 30


def test_tries_on_a_locked_name_do_not_prolong_the_lock(app, client):
    for _i in range(5):
        enter(client, password="wrong")
    with app.app_context():
        earlier = clock.now() - dt.timedelta(minutes=31)
        db.session.execute(update(LoginAttempt).values(tried_at=earlier + dt.timedelta(minutes=2)))
        db.session.commit()
        assert enter(client).status_code == 401
        first = select(LoginAttempt.id).order_by(LoginAttempt.id).limit(5)
        db.session.execute(
            update(LoginAttempt).where(LoginAttempt.id.in_(first)).values(tried_at=earlier)
        )
        db.session.commit()
    assert enter(client).status_code == 302


def test_the_cookie_is_worthless_after_signing_out(app, client):
    enter(client)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    client.post("/logout/")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(kept)
    assert thief.get("/").status_code == 302


def test_the_cookie_of_one_user_is_not_good_for_another(app, client):
    enter(client)
    with app.app_context():
        other = str(user("yl_admin").id)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = other
    assert client.get("/").status_code == 302


def test_nothing_that_a_browser_brought_outlives_the_signing_in(client):
    with client.session_transaction() as cookie:
        cookie.update(signers={"head": "别人"}, locale="en")
    enter(client)
    with client.session_transaction() as cookie:
        assert {"signers", "locale"} & cookie.keys() == {"locale"}


@pytest.mark.parametrize(
    ("column", "age", "works"),
    [
        ("used_at", dt.timedelta(minutes=29), True),
        ("used_at", dt.timedelta(minutes=31), False),
        ("opened_at", dt.timedelta(hours=11), True),
        ("opened_at", dt.timedelta(hours=13), False),
    ],
)
def test_a_session_ends_when_idle_or_old(app, client, column, age, works):
    enter(client)
    with app.app_context():
        db.session.execute(update(UserSession).values({column: clock.now() - age}))
        db.session.commit()
    assert (client.get("/").status_code == 200) is works


def test_a_disabled_user_is_out_at_once(app, client):
    enter(client)
    with app.app_context():
        user().active = False
        db.session.commit()
    assert client.get("/").status_code == 302
    assert enter(client).status_code == 401


def test_a_role_taken_away_is_gone_at_the_next_request(app, client):
    enter(client)
    assert client.get("/personnel/people/list/").status_code == 200
    with app.app_context():
        user().roles = []
        db.session.commit()
    assert client.get("/personnel/people/list/").status_code == 403


def test_the_first_password_must_be_changed(app, client):
    with app.app_context():
        user().must_change_password = True
        db.session.commit()
    enter(client)
    for address in ("/", "/personnel/people/list/"):
        assert client.get(address).headers["Location"].endswith("/password/")
    new = {"old_password": PASSWORD, "password": "Neue-Zeile-97", "repeated": "Neue-Zeile-97"}
    assert client.post("/password/", data=new).status_code == 302
    assert client.get("/").status_code == 302
    assert enter(client, password="Neue-Zeile-97").headers["Location"] == "/"


def test_a_lapsed_first_password_is_refused(app, client):
    with app.app_context():
        user().password_expires_at = clock.now() - dt.timedelta(hours=1)
        db.session.commit()
    assert enter(client).status_code == 401


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Short-1a", "10 至 128 个字符"),
        ("alllowercaseletters", "三种"),
        ("Yl_Clerk-2468", "含登录账号"),
        ("Admin-2468-xy", "过于常见"),
        ("Aa1234567890", "过于常见"),
        ("P@ssw0rd2024", "过于常见"),
        ("Abcd1234!@#$", "过于常见"),
        (PASSWORD, "最近用过"),
    ],
)
def test_weak_passwords_are_refused_at_the_field(client, password, words):
    enter(client)
    typed = {"old_password": PASSWORD, "password": password, "repeated": password}
    answer = client.post("/password/", data=typed)
    assert words in answer.text
    assert enter(client.application.test_client()).status_code == 302


@pytest.fixture
def with_former_passwords(app):
    """Every password that the user has had, the oldest first; the last is in force."""
    former = [f"Alte-Zeile-{number}" for number in range(10, 17)]
    with app.app_context():
        for old, new in pairwise([PASSWORD, *former]):
            passwords.change_password(user(), old=old, new=new)
            db.session.commit()
    return [PASSWORD, *former]


@pytest.mark.parametrize("back", [1, 2, 6])
def test_the_present_and_the_five_former_passwords_do_not_come_back(
    app, with_former_passwords, back
):
    present, wanted = with_former_passwords[-1], with_former_passwords[-back]
    with app.app_context(), pytest.raises(Refused, match="最近用过"):
        passwords.change_password(user(), old=present, new=wanted)


def test_an_older_password_may_come_back(app, client, with_former_passwords):
    present, wanted = with_former_passwords[-1], with_former_passwords[-7]
    with app.app_context():
        passwords.change_password(user(), old=present, new=wanted)
        db.session.commit()
    assert enter(client, password=wanted).status_code == 302


def test_guessing_the_old_password_locks_it(client):
    enter(client)
    for number in range(5):
        typed = {"old_password": f"wrong-{number}"} | dict.fromkeys(
            ("password", "repeated"), "Neue-Zeile-97"
        )
        client.post("/password/", data=typed)
    right = {"old_password": PASSWORD} | dict.fromkeys(("password", "repeated"), "Neue-Zeile-97")
    assert "输错次数过多" in client.post("/password/", data=right).text


def test_demo_accounts_do_not_enter_production(app, client):
    with app.app_context():
        user().is_demo = True
        db.session.commit()
    app.config["APP_ENV"] = "production"
    try:
        assert enter(client).status_code == 401
    finally:
        app.config["APP_ENV"] = "test"
    assert enter(client).status_code == 302


def test_a_lock_is_in_the_audit_trail(app, client):
    for _i in range(5):
        enter(client, "nobody_at_all", "wrong")
    with app.app_context():
        found = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "lock")).one()
        assert found.object_id == "nobody_at_all"


def test_a_change_ends_every_session_of_the_user(app, client):
    other = app.test_client()
    enter(client), enter(other)
    new = {"old_password": PASSWORD, "password": "Neue-Zeile-97", "repeated": "Neue-Zeile-97"}
    client.post("/password/", data=new)
    assert other.get("/").status_code == 302
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(UserSession)) == 0


def test_first_passwords_satisfy_the_rules(app):
    with app.test_request_context(), unscoped("nobody is signed in"):
        for _i in range(20):
            assert list(passwords.password_refusals(passwords.first_password(), user=user())) == []


def test_the_first_administrator_is_never_weak(app):
    with app.app_context():
        with pytest.raises(Refused):
            create("boss", "password1")
        assert create("boss", "Wald-Regen-41").active
        with pytest.raises(Refused, match="已存在"):
            create("BOSS", "Wald-Regen-42")
