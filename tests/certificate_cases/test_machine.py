"""The machine of 变更, 注销 and 补办 as declared, walked at random, raced and killed."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import signal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.certificate_cases.choices import CaseKind, CaseState
from app.certificate_cases.models import CertificateCase
from app.certificate_cases.workflows import PROCESSES
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import OrganizationStatus
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused, Unconfirmed
from app.core.models import Organization
from app.personnel.models import ON_ROSTER, Certificate, Person
from app.reorganization import operations as reorganization
from app.reorganization.queries import stamp_of
from app.workflow.models import WorkflowEvent
from tests.certificate_cases.acts import (
    LIUYANG,
    TIANYUAN,
    YUELU,
    act,
    certificates,
    certified,
    change,
    file,
)
from tests.support.acting import As
from tests.support.factories import id_number
from tests.support.together import together

pytestmark = pytest.mark.both_databases

REVIEWER, LEADER = "省级审核", "省级领导"
APPLICANT = "省级管理员 市州级管理员 市州级经办 县级管理员 县级经办"
PREFECTURE = "市州级管理员 市州级领导"
# Specification 3.3 with rulings 7 and 10: state → action → who.
COMMON = {
    "未受理": {
        "撤回": APPLICANT,
        "初审通过": PREFECTURE,
        "初审退回": PREFECTURE,
        "受理": REVIEWER,
        "退回": REVIEWER,
        "不予受理": REVIEWER,
    },
    "已受理": {"办结": f"{REVIEWER} {LEADER}", "退回": REVIEWER, "不予办理": REVIEWER},
    "已退回": {"提交": APPLICANT},
    "不予受理": {},
    "已办结": {},
}
OF_A_CHANGE = {
    **COMMON,
    "未受理": {**COMMON["未受理"], "同意调入": APPLICANT, "不同意调入": APPLICANT},
}
ACTORS = ("yl_clerk", "yl_leader", "ty_clerk", "cs_admin", "hn_review", "hn_leader", "hn_admin")
WORDS = "材料不符合要求"
ID_NUMBER = id_number(dt.date(1985, 2, 3), 7)


def declared(kind: CaseKind) -> dict[str, dict[str, str]]:
    """The moves of each state by their words, with the roles that make them."""
    found: dict[str, dict[str, str]] = {
        str(one.label): {} for one in CaseState if one is not CaseState.DRAFT
    }
    for transition in PROCESSES[kind].transitions:
        roles = [role.value for handler in transition.by for role in handler.roles]
        for state in transition.source:
            if state is not CaseState.DRAFT:
                moves = found[str(state.label)]
                before = moves.get(str(transition.label), "").split()
                moves[str(transition.label)] = " ".join([*before, *roles])
    return found


@pytest.mark.parametrize("kind", list(CaseKind))
def test_the_declaration_is_the_specification(app: Flask, kind: CaseKind) -> None:
    with app.test_request_context():
        wanted = OF_A_CHANGE if kind is CaseKind.CHANGE else COMMON
        assert declared(kind) == wanted
        assert PROCESSES[kind].deletable_in == (
            CaseState.FILED,
            CaseState.REFUSED,
            CaseState.RETURNED,
        )


def _told(app: Flask) -> tuple[int, Any]:
    """How many moves there were, and what people and certificates say."""
    with app.app_context(), unscoped("what is stored"):
        events = db.session.scalar(select(func.count()).select_from(WorkflowEvent)) or 0
        people = db.session.execute(
            select(Person.id, Person.name, Person.organization_id, Person.left_on, Person.version)
        ).all()
        held = db.session.execute(
            select(Certificate.id, Certificate.number, Certificate.status, Certificate.reissued)
        ).all()
        return events, (people, held)


@pytest.mark.parametrize("kind", list(CaseKind))
@pytest.mark.parametrize("seed", range(6))
def test_whoever_does_whatever_no_move_is_lost_and_only_the_end_changes_anything(
    app: Flask, kind: CaseKind, seed: int
) -> None:
    chance = random.Random(f"{kind}{seed}")
    (number,) = file(app, certified(app, "quality", "safety"), kind=kind)
    moves = [one.name for one in PROCESSES[kind].transitions]
    for _turn in range(14):
        who, move = chance.choice(ACTORS), chance.choice(moves)
        events, before = _told(app)
        made = True
        try:
            act(app, who, number, move, opinion=WORDS)
        except (Refused, Conflict, AssertionError):
            made = False
        after, now = _told(app)
        assert after == events + made
        if not (made and move in ("close", "sign")):
            assert now == before
    with app.app_context(), unscoped("where it stands"):
        found = db.session.get_one(CertificateCase, number)
        last = db.session.scalars(select(WorkflowEvent).order_by(WorkflowEvent.id.desc())).first()
        assert last is not None
        assert found.state == last.target
        assert found.state is not CaseState.DRAFT


def test_of_sixteen_moves_at_once_one_is_made(app: Flask) -> None:
    (number,) = file(app, certified(app))
    acts = [
        ("hn_review", "accept"),
        ("hn_review", "return"),
        ("hn_review", "refuse"),
        ("yl_clerk", "withdraw"),
    ] * 4

    def press(who: str, name: str) -> Any:
        def go(wait: Any) -> bool:
            wait()
            try:
                act(app, who, number, name, opinion=WORDS, version=_version(app, number))
            except (Refused, Conflict):
                return False
            return True

        return go

    first = _version(app, number)
    made = together([press(*one) for one in acts])
    assert sum(made) >= 1
    with app.app_context(), unscoped("what came of it"):
        asked = select(WorkflowEvent).filter_by(item_id=number).order_by(WorkflowEvent.id)
        chain = [(one.source, one.target) for one in db.session.scalars(asked)]
    # Each move begins where the one before it ended, so none was made from a state that was gone.
    assert all(one[1] == two[0] for one, two in itertools.pairwise(chain))
    assert _version(app, number) > first


def _version(app: Flask, number: int) -> int:
    with app.app_context(), unscoped("as somebody sees it"):
        return db.session.get_one(CertificateCase, number).version


def test_of_sixteen_who_see_the_same_one_wins(app: Flask) -> None:
    (number,) = file(app, certified(app))
    seen = _version(app, number)

    def press(who: str, name: str) -> Any:
        def go(wait: Any) -> bool:
            wait()
            try:
                act(app, who, number, name, opinion=WORDS, version=seen)
            except (Refused, Conflict):
                return False
            return True

        return go

    acts = [
        ("hn_review", "accept"),
        ("hn_review", "return"),
        ("hn_review", "refuse"),
        ("yl_clerk", "withdraw"),
    ] * 4
    assert sum(together([press(*one) for one in acts])) == 1


def test_a_process_that_dies_while_it_closes_leaves_all_or_nothing(app: Flask) -> None:
    person = certified(app)
    before = certificates(app, person)[0].number
    (number,) = file(app, person)
    act(app, "hn_review", number, "accept")
    child = os.fork()
    if not child:
        with app.app_context():
            # The parent's connections are not this process's own.
            db.engine.dispose(close=False)
        event.listen(
            db.session, "before_commit", lambda _session: os.kill(os.getpid(), signal.SIGKILL)
        )
        act(app, "hn_review", number, "close")
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert certificates(app, person)[0].number == before
    act(app, "hn_review", number, "close")
    assert certificates(app, person)[0].number == change()["quality_number"]


def _die(_session: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_two_who_file_about_one_certificate_at_once(app: Flask) -> None:
    person = certified(app)

    def press(who: str) -> Any:
        def go(wait: Any) -> bool:
            wait()
            try:
                return bool(file(app, person, who=who))
            except Refused:
                return False

        return go

    assert sorted(together([press(who) for who in ("yl_clerk", "yl_admin")])) == [False, True]


@pytest.mark.parametrize("asked", ["quality_number", "new_id_no"])
def test_of_two_who_are_given_one_number_at_once_one_is_told(
    app: Flask, sign_in: Any, asked: str
) -> None:
    """Whatever is numbered alike meanwhile, whoever closes reads why it cannot be."""
    typed = {
        "quality_number": [{}, {}],
        "new_id_no": [
            {"change_types": ["id_number"], "new_id_no": ID_NUMBER, "quality_number": number}
            for number in ("湘质监430100001", "湘质监430100002")
        ],
    }[asked]
    numbers = [file(app, certified(app), **one)[0] for one in typed]

    def press(number: int) -> Any:
        client = sign_in("hn_review")
        act(app, "hn_review", number, "accept")

        def go(wait: Any) -> tuple[int, str]:
            wait()
            answer = client.post(f"/certificate-cases/changes/move/{number}/close")
            return answer.status_code, answer.text

        return go

    (closed, _page), (refused, page) = sorted(together([press(one) for one in numbers]))
    assert (closed, refused) == (303, 422)
    assert {"quality_number": "已被其他证书使用", "new_id_no": "新身份证号已登记为另一人员"}[
        asked
    ] in page
    with app.app_context(), unscoped("where they stand"):
        states = db.session.scalars(select(CertificateCase.state)).all()
        assert sorted(states) == [CaseState.ACCEPTED, CaseState.CLOSED]


def test_a_change_that_is_closed_while_its_organization_is_joined_is_closed(
    app: Flask, sign_in: Any
) -> None:
    """The one waits for the other; nobody is told of an error, and nobody is moved twice."""
    person = certified(app)
    moving = {"change_types": ["transfer"], "receiver": TIANYUAN, "receiver_id": TIANYUAN}
    (number,) = file(app, person, **moving)
    act(app, "ty_clerk", number, "agree")
    act(app, "hn_review", number, "accept")
    reviewer = sign_in("hn_review")

    def close(wait: Any) -> int:
        wait()
        answer = reviewer.post(f"/certificate-cases/changes/move/{number}/close")
        return int(answer.status_code)

    def join(wait: Any) -> None:
        with As(app, "sys_admin"):
            found = db.session.get_one(Organization, YUELU)
            typed = {
                "target": db.session.get_one(Organization, LIUYANG),
                "day": clock.today(),
                "stamp": stamp_of(found),
                "confirmed": "",
            }
            wait()
            for _turn in range(3):
                # Asked anew where the one who goes was counted before.
                try:
                    reorganization.join(found, typed)
                    break
                except Unconfirmed as asked:
                    db.session.rollback()
                    typed["confirmed"] = asked.stamp

    assert together([close, join])[0] == 303
    (held,) = certificates(app, person)
    assert held.organization_id == TIANYUAN
    with app.app_context(), unscoped("the rosters"):
        rows = db.session.scalars(select(Person.organization_id).where(ON_ROSTER)).all()
        assert rows == [TIANYUAN]
        joined = db.session.get_one(Organization, YUELU).status
        assert joined is OrganizationStatus.MERGED
