"""代办: what a deputy may do, how it is told, and that four eyes hold across both."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.certificate_cases import submissions
from app.certificate_cases.choices import CaseKind
from app.certificate_cases.models import CertificateCase
from app.certificate_cases.workflows import PROCESSES
from app.core.access.lent_rights import hold, loans
from app.core.access.scope import unscoped
from app.core.access.security_manager import holds
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import AuditEntry, Deputy, User
from app.core.screens.form_set import Member
from app.deputies import operations, queries
from app.long_form.sent_records import SentRecord
from app.workflow import engine, messages
from app.workflow.models import Message, WorkflowEvent
from app.workflow.registry import lendable
from tests.certificate_cases.acts import act, certified, change, file, switch
from tests.support.acting import As
from tests.support.forms import errors
from tests.support.pages import history_of, listed
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases

BASE, CHANGE = "/deputies", "certificate_cases.change"


def person(app: Flask, username: str) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(User.id).where(User.username == username)).one()


def arrange(app: Flask, sign_in: Any, who: str, deputy: str, **more: Any) -> Any:
    today = clock.today()
    typed = {
        "deputy": str(person(app, deputy)),
        "starts_on": today.isoformat(),
        "ends_on": (today + dt.timedelta(days=7)).isoformat(),
        "reason": "出差",
        **more,
    }
    return sign_in(who).post(f"{BASE}/add", data=typed)


def the_deputy(app: Flask) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(Deputy.id).order_by(Deputy.id.desc()).limit(1)).one()


@pytest.fixture
def case(app: Flask) -> int:
    """An application of a county that waits for the prefecture."""
    switch(app, "city_pre_review_cert", on=True)
    return file(app, certified(app))[0]


def events(app: Flask, number: int, name: str) -> list[WorkflowEvent]:
    with app.app_context(), unscoped("test"):
        wanted = select(WorkflowEvent).where(
            WorkflowEvent.item_id == number,
            WorkflowEvent.resource == CHANGE,
            WorkflowEvent.name == name,
        )
        return list(db.session.scalars(wanted))


def press(client: Any, number: int, name: str = "review", **said: Any) -> int:
    address = f"/certificate-cases/changes/move/{number}/{name}"
    return int(client.post(address, data=said).status_code)


def test_a_deputy_decides_and_both_are_named(app, sign_in, case):
    with pytest.raises(Refused):
        act(app, "cs_clerk", case, "review")
    assert arrange(app, sign_in, "cs_leader", "cs_clerk").status_code == 303
    home = sign_in("cs_clerk").get("/").text
    assert ">代严立本<" in home
    act(app, "cs_clerk", case, "review", opinion="材料齐全")
    (event,) = events(app, case, "review")
    assert event.actor_name == "柳青原代严立本"
    assert (event.actor_id, event.principal_id) == (
        person(app, "cs_clerk"),
        person(app, "cs_leader"),
    )
    page = sign_in("yl_clerk").get(f"/certificate-cases/changes/show/{case}").text
    assert "柳青原代严立本" in history_of(page)[0]
    with app.app_context(), unscoped("test"):
        names = select(AuditEntry.user_name).where(
            AuditEntry.object_type == "certificate_case", AuditEntry.action == "update"
        )
        assert "柳青原代严立本" in set(db.session.scalars(names))


def test_who_may_as_such_stands_for_nobody(app, sign_in, case):
    arrange(app, sign_in, "cs_leader", "cs_admin")
    assert ">代严立本<" not in sign_in("cs_admin").get("/").text
    act(app, "cs_admin", case, "review")
    (event,) = events(app, case, "review")
    assert (event.actor_name, event.principal_id) == ("江望舒", None)


def test_what_one_of_both_has_filed_neither_reviews(app, sign_in):
    number = file(app, certified(app, organization_id=1), who="hn_admin")[0]
    arrange(app, sign_in, "hn_review", "hn_admin")
    for who in ("hn_review", "hn_admin"):
        with pytest.raises(Refused):
            act(app, who, number, "accept")
        assert "人员证书变更：受理" not in sign_in(who).get("/").text
    sign_in("hn_review").post(f"{BASE}/withdraw/{the_deputy(app)}")
    assert "人员证书变更：受理" in sign_in("hn_review").get("/").text
    act(app, "hn_review", number, "accept")


def test_what_was_filed_in_somebody_s_place_counts_as_his_later(app, sign_in):
    someone, reviewer = certified(app, organization_id=1), person(app, "hn_review")
    with As(app, "hn_admin") as actor:
        acting = actor.standing_for(reviewer, "卢审之")
        entry = SentRecord(Member(str(someone), "", None), change())
        cases = submissions.begin_cases(CaseKind.CHANGE, [entry], acting)
        engine.fire(PROCESSES[CaseKind.CHANGE], cases[0], "file", actor=acting)
        number = cases[0].id
    with pytest.raises(Refused):
        act(app, "hn_review", number, "accept")
    assert "人员证书变更：受理" not in sign_in("hn_review").get("/").text


def test_what_is_lent_is_not_lent_on_and_ends_by_itself(app, sign_in, at):
    arrange(app, sign_in, "hn_review", "hn_leader")
    arrange(app, sign_in, "hn_leader", "hn_admin")

    def may(who: str) -> bool:
        number = person(app, who)
        with app.app_context():
            return holds(number, "accept", CHANGE)

    assert (may("hn_leader"), may("hn_admin")) == (True, False)
    at((clock.today() + dt.timedelta(days=8)).isoformat() + " 09:00")
    assert may("hn_leader") is False


def test_it_begins_on_its_day_and_in_its_processes_alone(app, sign_in, at):
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    resources = ["certificate_cases.reissue"]
    arrange(app, sign_in, "cs_leader", "cs_clerk", starts_on=tomorrow, resources=resources)
    number = person(app, "cs_clerk")

    def may(resource: str) -> bool:
        with app.app_context():
            return holds(number, "review", resource)

    assert not may("certificate_cases.reissue")
    at(f"{tomorrow} 08:00")
    assert may("certificate_cases.reissue")
    assert not may(CHANGE)


@pytest.mark.parametrize("who", ["cs_leader", "cs_clerk"])
def test_it_ends_when_one_of_both_has_left(app, sign_in, who):
    arrange(app, sign_in, "cs_leader", "cs_clerk")
    number, leaver = person(app, "cs_clerk"), person(app, who)
    with app.app_context(), unscoped("test"):
        assert holds(number, "review", CHANGE)
        db.session.get_one(User, leaver).active = False
        db.session.commit()
    with app.app_context(), unscoped("test"):
        assert not holds(number, "review", CHANGE)
        (left,) = queries.left_behind(clock.today())
        operations.end(left)
        db.session.commit()
        assert queries.left_behind(clock.today()) == []


def test_accounts_rights_and_personal_numbers_are_never_lent(app):
    with app.app_context():
        found = lendable()
        assert not [one for one in found if one.startswith(("users.", "settings.", "audit."))]
        actions = set().union(*found.values())
        assert not actions & {"can_reveal", "can_create", "can_update", "can_delete", "can_export"}


def test_two_for_the_same_do_not_overlap(app, sign_in):
    assert arrange(app, sign_in, "cs_leader", "cs_clerk", resources=[CHANGE]).status_code == 303
    again = arrange(app, sign_in, "cs_leader", "cs_admin")
    assert "starts_on" in errors(again.text)
    other = arrange(app, sign_in, "cs_leader", "cs_admin", resources=["certificate_cases.reissue"])
    assert other.status_code == 303
    past = (clock.today() - dt.timedelta(days=1)).isoformat()
    wrong = arrange(app, sign_in, "cs_leader", "cs_admin", starts_on=past, ends_on="", reason="")
    assert {"starts_on", "ends_on", "reason"} <= set(errors(wrong.text))


def test_of_two_that_are_sent_at_once_one_is_arranged(app, sign_in):
    clients = [sign_in("cs_leader") for _one in range(2)]
    today = clock.today()
    typed = {
        "deputy": str(person(app, "cs_clerk")),
        "starts_on": today.isoformat(),
        "ends_on": today.isoformat(),
        "reason": "出差",
    }

    def send(place: int, wait: Wait) -> int:
        wait()
        return int(clients[place].post(f"{BASE}/add", data=typed).status_code)

    assert sorted(together([partial(send, place) for place in range(2)])) == [303, 422]


def test_who_names_whom(app, sign_in):
    for deputy in ("yl_clerk", "cs_leader", "sys_admin"):
        answer = arrange(app, sign_in, "cs_leader", deputy)
        assert "deputy" in errors(answer.text)
    for who in ("cs_clerk", "yl_clerk", "auditor", "sys_admin"):
        assert arrange(app, sign_in, who, "cs_admin").status_code == 403


def test_who_sees_and_ends_it(app, sign_in):
    arrange(app, sign_in, "cs_leader", "cs_clerk")
    number = the_deputy(app)
    for who in ("cs_leader", "cs_clerk", "cs_admin", "sys_admin", "sec_admin"):
        (row,) = listed(sign_in(who).get(f"{BASE}/list/").text)
        assert (row["代办人"], row["委托人"]) == ("柳青原", "严立本")
    for who in ("yl_admin", "hn_admin", "zz_admin"):
        client = sign_in(who)
        assert client.get(f"{BASE}/show/{number}").status_code == 404
        assert client.post(f"{BASE}/withdraw/{number}").status_code == 404
    assert sign_in("cs_clerk").post(f"{BASE}/withdraw/{number}").status_code == 403
    assert sign_in("cs_admin").post(f"{BASE}/withdraw/{number}").status_code == 303
    assert sign_in("cs_leader").post(f"{BASE}/withdraw/{number}").status_code == 409


def test_both_are_told_of_begin_and_end(app, sign_in):
    arrange(app, sign_in, "cs_leader", "cs_clerk")
    sign_in("cs_leader").post(f"{BASE}/withdraw/{the_deputy(app)}")
    people = [person(app, who) for who in ("cs_leader", "cs_clerk")]
    with app.app_context(), unscoped("test"):
        for number in people:
            wanted = select(Message.title).where(
                Message.user_id == number, Message.key.like("deputy:%")
            )
            assert set(db.session.scalars(wanted)) == {
                "代办开始：柳青原代严立本",
                "代办结束：柳青原代严立本",
            }


def test_messages_of_a_desk_reach_the_deputy(app, sign_in, case):
    arrange(app, sign_in, "cs_leader", "cs_clerk")
    with app.app_context(), unscoped("test"):
        workflow = next(one for one in PROCESSES.values() if one.resource == CHANGE)
        item = db.session.get_one(CertificateCase, case)
        people = messages.people_at(workflow["review"].by, item, [workflow])
        assert {"柳青原", "严立本", "江望舒"} <= {one.name for one in people}


def test_a_withdrawal_counts_though_rights_were_in_memory(app, sign_in, case):
    arrange(app, sign_in, "cs_leader", "cs_clerk")
    leader = sign_in("cs_leader")
    with As(app, "cs_clerk") as actor:
        (loan,) = loans(clock.today())
        assert hold(loan)
        db.session.rollback()
        leader.post(f"{BASE}/withdraw/{the_deputy(app)}")
        item = db.session.get_one(CertificateCase, case)
        with pytest.raises(Refused):
            engine.fire(PROCESSES[item.kind], item, "review", actor=actor)
        db.session.rollback()
        # As whoever had read it before the withdrawal finds under the lock of the row.
        assert not hold(loan)
        db.session.rollback()
    assert events(app, case, "review") == []


def test_a_move_at_the_moment_of_the_withdrawal_is_made_or_refused(app, sign_in, case):
    arrange(app, sign_in, "cs_leader", "cs_clerk")
    number, leader, deputy = the_deputy(app), sign_in("cs_leader"), sign_in("cs_clerk")

    def withdraw(wait: Wait) -> int:
        wait()
        return int(leader.post(f"{BASE}/withdraw/{number}").status_code)

    def decide(wait: Wait) -> int:
        wait()
        return press(deputy, case)

    ended, decided = together([withdraw, decide])
    assert ended == 303
    assert decided in (303, 403, 404, 422)
    assert len(events(app, case, "review")) == (decided == 303)


def test_rights_say_for_whom_they_are_held(app, sign_in):
    arrange(app, sign_in, "cs_leader", "cs_clerk")
    number, until = person(app, "cs_clerk"), clock.today() + dt.timedelta(days=7)
    client = sign_in("sec_admin")
    page = client.get(f"/rights/users/{number}").text
    assert f"代严立本，有效期至 {until}" in page
    assert "zj-right--lent" in page
    assert "zj-right--lent" not in client.get(f"/rights/users/{person(app, 'zz_clerk')}").text
    asked = {"user": number, "screen": "ChangeView", "act": "show"}
    said = client.get("/why/", query_string=asked).text
    assert f"代严立本（至 {until}）" in said
