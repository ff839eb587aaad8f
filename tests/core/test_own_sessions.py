"""Sign-ins of one's own: seen, ended from elsewhere, and no more at once than are allowed."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core.access import sessions
from app.core.access.devices import device_words
from app.core.access.scope import unscoped
from app.core.base.choices import SessionEnd
from app.core.base.db import db
from app.core.models import Parameter, User, UserSession
from tests.support.cast import PASSWORD
from tests.support.together import together

pytestmark = pytest.mark.both_databases
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/120.0.0.0 Safari/537.36"
)
END = re.compile(r'action="(/account/sessions/[0-9a-f]+/end)"')


def limit(app, most) -> None:
    with app.app_context(), unscoped("set"):
        db.session.merge(Parameter(key="most_sessions", value=most))
        db.session.commit()


def enter(app, username="yl_clerk"):
    client = app.test_client()
    answer = client.post("/login/", data={"username": username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def live(app, username="yl_clerk") -> int:
    with app.app_context(), unscoped("look"):
        user = db.session.scalars(select(User).where(User.username == username)).one()
        return len(sessions.live_sessions(user.id))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/120.0", "Edge · Windows"),
        (CHROME.replace("NT 10.0", "NT 6.1") + " QIHU 360SE", "360 · Windows 7"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
            "Firefox · Linux",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("", "未知设备"),
    ],
)
def test_a_device_in_words(app, agent, words):
    with app.test_request_context():
        assert device_words(agent) == words


def test_one_sees_the_own_devices_alone(app, sign_in):
    sign_in("yl_admin")
    one, _other = sign_in("yl_clerk"), sign_in("yl_clerk")
    page = one.get("/account/").text
    assert page.count("本设备") == 1
    assert len(END.findall(page)) == 1


def test_another_device_is_signed_out_and_told_why(sign_in):
    here, there = sign_in("yl_clerk"), sign_in("yl_clerk")
    (address,) = END.findall(here.get("/account/").text)
    assert here.post(address).status_code == 303
    assert there.get("/").location.startswith("/login/")
    assert "您在其他设备上结束了本次登录" in there.get("/login/").text
    assert "您在其他设备上" not in there.get("/login/").text, "said once"
    assert here.get("/").status_code == 200


def test_a_form_that_is_sent_afterwards_is_told_too(sign_in):
    here, there = sign_in("yl_clerk"), sign_in("yl_clerk")
    here.post("/account/sessions/end-others")
    answer = there.post("/year/", data={"year": "2025"})
    assert answer.status_code == 401
    assert "您在其他设备上结束了本次登录" in answer.text


def test_all_others_are_signed_out(app, sign_in):
    here, others = sign_in("yl_clerk"), [sign_in("yl_clerk") for _i in range(3)]
    stranger = sign_in("yl_admin")
    assert here.post("/account/sessions/end-others").status_code == 303
    assert [one.get("/").status_code for one in others] == [302] * 3
    assert (here.get("/").status_code, stranger.get("/").status_code) == (200, 200)


def test_nobody_ends_a_sign_in_of_somebody_else_or_the_own(app, sign_in):
    mine, stranger = sign_in("yl_clerk"), sign_in("yl_admin")
    with app.app_context():
        ids = db.session.scalars(select(UserSession.id)).all()
    assert len(ids) == 2
    answers = {mine.post(f"/account/sessions/{one}/end").status_code for one in ids}
    assert answers == {404}
    assert (mine.get("/").status_code, stranger.get("/").status_code) == (200, 200)


def test_an_administrator_ends_one_by_the_same_function(app, sign_in):
    client = sign_in("yl_clerk")
    with app.app_context(), unscoped("administration"):
        ids = db.session.scalars(select(UserSession.id)).all()
        assert sessions.end_sessions(ids, SessionEnd.BY_ADMINISTRATOR) == 1
        assert sessions.end_sessions(ids, SessionEnd.ELSEWHERE) == 0, "the first reason stays"
        db.session.commit()
    client.get("/")
    assert "管理员已结束您的登录" in client.get("/login/").text


def test_there_is_no_limit_by_default(app):
    for _i in range(5):
        enter(app)
    assert live(app) == 5


def test_the_oldest_ends_where_one_too_many_follows_and_is_told(app):
    limit(app, 2)
    first, second, third = (enter(app) for _i in range(3))
    assert first.get("/").status_code == 302
    assert "同时登录数超过上限" in first.get("/login/").text
    assert (second.get("/").status_code, third.get("/").status_code) == (200, 200)


def test_others_do_not_count(app):
    limit(app, 1)
    mine, other = enter(app), enter(app, "yl_admin")
    assert (mine.get("/").status_code, other.get("/").status_code) == (200, 200)


def test_no_more_than_the_limit_however_many_sign_in_at_once(app):
    limit(app, 2)

    def act(wait):
        with app.app_context(), unscoped("signs somebody in"):
            user = db.session.scalars(select(User).where(User.username == "yl_clerk")).one()
            # What is kept in memory is there, and no transaction is open.
            assert sessions.live_sessions(user.id) == []
            db.session.rollback()
            user_id = user.id
            db.session.rollback()
            wait()
            user = db.session.get(User, user_id)
            sessions.open_session(user, address="", agent="")
            db.session.commit()
            db.session.remove()

    together([act] * 8)
    assert live(app) == 2
