"""两步验证: set up, asked for at the second step, each code once, taken away by others."""

from __future__ import annotations

import datetime as dt
import re

import pyotp
import pytest
from sqlalchemy import func, select, update

from app.core.access import second_factor
from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import (
    AuditEntry,
    LoginAttempt,
    Parameter,
    PendingSignIn,
    RecoveryCode,
    SecondFactor,
    User,
    UserSession,
)
from app.workflow.models import Message
from tests.support.acting import As
from tests.support.cast import PASSWORD
from tests.support.together import together

pytestmark = pytest.mark.both_databases
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def password_step(client, username="yl_clerk", **more):
    return client.post("/login/", data={"username": username, "password": PASSWORD}, **more)


def code_step(client, code, **more):
    return client.post("/login/code", data={"code": code}, **more)


def user(name="yl_clerk") -> User:
    return db.session.scalars(select(User).where(User.username == name)).one()


def generator(app, name="yl_clerk") -> pyotp.TOTP:
    with app.app_context(), unscoped("look"):
        return pyotp.TOTP(db.session.get(SecondFactor, user(name).id).totp_secret)


def code(app, name="yl_clerk", step=0) -> str:
    moment = clock.now() + dt.timedelta(seconds=30 * step)
    return generator(app, name).at(moment)


@pytest.fixture
def set_up(app, sign_in):
    """Somebody sets the second factor up by the page; the recovery codes are returned."""

    def act(name="yl_clerk") -> list[str]:
        client = sign_in(name)
        assert client.get("/account/second-factor").status_code == 200
        # The period before, so that the code of this one is still to be used.
        page = client.post("/account/second-factor", data={"code": code(app, name, step=-1)})
        assert page.status_code == 200, page.text
        return CODE.findall(page.text)

    return act


def change(app, **values) -> None:
    with app.app_context(), unscoped("set"):
        for key, value in values.items():
            db.session.merge(Parameter(key=key, value=value))
        db.session.commit()


def wrong_tries(app) -> int:
    with app.app_context():
        query = select(func.count()).select_from(LoginAttempt)
        return db.session.scalar(query.where(LoginAttempt.succeeded.is_(False)))


def test_the_code_is_asked_for_after_the_password(app, client, set_up):
    set_up()
    answer = password_step(client)
    assert (answer.status_code, answer.location) == (302, "/login/code")
    assert client.get("/").status_code == 302, "no session before the code"
    assert code_step(client, code(app)).location == "/"
    assert client.get("/").status_code == 200


def test_the_page_asked_for_opens_after_both_steps(app, client, set_up):
    set_up()
    answer = client.post(
        "/login/?next=/messages/list/", data={"username": "yl_clerk", "password": PASSWORD}
    )
    assert client.post(answer.location, data={"code": code(app)}).location == "/messages/list/"


def test_without_a_right_password_there_is_no_second_step(app, client, set_up):
    set_up()
    client.post("/login/", data={"username": "yl_clerk", "password": "wrong"})
    assert code_step(client, code(app)).location.startswith("/login/")
    assert client.get("/").status_code == 302


def test_ten_codes_are_shown_once_and_kept_as_hashes(app, sign_in, set_up):
    codes = set_up()
    assert len(set(codes)) == 10
    with app.app_context():
        kept = db.session.scalars(select(RecoveryCode.code_hash)).all()
        assert len(kept) == 10
        assert not {one.replace("-", "") for one in codes} & set(kept)
    page = sign_in("yl_clerk").get("/account/").text
    assert not CODE.search(page)
    assert "还有 10 个" in page


def test_the_secret_is_sealed_and_masked_in_the_trail(app, set_up):
    set_up()
    secret = generator(app).secret
    with app.app_context():
        raw = db.session.connection().exec_driver_sql("SELECT totp_secret FROM second_factor")
        assert secret.encode() not in bytes(raw.scalar())
        query = select(AuditEntry.changes).where(AuditEntry.object_type == "second_factor")
        told = db.session.scalars(query.order_by(AuditEntry.id)).all()
        assert told[0]["totp_secret"] == [None, "****"]
        assert "confirmed_at" in told[1]


@pytest.mark.parametrize(
    ("step", "enters"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_wrong_by_one_period(app, client, set_up, at, step, enters):
    at("2026-11-25 10:00:05")
    set_up()
    # Past the period that the set-up used.
    at("2026-11-25 10:05:05")
    password_step(client)
    assert (code_step(client, code(app, step=step)).status_code == 302) is enters


def test_a_code_is_good_once(app, client, set_up):
    set_up()
    used = code(app)
    password_step(client)
    code_step(client, used)
    client.post("/logout/")
    password_step(client)
    assert code_step(client, used).status_code == 401


def test_one_code_signs_in_once_however_many_send_it_at_once(app, set_up):
    set_up()
    used = code(app)

    def enter(number):
        client = app.test_client()
        origin = {"REMOTE_ADDR": f"192.0.2.{number}"}
        password_step(client, environ_base=origin)

        def act(wait):
            wait()
            return code_step(client, used, environ_base=origin).status_code

        return act

    assert sorted(together([enter(number) for number in range(4)])) == [302, 401, 401, 401]


def test_one_right_password_signs_in_once(app, client, set_up):
    """Two requests with the same cookie and two good codes."""
    set_up()
    password_step(client)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    codes = [code(app), code(app, step=1)]

    def act(number):
        other = app.test_client()
        with other.session_transaction() as session:
            session.update(kept)

        def send(wait):
            wait()
            return code_step(other, codes[number]).location or "refused"

        return send

    answers = together([act(number) for number in range(2)])
    assert answers.count("/") == 1
    with app.app_context():
        owner = user().id
        live = select(func.count()).where(
            UserSession.user_id == owner, UserSession.agent != "tests"
        )
        assert db.session.scalar(live) == 1
        assert db.session.scalars(select(PendingSignIn)).all() == []


def test_the_waiting_is_short(app, client, set_up):
    set_up()
    password_step(client)
    with app.app_context():
        ago = clock.now() - dt.timedelta(minutes=6)
        db.session.execute(update(PendingSignIn).values(opened_at=ago))
        db.session.commit()
    assert code_step(client, code(app)).location.startswith("/login/")
    assert "验证已超时" in client.get("/login/").text


def test_wrong_codes_lock_the_account_and_a_right_password_buys_no_new_tries(app, client, set_up):
    set_up()
    for _i in range(5):
        password_step(client)
        assert code_step(client, "000000").status_code == 401
    assert password_step(client).status_code == 401
    assert wrong_tries(app) == 6


def test_wrong_codes_and_wrong_passwords_count_together(app, client, set_up):
    set_up()
    for _i in range(3):
        client.post("/login/", data={"username": "yl_clerk", "password": "wrong"})
    password_step(client)
    code_step(client, "000000"), code_step(client, "000000")
    answer = code_step(client, code(app))
    assert answer.status_code == 401
    assert "已锁定" in answer.text


def test_a_recovery_code_is_good_once_and_says_how_many_are_left(app, client, set_up):
    first = set_up()[0]
    password_step(client)
    assert code_step(client, f" {first.lower()} ").location == "/"
    assert "还剩 9 个" in client.get("/").text
    client.post("/logout/")
    password_step(client)
    assert code_step(client, first).status_code == 401
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.action == "recovery_code")
        assert len(db.session.scalars(query).all()) == 1


def test_one_recovery_code_signs_in_once_however_many_send_it(app, set_up):
    used = set_up()[0]

    def enter(number):
        client = app.test_client()
        origin = {"REMOTE_ADDR": f"192.0.2.{number}"}
        password_step(client, environ_base=origin)

        def act(wait):
            wait()
            return code_step(client, used, environ_base=origin).status_code

        return act

    assert sorted(together([enter(number) for number in range(3)])) == [302, 401, 401]


def test_fresh_codes_end_the_former_ones(app, sign_in, client, set_up):
    former = set_up()
    page = sign_in("yl_clerk").post(
        "/account/recovery-codes", data={"password": PASSWORD, "code": code(app)}
    )
    fresh = CODE.findall(page.text)
    assert len(fresh) == 10
    password_step(client)
    assert code_step(client, former[0]).status_code == 401
    assert code_step(client, fresh[0]).location == "/"


@pytest.mark.parametrize("path", ["/account/recovery-codes", "/account/second-factor/off"])
@pytest.mark.parametrize(
    ("password", "digits", "words"),
    [
        ("wrong", None, "密码不正确"),
        (PASSWORD, "000000", "动态码或恢复码不正确"),
        ("", "", "请填写密码"),
    ],
)
def test_weakening_an_account_asks_for_both(app, sign_in, set_up, path, password, digits, words):
    set_up()
    typed = {"password": password, "code": code(app) if digits is None else digits}
    answer = sign_in("yl_clerk").post(path, data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert wrong_tries(app) == (1 if password else 0)
    with app.app_context(), unscoped("look"):
        assert user().has_second_factor


def test_it_is_switched_off_again(app, sign_in, client, set_up):
    set_up()
    typed = {"password": PASSWORD, "code": code(app)}
    assert sign_in("yl_clerk").post("/account/second-factor/off", data=typed).status_code == 303
    assert password_step(client).location == "/"
    with app.app_context():
        assert db.session.scalars(select(RecoveryCode)).all() == []


def test_a_wrong_first_code_puts_nothing_in_force(app, sign_in, client):
    clerk = sign_in("yl_clerk")
    before = clerk.get("/account/second-factor").text
    answer = clerk.post("/account/second-factor", data={"code": "000000"})
    assert answer.status_code == 422
    assert "动态码不正确" in answer.text
    secret = re.compile(r'id="secret"[^>]*>([^<]*)<')
    assert secret.search(before)[1] == secret.search(answer.text)[1], "what was scanned stays"
    assert password_step(client).location == "/"


def test_the_qr_code_is_drawn_by_the_server_without_a_style(sign_in):
    page = sign_in("yl_clerk").get("/account/second-factor").text
    assert "<svg" in page.partition('class="zj-qrbox"')[2]
    assert "otpauth" not in page


# --- who must -------------------------------------------------------------------------------

FREE = ("SignInView.", "PasswordView.", "OwnAccountView.set_up", "ShellView.choose_language")
PLACE = re.compile(r"<(?:any\((\w+)[^)]*\):)?[^<>]*>")


@pytest.mark.parametrize(
    ("name", "must"),
    [
        ("sys_admin", True),
        ("sec_admin", True),
        ("auditor", True),
        ("hn_admin", True),
        ("cs_admin", True),
        ("yl_admin", True),
        ("technician", True),
        ("hn_review", False),
        ("cs_leader", False),
        ("yl_clerk", False),
    ],
)
def test_administrators_set_it_up_first_where_they_must(app, sign_in, name, must):
    change(app, second_factor_required=True)
    answer = sign_in(name).get("/")
    assert (answer.location == "/account/second-factor") is must


def test_nothing_else_opens_before(app, sign_in):
    change(app, second_factor_required=True)
    client = sign_in("cs_admin")
    wrong = []
    free = (*FREE, "static", "health", "readyz", *app.extensions["open_screens"])
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(free) or "static" in rule.endpoint:
            continue
        path = PLACE.sub(lambda place: place[1] or "1", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method)
            if (answer.status_code, answer.location) != (302, "/account/second-factor"):
                wrong.append(f"{method} {path}: {answer.status_code} {answer.location}")
    assert not wrong, "\n".join(wrong)


def test_then_the_own_home_opens_and_it_cannot_be_switched_off(app, sign_in, set_up):
    change(app, second_factor_required=True)
    set_up("cs_admin")
    client = sign_in("cs_admin")
    assert client.get("/").status_code == 200
    assert "不能关闭" in client.get("/account/").text
    typed = {"password": PASSWORD, "code": code(app, "cs_admin")}
    assert client.post("/account/second-factor/off", data=typed).status_code == 403


# --- taken away by somebody else ------------------------------------------------------------


def test_an_administrator_takes_it_away_and_the_user_is_told(app, client, set_up):
    set_up()
    with As(app, "sys_admin") as somebody:
        target = user()
        assert second_factor.reset_second_factor(target, Actor.of(user("sys_admin")))
        del somebody
    with app.app_context(), unscoped("look"):
        assert not user().has_second_factor
        assert (
            db.session.scalars(select(UserSession).where(UserSession.user_id == user().id)).all()
            == []
        )
        told = db.session.scalars(select(Message).where(Message.user_id == user().id)).one()
        assert "秦维新重置了您的两步验证" in told.body
        acts = select(AuditEntry.action).where(AuditEntry.object_id == str(user().id))
        assert "reset_second_factor" in db.session.scalars(acts).all()
    assert password_step(client).location == "/"


def test_a_waiting_sign_in_ends_with_a_reset(app, client, set_up):
    set_up()
    password_step(client)
    digits = code(app)
    run = app.test_cli_runner().invoke
    with app.app_context():
        told = run(args=["reset-second-factor", "YL_clerk"])
    assert (told.exit_code, told.output) == (0, "登录账号 YL_clerk 的两步验证已重置\n")
    assert code_step(client, digits).location.startswith("/login/")


@pytest.mark.parametrize("name", ["yl_clerk", "nobody_at_all"])
def test_there_is_nothing_to_take_away(app, name):
    with app.app_context():
        told = app.test_cli_runner().invoke(args=["reset-second-factor", name])
    assert (told.exit_code, told.output) == (1, f"Error: 登录账号 {name} 没有开启两步验证\n")
