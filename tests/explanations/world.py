"""The world that explanations are asked about: records of every kind and state, odd accounts."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.certificate_cases.choices import CaseKind, CaseState, CaseStep
from app.certificate_cases.models import NEW, CancellationCase, CertificateCase, ChangeCase
from app.certificate_cases.workflows import PROCESSES
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import LoginAttempt, Role, User
from app.core.tree.organization_tree import tree
from app.notices.models import Notice
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn
from app.personnel import transfers
from app.personnel.models import Person
from app.workflow import engine
from tests.support import cast
from tests.support.access.row import YEAR
from tests.support.access.world import build_world
from tests.support.acting import As
from tests.support.factories import make_case, make_person
from tests.support.grants import grant

CLERKS = {2: "cs_clerk", 3: "zz_clerk", 4: "yl_clerk", 5: "ty_clerk", 6: "ly_clerk"}
# Accounts that nothing can be done with, beside those of the cast.
ODD = ("disabled", "lapsed", "unchanged", "locked")


def build(app: Flask) -> None:
    """Rows of the access table's world, and what that one has not."""
    build_world(app)
    with app.app_context(), unscoped("the world of explanations"):
        _add_accounts()
        _add_returns()
        _add_people()
        _complete_cases()
        _add_notices()
        db.session.commit()
        db.session.remove()
    for number, clerk in CLERKS.items():
        _file(app, number, clerk)
        _offer(app, number, clerk)
    with app.app_context(), unscoped("the world of explanations"):
        _name_people()
        db.session.commit()
    grant(app, "cs_leader", "update", "personnel.person")
    grant(app, "yl_leader", "delete", "personnel.person", expires_on=clock.today())
    grant(app, "yl_clerk", "accept", CaseKind.CHANGE.resource)


def _add_accounts() -> None:
    role = db.session.scalars(select(Role).where(Role.name == "县级经办")).one()
    stored = db.session.scalars(select(User.password).where(User.username == "yl_clerk")).one()
    for name in ODD:
        user = User(
            username=name,
            last_name="怪",
            first_name="账号",
            email=f"{name}@example.invalid",
            password=stored,
            active=name != "disabled",
            organization_id=4,
            roles=[role],
            must_change_password=name == "unchanged",
        )
        if name == "lapsed":
            user.password_expires_at = clock.now() - dt.timedelta(days=1)
        db.session.add(user)
    for _try in range(5):
        tried = {"address": "10.0.0.9", "tried_at": clock.now(), "succeeded": False}
        db.session.add(LoginAttempt(username="locked", **tried))


def _add_returns() -> None:
    """Drafts and what was sent back, beside what is handed in and what is locked."""
    models = (ProjectReturn, ProfileReturn, FundingReturn)
    for number, model in ((n, m) for n in range(1, 7) for m in models):
        for year, state in ((YEAR + 1, ReturnState.DRAFT), (YEAR - 2, ReturnState.RETURNED)):
            row = model(organization_id=number, year=year, state=state, explanations={})
            row.returned_by_id = 1 if state is ReturnState.RETURNED else None
            db.session.add(row)


def _add_notices() -> None:
    for number in range(5):
        notice = Notice(title=f"通知之{number}", content="请知悉", published_on=clock.today())
        notice.deleted_at = clock.now() if number == 0 else None
        db.session.add(notice)


def _add_people() -> None:
    """Somebody of each organization who has left, and somebody who was entered by mistake."""
    for number in range(1, 7):
        person = make_person(organization_id=number)
        person.left_on, person.left_reason = clock.today(), "resigned"
        for _each in range(12):
            make_person(organization_id=number)
        gone = make_person(organization_id=number)
        gone.deleted_at = clock.now()
    db.session.flush()


def _name_people() -> None:
    """Names by which a row of a file is known."""
    everybody = db.session.scalars(
        select(Person).order_by(Person.id).execution_options(include_deleted=True)
    )
    for person in everybody:
        person.name = f"张{chr(0x4E00 + person.id)}{chr(0x5E00 + person.id)}"
    db.session.flush()


def _complete_cases() -> None:
    """Applications of the access table say nothing; these can be closed."""
    for case in db.session.scalars(select(CertificateCase)):
        _complete(case)
    db.session.flush()


def _complete(case: CertificateCase) -> None:
    if isinstance(case, ChangeCase):
        case.change_types = case.change_types or ["information"]
        for one in case.certificates:
            for name in NEW:
                setattr(one, f"new_{name}", getattr(one, name))
    elif isinstance(case, CancellationCase):
        case.cancel_reason, case.leaves = "left_supervision", False


def _file(app: Flask, number: int, clerk: str) -> None:
    """Applications that went their way: filed, sent back, accepted, refused, deleted."""
    for kind in CaseKind:
        workflow: Any = PROCESSES[kind]
        ways = ((), ("return",), ("accept",), ("refuse",), ("accept", "close"), ("withdraw",))
        for moves in (*ways, None):
            with As(app, clerk) as actor:
                case = make_case(kind, organization_id=number, state=CaseState.DRAFT)
                _complete(case)
                engine.fire(workflow, case, "file", actor=actor)
                if moves is None:
                    case.deleted_at = clock.now()
                case_id = case.id
            for move in moves or ():
                by = clerk if move == "withdraw" else "hn_review"
                with As(app, by) as actor:
                    case = db.session.get_one(workflow.model, case_id)
                    engine.fire(workflow, case, move, actor=actor, opinion="情况属实同意")
    _await(app, number)


def _await(app: Flask, number: int) -> None:
    """A change that waits for the organization to which somebody moves, one for the prefecture."""
    with app.app_context(), unscoped("the world of explanations"):
        facts = {"step": CaseStep.RECEIVER, "receiver_id": 7 - number}
        transfer = {"change_types": ["transfer"], **facts}
        _complete(make_case(CaseKind.CHANGE, organization_id=number, **transfer))
        make_case(CaseKind.REISSUE, organization_id=number, step=CaseStep.PREFECTURE)
        db.session.commit()


def _offer(app: Flask, number: int, clerk: str) -> None:
    """调动 that waits for its receiver, and one that was taken back."""
    for moves in ((), ("withdraw",)):
        with As(app, clerk) as actor:
            person = make_person(organization_id=number, name="调动人")
            values = {"person": person, "receiver": tree()[7 - number]}
            item = transfers.file_transfer(values, actor)
            for move in moves:
                engine.fire(transfers.TRANSFER, item, move, actor=actor)


def usernames() -> list[str]:
    """Everybody, the odd ones too."""
    return [*chain((name for name, *_rest in cast.USERS), ODD)]
