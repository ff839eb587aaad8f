"""变更, 注销 and 补办 from filing to the end: what each move does, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.certificate_cases.choices import CaseKind, CaseState, CaseStep
from app.certificate_cases.followers import CASES
from app.certificate_cases.models import CertificateCase
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import Organization
from app.core.tree import changes
from app.core.tree.followers import Succession
from app.personnel.choices import CertificateStatus
from app.personnel.followers import PEOPLE
from app.personnel.models import Certificate, CertificateVersion, Person
from app.workflow import todos
from app.workflow.models import Message
from tests.certificate_cases.acts import (
    LIUYANG,
    TIANYUAN,
    YUELU,
    act,
    certificates,
    certified,
    file,
    kept,
    switch,
    through,
)
from tests.support.acting import As
from tests.support.factories import id_number, make_certificate, make_person

pytestmark = pytest.mark.both_databases

YESTERDAY = clock.today() - dt.timedelta(days=1)


def case(app: Flask, number: int) -> CertificateCase:
    return kept(app, CertificateCase, number)  # type: ignore[no-any-return]


def state(app: Flask, number: int) -> CaseState:
    return case(app, number).state


def words(refused: Any) -> list[str]:
    return [one.message for one in refused.value.errors]


# --- 变更 -----------------------------------------------------------------------------------


def test_a_change_is_filed_accepted_and_closed(app: Flask) -> None:
    person = certified(app)
    (number,) = file(app, person)
    found = case(app, number)
    assert (found.state, found.step) == (CaseState.FILED, CaseStep.PROVINCE)
    assert found.number == f"BG-{clock.year()}-00001"
    before = certificates(app, person)[0].number
    act(app, "hn_review", number, "accept")
    assert certificates(app, person)[0].number == before
    act(app, "hn_review", number, "close")
    (certificate,) = certificates(app, person)
    assert certificate.number == "湘质监430100099"
    assert certificate.source == "change"
    assert state(app, number) is CaseState.CLOSED
    assert case(app, number).closed_on == clock.today()


def test_what_a_certificate_said_on_past_days_stays_said(app: Flask) -> None:
    person = certified(app)
    before = certificates(app, person)[0].number
    (number,) = file(app, person)
    through(app, number)
    with app.app_context(), unscoped("what was said"):
        versions = db.session.scalars(select(CertificateVersion).order_by(CertificateVersion.id))
        said = [(one.number, one.to_day) for one in versions]
    assert said == [(before, clock.today()), ("湘质监430100099", None)]


def test_what_is_in_force_earlier_than_it_was_said_counts_at_once(app: Flask) -> None:
    """The day was wrong: nobody is uncertified until then."""
    ahead = clock.today() + dt.timedelta(days=300)
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU)
        make_certificate(person, valid_from=ahead)
        db.session.commit()
        number = person.id

    def kind() -> str:
        with app.app_context(), unscoped("what counts"):
            return db.session.get_one(Person, number).certificate_kind

    assert kind() == "无有效证书"
    through(app, file(app, number, quality_valid_from=YESTERDAY, quality_issued_on=YESTERDAY)[0])
    assert kind() == "质量"


def test_name_number_and_place_change_with_it(app: Flask) -> None:
    person = certified(app, "quality", "safety")
    new_number = id_number(dt.date(1991, 2, 3), 12)
    (number,) = file(
        app,
        person,
        change_types=["transfer", "name", "id_number"],
        receiver_id=TIANYUAN,
        receiver="x",
        new_name="唐二鸣",
        new_id_no=new_number,
    )
    assert case(app, number).step is CaseStep.RECEIVER
    act(app, "ty_clerk", number, "agree")
    through(app, number)
    with app.app_context(), unscoped("what came of it"):
        gone, come = db.session.scalars(select(Person).order_by(Person.id))
        assert (gone.left_on, gone.left_reason) == (clock.today(), "transferred_inside")
        assert (come.organization_id, come.joined_on) == (TIANYUAN, clock.today())
        assert (come.name, come.id_no, come.sex) == ("唐二鸣", new_number, "female")
        assert come.born_on == dt.date(1991, 2, 3)
        assert come.identity_id == gone.identity_id
    assert [one.organization_id for one in certificates(app, person)] == [TIANYUAN, TIANYUAN]


def test_the_receiver_agrees_or_not_before_the_province(app: Flask) -> None:
    typed = {"change_types": ["transfer"], "receiver_id": TIANYUAN, "receiver": "x"}
    (number,) = file(app, certified(app), **typed)
    with pytest.raises(Conflict):
        act(app, "hn_review", number, "accept")
    with pytest.raises(Refused):
        act(app, "yl_clerk", number, "agree")
    with pytest.raises(AssertionError, match="out of reach"):
        act(app, "ly_clerk", number, "agree")
    act(app, "ty_clerk", number, "decline", opinion="编制已满暂不接收")
    found = case(app, number)
    assert (found.state, found.opinion) == (CaseState.RETURNED, "编制已满暂不接收")
    act(app, "yl_clerk", number, "file")
    act(app, "ty_clerk", number, "agree")
    assert case(app, number).step is CaseStep.PROVINCE


def test_a_closed_change_keeps_what_it_was_about(app: Flask) -> None:
    person = certified(app)
    first = certificates(app, person)[0].number
    (one,) = file(app, person)
    through(app, one)
    (two,) = file(app, person, quality_number="湘质监430100100")
    through(app, two)
    with app.app_context(), unscoped("what they say"):
        said = [
            (row.old_numbers, row.new_numbers)
            for row in db.session.scalars(select(CertificateCase).order_by(CertificateCase.id))
        ]
    assert said == [
        ([first], ["湘质监430100099"]),
        (["湘质监430100099"], ["湘质监430100100"]),
    ]


# --- 注销 and 补办 --------------------------------------------------------------------------


def test_a_cancellation_ends_the_certificate_and_the_person_stays(app: Flask) -> None:
    person = certified(app, "quality", "safety")
    (number,) = file(app, person, kind=CaseKind.CANCELLATION)
    assert case(app, number).number == f"ZX-{clock.year()}-00001"
    through(app, number)
    quality, safety = certificates(app, person)
    assert quality.status is CertificateStatus.CANCELLED
    assert (quality.cancelled_on, quality.cancelled_reason) == (clock.today(), "left_supervision")
    assert safety.status is CertificateStatus.VALID
    assert kept(app, Person, person).left_on is None


def test_a_certificate_that_is_cancelled_is_suspended_no_more(app: Flask) -> None:
    person = certified(app)
    with app.app_context(), unscoped("a decision before"):
        certificate = db.session.scalars(select(Certificate)).one()
        certificate.status, certificate.suspended_on = CertificateStatus.SUSPENDED, YESTERDAY
        certificate.suspension_reason, certificate.suspension_text = "other", "立案调查"
        db.session.commit()
    through(app, file(app, person, kind=CaseKind.CANCELLATION)[0])
    (gone,) = certificates(app, person)
    assert gone.status is CertificateStatus.CANCELLED
    assert (gone.suspended_on, gone.suspension_reason, gone.suspension_text) == (None, None, None)


def test_who_leaves_with_it_leaves_the_roster(app: Flask) -> None:
    person = certified(app, "quality", "safety")
    with pytest.raises(Refused) as refused:
        file(app, person, kind=CaseKind.CANCELLATION, leaves=True, cancel_reason="retired")
    assert words(refused) == ["注销后离职的，应注销该人员的全部证书"]
    both = {"types": ["quality", "safety"], "leaves": True, "cancel_reason": "retired"}
    (number,) = file(app, person, kind=CaseKind.CANCELLATION, **both)
    through(app, number)
    gone = kept(app, Person, person)
    assert (gone.left_on, gone.left_reason) == (clock.today(), "retired")


def test_a_reissue_counts_and_keeps_the_number(app: Flask) -> None:
    person = certified(app)
    before = certificates(app, person)[0].number
    (number,) = file(app, person, kind=CaseKind.REISSUE)
    assert case(app, number).number == f"BB-{clock.year()}-00001"
    through(app, number)
    (certificate,) = certificates(app, person)
    assert (certificate.number, certificate.reissued) == (before, 1)
    assert case(app, number).times == 1


# --- who may, and when ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(CaseKind))
def test_one_certificate_is_in_one_application(app: Flask, kind: CaseKind) -> None:
    person = certified(app, "quality", "safety")
    (number,) = file(app, person)
    with pytest.raises(Refused) as refused:
        file(app, person, kind=kind)
    told = f"质量监督证已有正在办理的证书变更申请（{case(app, number).number}）"
    assert told in words(refused)
    # The other certificate is free, and so is this one once the case has ended.
    act(app, "hn_review", number, "refuse", opinion="材料不符合要求")
    assert file(app, person, kind=kind)


def test_who_files_does_not_decide(app: Flask) -> None:
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=1, name="省站人员")
        make_certificate(person)
        db.session.commit()
        number = person.id
    (filed,) = file(app, number, who="hn_admin")
    with pytest.raises(Refused):
        act(app, "hn_admin", filed, "accept")
    act(app, "hn_review", filed, "accept")


def test_it_is_taken_back_until_somebody_has_handled_it(app: Flask) -> None:
    (number,) = file(app, certified(app))
    act(app, "yl_clerk", number, "withdraw")
    found = case(app, number)
    assert (found.state, found.opinion) == (CaseState.RETURNED, "申请人撤回")
    act(app, "yl_clerk", number, "file")
    act(app, "hn_review", number, "accept")
    with pytest.raises(Conflict):
        act(app, "yl_clerk", number, "withdraw")


@pytest.mark.parametrize("name", ["return", "refuse"])
def test_a_refusal_has_words_and_leaves_everything_as_it_was(app: Flask, name: str) -> None:
    person = certified(app)
    before = certificates(app, person)[0].number
    (number,) = file(app, person)
    with pytest.raises(Refused) as refused:
        act(app, "hn_review", number, name, opinion="不行")
    assert [one.code for one in refused.value.errors] == ["V34"]
    act(app, "hn_review", number, name, opinion="材料不符合要求")
    assert certificates(app, person)[0].number == before
    assert case(app, number).opinion == "材料不符合要求"


def test_an_opinion_is_said_of_what_was_handed_in_last(app: Flask) -> None:
    (number,) = file(app, certified(app))
    act(app, "hn_review", number, "return", opinion="证书照片不清晰")
    assert (case(app, number).opinion, case(app, number).handled_by) == ("证书照片不清晰", "卢审之")
    act(app, "yl_clerk", number, "file")
    assert (case(app, number).opinion, case(app, number).handled_by) == (None, None)
    act(app, "hn_review", number, "accept", opinion="材料齐全")
    act(app, "hn_review", number, "close")
    found = case(app, number)
    assert (found.opinion, found.accepted_on) == ("材料齐全", clock.today())


def test_the_prefecture_s_opinion_is_not_the_province_s(app: Flask) -> None:
    switch(app, "city_pre_review_cert", on=True)
    (number,) = file(app, certified(app))
    act(app, "cs_admin", number, "review", opinion="同意上报")
    assert case(app, number).opinion == "同意上报"
    act(app, "hn_review", number, "accept")
    assert case(app, number).opinion is None


def test_the_prefecture_reviews_first_where_the_office_says_so(app: Flask) -> None:
    switch(app, "city_pre_review_cert", on=True)
    (number,) = file(app, certified(app))
    assert case(app, number).step is CaseStep.PREFECTURE
    with pytest.raises(Refused):
        act(app, "hn_review", number, "accept")
    with pytest.raises(AssertionError, match="out of reach"):
        act(app, "zz_admin", number, "review")
    act(app, "cs_leader", number, "review")
    assert case(app, number).step is CaseStep.PROVINCE
    act(app, "hn_review", number, "accept")


def test_an_end_of_the_review_frees_what_waits_for_it(app: Flask) -> None:
    switch(app, "city_pre_review_cert", on=True)
    (number,) = file(app, certified(app))
    switch(app, "city_pre_review_cert", on=False)
    with pytest.raises(Refused):
        act(app, "cs_admin", number, "review")
    act(app, "hn_review", number, "accept")
    assert state(app, number) is CaseState.ACCEPTED


def test_a_county_of_the_province_is_reviewed_by_nobody_below_it(app: Flask) -> None:
    switch(app, "city_pre_review_cert", on=True)
    (before,) = file(app, certified(app))
    assert case(app, before).step is CaseStep.PREFECTURE
    with app.app_context(), unscoped("省直管"):
        changes.revise(db.session.get_one(Organization, YUELU), day=clock.today(), parent_id=1)
        db.session.commit()
    (after,) = file(app, certified(app, name="钱乙"), kind=CaseKind.REISSUE)
    assert case(app, after).step is CaseStep.PROVINCE
    assert {words for words, _ in waiting(app, "hn_review")} == {"唐一鸣 受理", "钱乙 受理"}
    through(app, before)
    through(app, after)


def test_the_leader_signs_where_the_office_says_so(app: Flask) -> None:
    switch(app, "province_leader_sign", on=True)
    (number,) = file(app, certified(app))
    act(app, "hn_review", number, "accept")
    with pytest.raises(Refused):
        act(app, "hn_review", number, "close")
    act(app, "hn_leader", number, "sign")
    assert state(app, number) is CaseState.CLOSED


# --- what became different meanwhile --------------------------------------------------------


def test_who_has_left_meanwhile_is_sent_back(app: Flask) -> None:
    person = certified(app)
    (number,) = file(app, person)
    act(app, "hn_review", number, "accept")
    with app.app_context(), unscoped("a row of the test"):
        row = db.session.get_one(Person, person)
        row.left_on, row.left_reason = clock.today(), "retired"
        db.session.commit()
    with pytest.raises(Refused) as refused:
        act(app, "hn_review", number, "close")
    assert words(refused) == ["该人员已不在申请机构在职，请退回申请"]
    assert state(app, number) is CaseState.ACCEPTED


def test_a_number_that_was_taken_meanwhile_is_told(app: Flask) -> None:
    (number,) = file(app, certified(app))
    act(app, "hn_review", number, "accept")
    with app.app_context(), unscoped("a row of the test"):
        other = make_person(organization_id=LIUYANG, name="另一人")
        make_certificate(other, number="湘质监430100099")
        db.session.commit()
    with pytest.raises(Refused) as refused:
        act(app, "hn_review", number, "close")
    assert words(refused) == ["证书编号 湘质监430100099 已被其他证书使用"]


def test_several_are_filed_together_or_not_at_all(app: Flask) -> None:
    people = [certified(app, name=name) for name in ("赵甲", "钱乙", "孙丙")]
    busy = file(app, people[1], quality_number="湘质监430100001")
    with pytest.raises(Refused):
        file(app, *people, kind=CaseKind.CANCELLATION)
    with app.app_context(), unscoped("what there is"):
        assert list(db.session.scalars(select(CertificateCase.id))) == busy
    act(app, "hn_review", busy[0], "refuse", opinion="材料不符合要求")
    numbers = file(app, *people, kind=CaseKind.CANCELLATION)
    found = [case(app, one) for one in numbers]
    assert len({one.batch for one in found}) == 1
    assert [one.number[-5:] for one in found] == ["00001", "00002", "00003"]


def test_whom_another_organization_employs_is_nobody_s_here(app: Flask) -> None:
    stranger = certified(app, organization_id=TIANYUAN)
    with pytest.raises(Refused):
        file(app, stranger)


def test_running_applications_follow_an_organization_that_is_joined(app: Flask) -> None:
    person = certified(app)
    running, over = file(app, person)[0], file(app, certified(app, name="钱乙"))[0]
    act(app, "hn_review", over, "refuse", opinion="材料不符合要求")
    with app.app_context(), unscoped("机构维护"):
        assert CASES.count(YUELU) == 1
        for follower in (PEOPLE, CASES):
            assert follower.hand_over is not None
            follower.hand_over(Succession(YUELU, LIUYANG, clock.today()))
        db.session.commit()
    found = case(app, running)
    assert found.organization_id == LIUYANG
    assert case(app, over).organization_id == YUELU
    through(app, running)
    (certificate,) = certificates(app, person)
    assert (certificate.number, certificate.organization_id) == ("湘质监430100099", LIUYANG)


def test_what_runs_about_somebody_who_moves_is_the_next_organization_s(app: Flask) -> None:
    person = certified(app, "quality", "safety")
    (running,) = file(app, person, kind=CaseKind.CANCELLATION, types=["safety"])
    moving = {"change_types": ["transfer"], "receiver": TIANYUAN, "receiver_id": TIANYUAN}
    (transfer,) = file(app, person, **moving)
    act(app, "ty_clerk", transfer, "agree")
    through(app, transfer)
    assert case(app, transfer).organization_id == YUELU
    found = case(app, running)
    assert found.organization_id == TIANYUAN
    act(app, "hn_review", running, "return", opinion="请由调入机构重新提交")
    act(app, "ty_clerk", running, "file")
    through(app, running)
    held = {one.type.value: one for one in certificates(app, person)}
    assert held["safety"].status is CertificateStatus.CANCELLED
    assert {one.organization_id for one in held.values()} == {TIANYUAN}
    with pytest.raises(AssertionError, match="out of reach"):
        act(app, "yl_clerk", running, "withdraw")


def test_nobody_moves_to_where_he_is_since_the_two_were_joined(app: Flask) -> None:
    person = certified(app)
    moving = {"change_types": ["transfer"], "receiver": LIUYANG, "receiver_id": LIUYANG}
    (number,) = file(app, person, **moving)
    act(app, "ly_clerk", number, "agree")
    with app.app_context(), unscoped("机构维护"):
        for follower in (PEOPLE, CASES):
            assert follower.hand_over is not None
            follower.hand_over(Succession(YUELU, LIUYANG, clock.today()))
        db.session.commit()
    act(app, "hn_review", number, "accept")
    with pytest.raises(Refused) as refused:
        act(app, "hn_review", number, "close")
    assert words(refused) == ["调入机构应为其他机构"]
    with app.app_context(), unscoped("the rosters"):
        assert db.session.scalars(select(Person.organization_id).order_by(Person.id)).all() == [
            YUELU,
            LIUYANG,
        ]


def test_two_of_one_form_are_not_given_one_number(app: Flask) -> None:
    people = [certified(app, name=name) for name in ("赵甲", "钱乙")]
    with pytest.raises(Refused) as refused:
        file(app, *people)
    assert words(refused) == ["本次提交的另一份申请填写了相同的质量监督证新证书编号"]
    alike = {"change_types": ["id_number"], "new_id_no": id_number(dt.date(1985, 2, 3), 7)}
    with pytest.raises(Refused) as refused:
        file(app, *people, **alike)
    assert "本次提交的另一份申请填写了相同的新身份证号" in words(refused)


# --- to-dos and messages --------------------------------------------------------------------


def waiting(app: Flask, who: str) -> list[tuple[str, bool]]:
    """What waits for somebody: the words, and whether it was sent back."""
    with As(app, who) as actor:
        found = todos.waiting_for(actor)
        return [(f"{one.subject} {one.transition.label}", one.is_returned) for one in found]


def told(app: Flask, who: str) -> list[str]:
    with As(app, who) as actor:
        asked = select(Message.title).where(Message.user_id == actor.user_id)
        return list(db.session.scalars(asked.order_by(Message.id)))


def test_each_is_told_what_waits_and_what_came_of_it(app: Flask) -> None:
    (number,) = file(app, certified(app))
    accept = ("唐一鸣 受理", False)
    assert accept in waiting(app, "hn_review")
    assert accept not in waiting(app, "hn_leader")
    act(app, "hn_review", number, "return", opinion="材料不符合要求")
    assert ("唐一鸣 提交", True) in waiting(app, "yl_clerk")
    assert told(app, "yl_clerk") == ["人员证书变更：退回"]
    assert told(app, "yl_admin") == ["人员证书变更：退回"]
    act(app, "yl_clerk", number, "file")
    through(app, number)
    assert told(app, "yl_clerk")[1:] == ["人员证书变更：受理", "人员证书变更：办结"]
    assert accept not in waiting(app, "hn_review")


def test_what_is_not_accepted_in_time_is_late(app: Flask, at: Any) -> None:
    file(app, certified(app))
    at(f"{clock.today() + dt.timedelta(days=20)} 09:00")
    with As(app, "hn_review") as actor:
        assert todos.find(actor).late == 1
