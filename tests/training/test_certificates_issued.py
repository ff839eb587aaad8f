"""发证 and 延期: each certificate once, by a number without gap, also when two press at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.certificates.rules import valid_until
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.formats import months_from
from app.core.models import User
from app.personnel.models import Certificate, CertificateVersion, Person
from app.training import jobs
from app.training.choices import ContinuingState as State
from app.training.models import ContinuingEnrolment, InductionEnrolment, TrainingSession
from app.training.views import results as result_views
from app.workflow.models import Message
from tests.support.factories import make_certificate, make_person
from tests.support.pages import listed, plain
from tests.support.together import Wait, together
from tests.training.examined import TIANYUAN, coming, day, over
from tests.training.mark_pages import BASE, FULL, cells, send
from tests.training.stage import make_continuing

pytestmark = pytest.mark.both_databases

ISSUER = {"issuer": "湖南省住房和城乡建设厅"}
PEOPLE = f"{BASE}/induction"


@pytest.fixture
def session(app: Flask) -> int:
    return over(app, "induction")


def passed(app: Flask, client: Any, session: int, *names: str, **facts: Any) -> list[int]:
    """People who came to a session and passed it."""
    ids = coming(app, session, *names, **facts)
    with app.app_context():
        subjects = len(db.session.get(TrainingSession, session).subjects)
    typed = {key: text for one in ids for key, text in cells(one, *FULL[: subjects + 1]).items()}
    assert send(client, session, typed).status_code == 303
    return ids


def numbers(app: Flask) -> list[str]:
    """The certificates that training issued, by number."""
    with app.app_context(), unscoped("test"):
        asked = select(Certificate.number).where(Certificate.source == "training")
        return sorted(db.session.scalars(asked))


def state(app: Flask, number: int, model: Any = InductionEnrolment) -> str:
    with app.app_context(), unscoped("test"):
        return db.session.get(model, number).state.value


def test_certificates_are_issued_with_numbers_that_follow_each_other(app, sign_in, session):
    clerk = sign_in("hn_review")
    first, second = passed(app, clerk, session, "唐一鸣", "宋知远", types=("quality", "safety"))
    (third,) = passed(app, clerk, session, "许清和", organization_id=TIANYUAN)
    page = clerk.get(f"{BASE}/issue/{session}").text
    assert "3 人" in plain(page)
    assert clerk.post(f"{BASE}/issue/{session}", data=ISSUER).status_code == 303
    assert numbers(app) == [
        "湘安监430100001",
        "湘安监430100002",
        "湘质监430100001",
        "湘质监430100002",
        "湘质监430200003",
    ]
    today = clock.today()
    with app.app_context(), unscoped("test"):
        item = db.session.get(InductionEnrolment, first)
        assert item.certificates == {"quality": "湘质监430100001", "safety": "湘安监430100001"}
        assert item.issued_on == today
        found = db.session.scalars(
            select(Certificate).where(Certificate.identity_id == item.identity_id)
        ).first()
        assert (found.issued_on, found.valid_from) == (today, today)
        assert found.valid_to == valid_until(today, 24)
        assert found.issuer == ISSUER["issuer"]
        assert found.organization_id == item.organization_id
        told = select(User.username).join(Message, Message.user_id == User.id)
        told = told.where(Message.event_id.is_not(None), Message.title.like("%发证%"))
        assert Counter(db.session.scalars(told))["yl_clerk"] == 2
        person = db.session.get(Person, item.person_id)
        assert person.first_certified == "quality"
    assert [state(app, one) for one in (first, second, third)] == ["issued"] * 3
    (row,) = listed(clerk.get(f"{BASE}/list/").text)
    assert (row["合格"], row["已发证/延期"]) == ("3", "3")
    again = clerk.get(f"{BASE}/issue/{session}").text
    assert ISSUER["issuer"] in again
    clerk.post(f"{BASE}/issue/{session}", data=ISSUER)
    assert len(numbers(app)) == 5


def test_only_who_is_ticked_gets_one(app, sign_in, session):
    clerk = sign_in("hn_review")
    first, second = passed(app, clerk, session, "唐一鸣", "宋知远")
    asked = clerk.get(f"{PEOPLE}/moves/issue?rowid={first}").text
    assert "唐一鸣" in asked
    assert "宋知远" not in asked
    assert clerk.post(f"{PEOPLE}/moves/issue", data={"rowid": first}).status_code == 422
    sent = {"rowid": str(first), **ISSUER}
    assert clerk.post(f"{PEOPLE}/moves/issue", data=sent).status_code == 303
    assert (state(app, first), state(app, second)) == ("issued", "passed")


def test_a_number_that_was_typed_by_hand_is_passed_over(app, sign_in, session):
    clerk = sign_in("hn_review")
    with app.app_context(), unscoped("test"):
        make_certificate(make_person(organization_id=4, name="旧证"), number="湘质监430100002")
        db.session.commit()
    passed(app, clerk, session, "唐一鸣", "宋知远")
    clerk.post(f"{BASE}/issue/{session}", data=ISSUER)
    assert numbers(app) == ["湘质监430100001", "湘质监430100003"]


def test_what_ran_out_long_ago_is_cancelled_and_what_holds_refuses(app, sign_in, session):
    clerk = sign_in("hn_review")
    old, holding, left = passed(app, clerk, session, "唐一鸣", "宋知远", "许清和")
    with app.app_context(), unscoped("test"):
        suspended = {"status": "suspended", "suspended_on": day(-310), "suspension_reason": "other"}
        for number, facts in (
            (old, {"valid_to": day(-300), **suspended}),
            (holding, {"valid_to": day(-30)}),
        ):
            item = db.session.get(InductionEnrolment, number)
            make_certificate(item.person, **facts)
        db.session.get(InductionEnrolment, left).person.left_on = day(-1)
        db.session.commit()
    answer = clerk.post(f"{BASE}/issue/{session}", data=ISSUER, follow_redirects=True).text
    assert "已发证 1 人" in answer
    assert "宋知远：该人员已有质量监督证" in answer
    assert "许清和：该人员已不在报名机构在职" in answer
    assert [state(app, one) for one in (old, holding, left)] == ["issued", "passed", "passed"]
    with app.app_context(), unscoped("test"):
        identity = db.session.get(InductionEnrolment, old).identity_id
        asked = select(Certificate).where(Certificate.identity_id == identity)
        found = {one.status.value: one for one in db.session.scalars(asked)}
        first = found["cancelled"]
        assert first.cancelled_reason == "not_renewed"
        assert (first.suspended_on, first.suspension_reason) == (None, None)
        assert found["valid"].source == "training"
    assert close(sign_in("yl_clerk"), "induction", left) == 403
    assert [close(clerk, "induction", one) for one in (holding, left)] == [303, 303]
    assert [state(app, one) for one in (holding, left)] == ["lapsed", "lapsed"]


def close(client: Any, kind: str, number: int) -> int:
    """终止 of an enrolment, with an opinion."""
    said = {"opinion": "不能再办理，报名终止。"}
    return int(client.post(f"/training/{kind}/move/{number}/close", data=said).status_code)


def test_two_who_issue_at_once_issue_each_once(app, sign_in, session):
    clerk = sign_in("hn_review")
    names = [f"唐一{sign}" for sign in "鸣凡平安乐"]
    ids = passed(app, clerk, session, *names)
    clients = [sign_in("hn_review") for _one in range(4)]
    ticked = {"rowid": [str(one) for one in ids], **ISSUER}

    def press(place: int, wait: Wait) -> int:
        address = f"{BASE}/issue/{session}" if place % 2 else f"{PEOPLE}/moves/issue"
        wait()
        return int(clients[place].post(address, data=ticked).status_code)

    answers = together([partial(press, place) for place in range(4)])
    assert set(answers) <= {303, 409}
    assert numbers(app) == [f"湘质监43010000{n}" for n in range(1, 6)]
    assert {state(app, one) for one in ids} == {"issued"}


def test_two_sessions_at_once_share_no_number(app, sign_in):
    sessions = [over(app, "induction") for _one in range(2)]
    clerk = sign_in("hn_review")
    for place, number in enumerate(sessions):
        passed(app, clerk, number, f"唐一{place}".replace("0", "鸣").replace("1", "凡"), "宋知远")
    clients = [sign_in("hn_review") for _one in sessions]

    def press(place: int, wait: Wait) -> int:
        wait()
        address = f"{BASE}/issue/{sessions[place]}"
        return int(clients[place].post(address, data=ISSUER).status_code)

    assert together([partial(press, place) for place in range(2)]) == [303, 303]
    assert numbers(app) == [f"湘质监43010000{n}" for n in range(1, 5)]


def test_many_are_left_to_a_job(app, sign_in, session, run_jobs, monkeypatch):
    monkeypatch.setattr(result_views, "AT_ONCE", 1)
    clerk = sign_in("hn_review")
    passed(app, clerk, session, "唐一鸣", "宋知远")
    nothing = clerk.post(f"{BASE}/issue/{session}", data={"issuer": ""})
    assert nothing.status_code == 422
    clerk.post(f"{BASE}/issue/{session}", data=ISSUER)
    assert numbers(app) == []
    run_jobs()
    assert len(numbers(app)) == 2
    told = plain(clerk.get("/messages/list/").text)
    assert "发证完成" in told
    assert jobs.finish_in_background is result_views.finish_in_background


def test_certificates_are_extended_by_the_rule(app, sign_in):
    clerk, session = sign_in("hn_review"), over(app, "continuing")
    ends = day(-2)
    (running,) = passed(
        app, clerk, session, "唐一鸣", types=("quality",), held={"valid_to": day(30)}
    )
    (expired,) = passed(
        app, clerk, session, "宋知远", types=("safety",), held={"valid_to": day(-40)}
    )
    answer = clerk.post(f"{BASE}/extend/{session}", follow_redirects=True).text
    assert "已延期 2 人" in answer
    expected = {running: months_from(day(30), 24), expired: months_from(ends, 24)}
    with app.app_context(), unscoped("test"):
        for number, until in expected.items():
            item = db.session.get(ContinuingEnrolment, number)
            found = db.session.scalars(
                select(Certificate).where(Certificate.identity_id == item.identity_id)
            ).one()
            assert found.valid_to == until
            assert item.extensions[item.types[0]][1] == until.isoformat()
            said = select(CertificateVersion.valid_to).where(
                CertificateVersion.certificate_id == found.id
            )
            assert len(db.session.scalars(said).all()) == 2
    assert state(app, running, ContinuingEnrolment) == "extended"
    clerk.post(f"{BASE}/extend/{session}")
    with app.app_context(), unscoped("test"):
        item = db.session.get(ContinuingEnrolment, running)
        asked = select(Certificate.valid_to).where(Certificate.identity_id == item.identity_id)
        assert db.session.scalars(asked).one() == expected[running]


def test_one_session_extends_a_certificate_once(app, sign_in):
    """Somebody was enrolled twice for it, in December and in January."""
    clerk, session, until = sign_in("hn_review"), over(app, "continuing"), day(30)
    (first,) = passed(app, clerk, session, "唐一鸣", held={"valid_to": until})
    with app.app_context(), unscoped("a row of the test"):
        item = db.session.get_one(ContinuingEnrolment, first)
        second = make_continuing(
            item.session, person=item.person, state=State.PASSED, year=item.year + 1
        ).id
        db.session.commit()
    for _press in range(2):
        answer = clerk.post(f"{BASE}/extend/{session}", follow_redirects=True).text
        assert "唐一鸣：该人员的另一条报名正在办理或已办结" in answer
        with app.app_context(), unscoped("test"):
            extended = db.session.scalars(select(Certificate.valid_to)).one()
            assert extended == months_from(until, 24)
    assert state(app, first, ContinuingEnrolment) == "extended"
    assert state(app, second, ContinuingEnrolment) == "passed"


def test_a_certificate_that_is_gone_is_not_extended(app, sign_in):
    clerk, session = sign_in("hn_review"), over(app, "continuing")
    (number,) = passed(app, clerk, session, "唐一鸣", types=("quality",))
    with app.app_context(), unscoped("test"):
        identity = db.session.get(ContinuingEnrolment, number).identity_id
        for one in db.session.scalars(
            select(Certificate).where(Certificate.identity_id == identity)
        ):
            one.status, one.cancelled_on, one.cancelled_reason = "cancelled", day(0), "retired"
        db.session.commit()
    answer = clerk.post(f"{BASE}/extend/{session}", follow_redirects=True).text
    assert "唐一鸣：质量监督证已注销" in answer
    assert state(app, number, ContinuingEnrolment) == "passed"
    assert close(sign_in("cs_admin"), "continuing", number) == 403
    assert close(clerk, "continuing", number) == 303
    assert state(app, number, ContinuingEnrolment) == "lapsed"


def test_who_can_be_extended_is_not_let_go(app, sign_in):
    clerk, session = sign_in("hn_review"), over(app, "continuing")
    (number,) = passed(app, clerk, session, "唐一鸣", types=("quality",))
    assert close(clerk, "continuing", number) == 422
    assert state(app, number, ContinuingEnrolment) == "passed"


def test_extended_at_once_is_extended_once(app, sign_in):
    clerk, session = sign_in("hn_review"), over(app, "continuing")
    until = day(30)
    passed(app, clerk, session, "唐一鸣", "宋知远", types=("quality",), held={"valid_to": until})
    clients = [sign_in("hn_review") for _one in range(3)]

    def press(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(f"{BASE}/extend/{session}").status_code)

    assert set(together([partial(press, place) for place in range(3)])) <= {303, 409}
    with app.app_context(), unscoped("test"):
        found = set(db.session.scalars(select(Certificate.valid_to)))
        assert months_from(until, 24) in found
        assert not [one for one in found if dt.date(2099, 1, 1) > one > months_from(until, 24)]


def test_a_session_of_the_other_kind_is_none(app, sign_in, session):
    clerk, other = sign_in("hn_review"), over(app, "continuing")
    assert clerk.post(f"{BASE}/extend/{session}").status_code == 404
    assert clerk.post(f"{BASE}/issue/{other}", data=ISSUER).status_code == 404


def test_others_issue_nobody_s(app, sign_in, session):
    (number,) = passed(app, sign_in("hn_review"), session, "唐一鸣")
    for who in ("hn_admin", "cs_admin", "yl_admin"):
        client = sign_in(who)
        assert client.post(f"{BASE}/issue/{session}", data=ISSUER).status_code == 403
        sent = {"rowid": str(number), **ISSUER}
        assert client.post(f"{PEOPLE}/moves/issue", data=sent).status_code == 403
    assert numbers(app) == []
