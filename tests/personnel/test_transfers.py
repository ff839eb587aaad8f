"""调动 of people without a certificate: offered, taken over or refused; races and strangers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import Organization
from app.core.tree.changes import revise
from app.core.tree.organization_tree import tree
from app.personnel import operations, queries, transfers
from app.personnel.choices import TransferState
from app.personnel.models import Person, PersonTransfer, Qualification
from app.personnel.workflows import TRANSFER
from app.workflow import engine
from app.workflow.models import Message
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.forms import fields
from tests.support.pages import listed, plain
from tests.support.statements import statements
from tests.support.together import together

pytestmark = pytest.mark.both_databases

YUELU, TIANYUAN, LIUYANG = 4, 5, 6
TIANYUAN_NAME = "天元区建设工程质量安全监督站"
BASE = "/personnel/transfers"


@pytest.fixture
def somebody(app: Flask) -> int:
    """Somebody of Yuelu without a certificate."""
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU, name="唐一鸣", position="科长")
        db.session.commit()
        return person.id


def offer(app: Flask, number: int, to: int = TIANYUAN, who: str = "yl_clerk") -> int:
    with As(app, who) as actor:
        person = db.session.get_one(Person, number)
        return transfers.file_transfer({"person": person, "receiver": tree()[to]}, actor).id


def act(app: Flask, who: str, number: int, name: str, **said: Any) -> None:
    with As(app, who) as actor:
        engine.fire(TRANSFER, db.session.get(PersonTransfer, number), name, actor=actor, **said)


def today() -> dict[str, str]:
    return {"joined_on": clock.today().isoformat()}


def state(app: Flask, number: int) -> TransferState:
    with app.app_context(), unscoped("what came of it"):
        return db.session.get_one(PersonTransfer, number).state


def places(app: Flask) -> list[tuple[int, Any]]:
    """Where the human was and is, and until when."""
    with app.app_context(), unscoped("what came of it"):
        rows = db.session.scalars(select(Person).order_by(Person.id))
        return [(one.organization_id, one.left_on) for one in rows]


def told(app: Flask, who: str) -> list[str]:
    with As(app, who) as actor:
        asked = select(Message.title).where(Message.user_id == actor.user_id)
        return list(db.session.scalars(asked.order_by(Message.id)))


def test_the_receiver_takes_over_on_a_day(app: Flask, somebody: int) -> None:
    number = offer(app, somebody)
    assert told(app, "ty_clerk") == ["人员调动：调出"]
    act(app, "ty_clerk", number, "accept", answers=today())
    assert state(app, number) is TransferState.ACCEPTED
    assert places(app) == [(YUELU, clock.today()), (TIANYUAN, None)]
    assert told(app, "yl_clerk") == ["人员调动：接收"]
    with As(app, "ty_clerk"):
        person = db.session.scalars(select(Person)).one()
        assert (person.name, person.joined_on, person.position) == ("唐一鸣", clock.today(), None)


def test_whoever_takes_over_looks_the_person_up_once(app: Flask, somebody: int) -> None:
    number = offer(app, somebody)
    with statements() as asked:
        act(app, "ty_clerk", number, "accept", answers=today())
    assert sum("person.left_on IS NULL" in one for one in asked) == 1


def test_the_receiver_sees_of_the_person_what_was_offered_and_no_roster(
    app: Flask, sign_in: Any, somebody: int
) -> None:
    number = offer(app, somebody)
    receiver = sign_in("ty_clerk")
    page = receiver.get(f"{BASE}/show/{number}").text
    for words in ("唐一鸣", "监督岗位", "岳麓区建设工程质量安全监督站", "待接收"):
        assert words in page
    assert "439900" not in page
    assert receiver.get(f"/personnel/people/show/{somebody}").status_code == 404
    home = receiver.get("/").text
    assert f"{BASE}/" in home
    for stranger in ("ly_clerk", "zz_clerk", "hn_admin"):
        assert sign_in(stranger).get(f"{BASE}/show/{number}").status_code == 404


def test_a_refusal_has_a_reason_and_the_person_stays(app: Flask, somebody: int) -> None:
    number = offer(app, somebody)
    with pytest.raises(Refused):
        act(app, "ty_clerk", number, "refuse")
    act(app, "ty_clerk", number, "refuse", opinion="编制已满，暂不接收")
    assert state(app, number) is TransferState.REFUSED
    assert places(app) == [(YUELU, None)]
    # Another one may be offered at once.
    assert offer(app, somebody, LIUYANG)


def test_it_may_be_withdrawn_until_it_was_handled(app: Flask, somebody: int) -> None:
    number = offer(app, somebody)
    act(app, "yl_clerk", number, "withdraw")
    assert state(app, number) is TransferState.WITHDRAWN
    with pytest.raises(Conflict):
        act(app, "ty_clerk", number, "accept", answers=today())
    again = offer(app, somebody)
    act(app, "ty_clerk", again, "accept", answers=today())
    with pytest.raises(Conflict):
        act(app, "yl_clerk", again, "withdraw")


@pytest.mark.parametrize("who", ["yl_clerk", "cs_admin", "hn_admin"])
def test_nobody_else_takes_over(app: Flask, somebody: int, who: str) -> None:
    number = offer(app, somebody)
    with pytest.raises(Refused):
        act(app, who, number, "accept", answers=today())
    assert state(app, number) is TransferState.FILED


def test_who_is_certified_goes_by_a_change_of_the_certificate(app: Flask, somebody: int) -> None:
    with app.app_context(), unscoped("a row of the test"):
        make_certificate(db.session.get_one(Person, somebody))
        db.session.commit()
    with pytest.raises(Refused) as refused:
        offer(app, somebody)
    assert "证书变更（工作单位变更）" in refused.value.errors[0].message
    assert refused.value.errors[0].field == "person"


def test_a_certificate_that_comes_meanwhile_stops_it(app: Flask, somebody: int) -> None:
    number = offer(app, somebody)
    with app.app_context(), unscoped("a row of the test"):
        make_certificate(db.session.get_one(Person, somebody))
        db.session.commit()
    with pytest.raises(Refused) as refused:
        act(app, "ty_clerk", number, "accept", answers=today())
    assert "证书变更" in refused.value.errors[0].message


def test_whoever_is_offered_is_offered_once_and_to_another(app: Flask, somebody: int) -> None:
    offer(app, somebody)
    for to, words in ((LIUYANG, "已有待接收"), (YUELU, "其他机构")):
        with pytest.raises(Refused) as refused:
            offer(app, somebody, to)
        assert any(words in one.message for one in refused.value.errors)
    with app.app_context(), unscoped("a row of the test"):
        other = make_person(organization_id=LIUYANG).id
        db.session.commit()
    with pytest.raises(Refused) as refused:
        offer(app, other, TIANYUAN, "cs_admin")
    assert refused.value.errors[0].message == "请选择本机构的在职人员"


@pytest.mark.parametrize("days", [-1, 400], ids=["tomorrow", "last year"])
def test_the_day_of_coming_is_one_of_this_year(app: Flask, somebody: int, days: int) -> None:
    number = offer(app, somebody)
    day = clock.today() - dt.timedelta(days=days)
    with pytest.raises(Refused) as refused:
        act(app, "ty_clerk", number, "accept", answers={"joined_on": day.isoformat()})
    assert [one.field for one in refused.value.errors] == ["joined_on"]


def test_what_was_added_after_the_day_of_coming_goes_along_from_its_own_day(
    app: Flask, somebody: int
) -> None:
    today, before = clock.today(), clock.today() - dt.timedelta(days=3)
    with As(app, "yl_clerk"):
        person = db.session.get_one(Person, somebody)
        of_whom = {"identity_id": person.identity_id, "organization_id": YUELU}
        db.session.add(Qualification(**of_whom, kind="constructor_second", from_day=today))
        db.session.commit()
    number = offer(app, somebody)
    act(app, "ty_clerk", number, "accept", answers={"joined_on": before.isoformat()})
    with app.app_context(), unscoped("what came of it"):
        held = db.session.scalars(select(Qualification).order_by(Qualification.id))
        days = [(one.organization_id, one.from_day, one.to_day) for one in held]
        assert days == [(YUELU, today, today), (TIANYUAN, today, None)]


def test_who_is_offered_does_not_leave_meanwhile(app: Flask, somebody: int) -> None:
    gone = {"left_on": clock.today(), "left_reason": "resigned"}
    number = offer(app, somebody)
    with pytest.raises(Refused) as refused, As(app, "yl_clerk"):
        operations.leave(db.session.get_one(Person, somebody), gone)
    assert refused.value.errors[0].message == "该人员有待接收的调动，请先撤回"
    act(app, "yl_clerk", number, "withdraw")
    with As(app, "yl_clerk"):
        person = db.session.get_one(Person, somebody)
        # Something refers to the row, so even a wrong entry is closed and not hidden.
        operations.leave(person, {**gone, "left_reason": "mistake"})
        assert person.deleted_at is None
        assert person.left_on == clock.today()


def test_who_came_by_a_transfer_leaves_a_trace_even_as_a_wrong_entry(
    app: Flask, somebody: int
) -> None:
    number = offer(app, somebody)
    act(app, "ty_clerk", number, "accept", answers=today())
    with As(app, "ty_clerk"):
        person = db.session.scalars(select(Person)).one()
        gone = {"left_on": clock.today(), "left_reason": "mistake"}
        operations.leave(person, gone)
        db.session.commit()
    assert places(app) == [(YUELU, clock.today()), (TIANYUAN, clock.today())]


def test_two_presses_take_over_once(app: Flask, sign_in: Any, somebody: int) -> None:
    number = offer(app, somebody)
    clients = [sign_in("ty_clerk"), sign_in("ty_clerk")]

    def press(client: Any) -> Any:
        def go(wait: Any) -> int:
            wait()
            return client.post(f"{BASE}/move/{number}/accept", data=today()).status_code

        return go

    assert sorted(together([press(one) for one in clients])) == [303, 409]
    assert places(app) == [(YUELU, clock.today()), (TIANYUAN, None)]


def test_of_two_offers_at_once_one_is_made(app: Flask, sign_in: Any, somebody: int) -> None:
    clients = {TIANYUAN: sign_in("yl_clerk"), LIUYANG: sign_in("yl_admin")}

    def press(to: int) -> Any:
        def go(wait: Any) -> int:
            wait()
            sent = {"person": str(somebody), "receiver": str(to), "form_token": f"t{to}"}
            return clients[to].post(f"{BASE}/add", data=sent).status_code

        return go

    assert sorted(together([press(to) for to in clients])) == [303, 422]
    with app.app_context(), unscoped("what came of it"):
        assert queries.is_offered(somebody)
        assert len(db.session.scalars(select(PersonTransfer)).all()) == 1


@pytest.mark.parametrize("typed", ["天元", "天 元", "tianyuan", "tyq", "430211", "河西建设"])
def test_the_picker_finds_every_open_organization(app: Flask, sign_in: Any, typed: str) -> None:
    with app.app_context(), unscoped("a name of earlier days"):
        organization = db.session.get_one(Organization, TIANYUAN)
        yesterday = clock.today() - dt.timedelta(days=1)
        revise(organization, name="河西建设工程监督站", day=yesterday)
        revise(organization, name=TIANYUAN_NAME, day=clock.today())
        db.session.commit()
    found = sign_in("yl_clerk").get(f"{BASE}/receivers/?q={typed}").json
    assert found == {"results": [{"id": TIANYUAN, "text": TIANYUAN_NAME}], "more": False}


def test_two_who_hold_on_to_one_person_do_not_wait_for_each_other(
    app: Flask, somebody: int
) -> None:
    """Each has stored its offer before it holds the person for the rest of the move."""

    def offer_of(to: int) -> Any:
        def go(wait: Any) -> str:
            with As(app, "yl_clerk") as actor:
                item = PersonTransfer(
                    organization_id=YUELU,
                    person_id=somebody,
                    name="唐一鸣",
                    sex="male",
                    post_type="management",
                    receiver_id=to,
                )
                engine.begin(TRANSFER, item, actor=actor)
                # SQLite lets one write at a time.
                if db.engine.dialect.name == "postgresql":
                    wait()
                try:
                    engine.fire(TRANSFER, item, "file", actor=actor)
                    db.session.commit()
                except (Refused, IntegrityError):
                    db.session.rollback()
                    return "refused"
                return "made"

        return go

    assert sorted(together([offer_of(to) for to in (TIANYUAN, LIUYANG)])) == ["made", "refused"]


def test_the_picker_offers_others_and_not_one_s_own(sign_in: Any) -> None:
    found = sign_in("yl_clerk").get(f"{BASE}/receivers/").json
    ids = [one["id"] for one in found["results"]]
    assert TIANYUAN in ids
    assert YUELU not in ids
    assert sign_in("yl_leader").get(f"{BASE}/receivers/?q=天元").status_code == 403


def test_the_picker_of_people_tells_namesakes_apart_and_who_is_left_out(
    app: Flask, sign_in: Any, somebody: int
) -> None:
    with app.app_context(), unscoped("rows of the test"):
        namesake = make_person(organization_id=YUELU, name="唐一鸣")
        make_certificate(make_person(organization_id=YUELU, name="唐一鸣"))
        make_person(organization_id=TIANYUAN, name="唐一鸣")
        db.session.commit()
        other = namesake.id
    clerk = sign_in("yl_clerk")
    found = clerk.get(f"{BASE}/people/?q=唐一").json
    first, second, left_out = found["results"]
    assert (first["id"], second["id"]) == (somebody, other)
    assert first["text"].startswith("唐一鸣（科长，439900********")
    assert second["text"].startswith("唐一鸣（439900********")
    assert left_out == {"text": "另有 1 名持证人员，调动请办理证书变更（工作单位变更）"}
    assert sign_in("yl_leader").get(f"{BASE}/people/?q=唐一").status_code == 403
    form = fields(clerk.get(f"{BASE}/add").text).to_dict()
    sent = form | {"person": str(other), "person-text": second["text"], "receiver": str(TIANYUAN)}
    assert clerk.post(f"{BASE}/add", data=sent).status_code == 303
    (item,) = listed(sign_in("ty_clerk").get(f"{BASE}/list/").text)
    assert item["姓名"] == "唐一鸣"


def test_the_receiver_is_told_who_sends_and_from_when_on(
    app: Flask, sign_in: Any, somebody: int
) -> None:
    number = offer(app, somebody)
    page = plain(sign_in("ty_clerk").get(f"{BASE}/move/{number}/accept").text)
    assert "岳麓区建设工程质量安全监督站" in page
    assert f"最早到岗日期{clock.year()}-01-01" in re.sub(r"\s", "", page)


def test_the_dialog_opens_from_the_page_of_who_holds_no_certificate(
    app: Flask, sign_in: Any, somebody: int
) -> None:
    with app.app_context(), unscoped("rows of the test"):
        certified = make_person(organization_id=YUELU, name="有证者")
        make_certificate(certified)
        other = make_person(organization_id=TIANYUAN)
        db.session.commit()
        numbers = certified.id, other.id
    clerk = sign_in("yl_clerk")
    for number, offered in ((somebody, True), (numbers[0], False)):
        page = clerk.get(f"/personnel/people/show/{number}").text
        assert (f"{BASE}/add?person={number}" in page) is offered
    assert "唐一鸣" in clerk.get(f"{BASE}/add?person={somebody}").text
    assert clerk.get(f"{BASE}/add?person={numbers[1]}").status_code == 404
    assert clerk.get(f"{BASE}/add?person=x").status_code == 404
    answer = clerk.post(f"{BASE}/add", data={"person": str(numbers[0]), "receiver": "5"})
    assert answer.status_code == 422
    assert "证书变更（工作单位变更）" in answer.text
