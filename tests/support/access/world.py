"""The world of the access table: rows of every organization, and whose they are for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.assessments.models import Assessment
from app.audit.choices import CheckState
from app.audit.models import AuditCheck
from app.certificate_cases.choices import CaseKind, CaseState
from app.core.access.roles import Role
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, LoginAttempt, PermissionBundle, User
from app.core.models import Role as RoleRow
from app.demerits.choices import DemeritState, MeasureKind
from app.demerits.models import ReasonList
from app.imports.choices import ImportState
from app.imports.models import ImportBatch
from app.notices.models import Document, Notice
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn, YearLock
from app.reporting.models import ReportRun
from app.training.choices import ContinuingState, InductionState, TrainingKind
from app.users.choices import ApplicationState, RightKind
from app.users.models import AccountApplication, RightApplication
from app.workflow.models import Message
from tests.assessments.rows import make_group, make_hierarchy, make_project
from tests.demerits.stage import make_measure, make_record
from tests.support.access.row import YEAR, Row
from tests.support.factories import make_case, make_certificate, make_person, make_verification
from tests.training.stage import make_continuing, make_induction, make_session, quota_of

ORGANIZATION_OF = {"hn": 1, "cs": 2, "yl": 4}
BELOW = {1: (2, 4), 2: (4,)}
# For the county both its neighbour and its superior are foreign; the province knows no stranger.
FOREIGN = {2: (5, 3), 4: (6, 2)}


@dataclass
class World:
    """The ids of an organization's rows."""

    person: dict[int, int] = field(default_factory=dict)
    certificate: dict[int, int] = field(default_factory=dict)
    filed: dict[int, int] = field(default_factory=dict)
    locked: dict[int, int] = field(default_factory=dict)
    user: dict[int, int] = field(default_factory=dict)
    # By the screen that they stand on.
    screens: dict[str, dict[int, int]] = field(default_factory=dict)
    profile: dict[int, int] = field(default_factory=dict)
    old_profile: dict[int, int] = field(default_factory=dict)
    funding: dict[int, int] = field(default_factory=dict)
    old_funding: dict[int, int] = field(default_factory=dict)
    verification: dict[int, int] = field(default_factory=dict)
    change: dict[int, int] = field(default_factory=dict)
    cancellation: dict[int, int] = field(default_factory=dict)
    reissue: dict[int, int] = field(default_factory=dict)
    change_accepted: dict[int, int] = field(default_factory=dict)
    cancellation_accepted: dict[int, int] = field(default_factory=dict)
    reissue_accepted: dict[int, int] = field(default_factory=dict)
    continuing: dict[int, int] = field(default_factory=dict)
    continuing_accepted: dict[int, int] = field(default_factory=dict)
    induction: dict[int, int] = field(default_factory=dict)
    induction_accepted: dict[int, int] = field(default_factory=dict)
    newcomer_places: dict[int, int] = field(default_factory=dict)
    session_places: dict[int, int] = field(default_factory=dict)
    group: dict[int, int] = field(default_factory=dict)
    assessed: dict[int, int] = field(default_factory=dict)
    hierarchy: dict[int, int] = field(default_factory=dict)
    inspected: dict[int, int] = field(default_factory=dict)
    lower: dict[int, int] = field(default_factory=dict)
    demerit: dict[int, int] = field(default_factory=dict)
    demerit_passed: dict[int, int] = field(default_factory=dict)
    talk: dict[int, int] = field(default_factory=dict)
    reason_list: int = 0
    session: int = 0
    ended_session: int = 0
    examined_session: int = 0
    run: int = 0
    role: int = 0
    bundle: int = 0
    notice: int = 0
    document: int = 0
    message: int = 0
    imported: dict[int, int] = field(default_factory=dict)
    entry: int = 0
    attempt: int = 0
    audit_check: int = 0

    def address(self, path: str, organization: int) -> str:
        ids = {
            name: held[organization]
            for name, held in vars(self).items()
            if isinstance(held, dict) and name != "screens"
        }
        ids |= {"run": self.run, "message": self.message, "notice": self.notice}
        ids |= {name: held[organization] for name, held in self.screens.items()}
        ids |= {"role": self.role, "bundle": self.bundle}
        ids |= {"document": self.document}
        ids |= {"session": self.session, "ended_session": self.ended_session}
        ids |= {"examined_session": self.examined_session}
        ids |= {"reason_list": self.reason_list}
        ids |= {"entry": self.entry, "attempt": self.attempt, "audit_check": self.audit_check}
        return path.format(organization=organization, **ids)


def _file_cases(found: World, number: int) -> None:
    """Applications of an organization that wait for the province, and some that were accepted."""
    for kind in CaseKind:
        waiting = make_case(kind, organization_id=number)
        accepted = make_case(kind, organization_id=number, state=CaseState.ACCEPTED)
        getattr(found, kind.value)[number] = waiting.id
        getattr(found, f"{kind.value}_accepted")[number] = accepted.id


def _enrol(found: World) -> None:
    """Sessions with places of everybody, enrolments that wait and some that were accepted."""
    session, newcomers = make_session(), make_session(TrainingKind.INDUCTION)
    found.session = session.id
    found.ended_session = make_session(starts_in=-60, ended_at=clock.now()).id
    found.examined_session = make_session(starts_in=-20).id
    for one in range(1, 7):
        found.session_places[one] = quota_of(session, one).id
        found.newcomer_places[one] = quota_of(newcomers, one).id
        came, waits = ContinuingState.ACCEPTED, ContinuingState.FILED
        found.continuing[one] = make_continuing(session, organization_id=one, state=waits).id
        accepted = make_continuing(session, organization_id=one, state=came)
        found.continuing_accepted[one] = accepted.id
        found.induction[one] = make_induction(organization_id=one).id
        taken = make_induction(newcomers, organization_id=one, state=InductionState.ACCEPTED)
        found.induction_accepted[one] = taken.id


def _assess(found: World, number: int) -> None:
    """An assessment that runs, with a project."""
    running = make_group(organization_id=number)
    found.group[number] = running.id
    found.assessed[number] = make_project(running).id


def _assess_below(found: World) -> None:
    """What the province and prefectures assess of those below them, and what runs of counties."""
    for by, target in ((1, 2), (2, 4), (3, 5)):
        found.hierarchy[by], found.lower[by] = make_hierarchy(by, target).id, target
    for by, target in ((2, 4), (3, 5), (2, 6)):
        running = make_hierarchy(by, target, period=2)
        found.hierarchy[target], found.lower[target] = running.id, target
    for one, number in found.hierarchy.items():
        # As many as 提交 asks for.
        first, _second = (make_project(db.session.get_one(Assessment, number)) for _n in range(2))
        found.inspected[one] = first.id


def _give_points(found: World) -> None:
    """Records that wait and some that count, with the talk that follows, and the reasons."""
    for one in range(1, 7):
        found.demerit[one] = make_record(organization_id=one).id
        passed = make_record(organization_id=one, state=DemeritState.PASSED)
        found.demerit_passed[one] = passed.id
        found.talk[one] = make_measure(passed, MeasureKind.TALK).id
    found.reason_list = db.session.scalars(select(ReasonList.id)).first() or 0


def _add_users(found: World, number: int) -> None:
    """A clerk nobody signs in with, and applications that wait or were approved."""
    level = {1: "省级审核", 2: "市州级经办", 3: "市州级经办"}.get(number, "县级经办")
    role = db.session.scalars(select(RoleRow).where(RoleRow.name == level)).one()
    user = User(
        username=f"spare_{number}",
        last_name="备用",
        first_name="",
        email=f"spare_{number}@localhost",
        active=True,
        organization_id=number,
        roles=[role],
    )
    db.session.add(user)
    db.session.flush()
    found.user[number] = user.id
    facts: dict[str, Any] = {"organization_id": number, "name": "备用", "applied_by": "管理员"}
    facts |= {"batch": "P", "roles": [level]}
    for state, suffix in ((ApplicationState.FILED, ""), (ApplicationState.APPROVED, "_approved")):
        spare = make_person(organization_id=number)
        account = AccountApplication(
            person_id=spare.id,
            number=f"YH{number}{suffix}",
            mobile=spare.mobile,
            username=f"wanted_{number}{suffix[:4]}",
            state=state,
            **facts,
        )
        other = db.session.scalars(
            select(User.id).where(User.organization_id == number).order_by(User.id)
        ).first()
        rights = RightApplication(
            kind=RightKind.GRANT,
            user_id=other,
            number=f"QX{number}{suffix}",
            username="x",
            before=[],
            bundle_ids=[],
            bundle_names=[],
            reason="工作需要",
            state=state,
            **facts,
        )
        db.session.add_all([account, rights])
        db.session.flush()
        for view, item in (("ApplicationView", account), ("RightApplicationView", rights)):
            found.screens.setdefault(f"{view}{suffix}", {})[number] = item.id


def _file_returns(found: World, number: int) -> None:
    """A return of this year that waits and one of the last that is locked, of every kind."""
    for model, held, past in (
        (ProjectReturn, found.filed, found.locked),
        (ProfileReturn, found.profile, found.old_profile),
        (FundingReturn, found.funding, found.old_funding),
    ):
        for year, state, ids in (
            (YEAR, ReturnState.SUBMITTED, held),
            (YEAR - 1, ReturnState.LOCKED, past),
        ):
            row = model(organization_id=number, year=year, state=state, explanations={})
            db.session.add(row)
            db.session.flush()
            ids[number] = row.id


def build_world(app: Flask) -> World:
    """Everybody has a person with a certificate, a return that is filed and one that is locked."""
    found, first = World(), dt.date(YEAR - 2, 1, 1)
    with app.app_context(), unscoped("the world of the access table"):
        for number in range(1, 7):
            person = make_person(organization_id=number)
            found.certificate[number] = make_certificate(person).id
            found.person[number] = person.id
            record = make_verification(number, first, first.replace(year=YEAR + 3))
            found.verification[number] = record.id
            _file_cases(found, number)
            _assess(found, number)
            _add_users(found, number)
            sent = ImportBatch(
                organization_id=number,
                kind="roster",
                file_name="人员.xlsx",
                stage=ImportState.REFUSED,
                sent_by=1,
                sent_at=clock.now(),
                sha256="0" * 64,
            )
            db.session.add(sent)
            db.session.flush()
            found.imported[number] = sent.id
            _file_returns(found, number)
        _enrol(found)
        _assess_below(found)
        _give_points(found)
        db.session.add(YearLock(year=YEAR - 1, locked_by="系统"))
        stranger = db.session.scalars(select(User).where(User.username == "zz_admin")).one()
        run = ReportRun(
            report="annual_summary",
            title="长沙市监督机构情况年度汇总表",
            format="xlsx",
            requested_by=stranger.id,
            requested_at=clock.now(),
        )
        told = Message(
            user_id=stranger.id, key="test", kind="result", title="请查看", sent_at=clock.now()
        )
        notice = Notice(
            title="通知",
            content="请各机构知悉",
            published_on=clock.today(),
            published_at=clock.now(),
            announced_at=clock.now(),
        )
        document = Document(category="template", title="填报表", edition="2026版")
        attempt = LoginAttempt(
            username="guess", address="10.0.0.9", tried_at=clock.now(), succeeded=False
        )
        check = AuditCheck(asked_at=clock.now(), state=CheckState.INTACT)
        db.session.add_all([run, told, notice, document, attempt, check])
        db.session.flush()
        found.entry = db.session.scalars(select(AuditEntry.id)).first() or 0
        found.attempt = attempt.id
        found.audit_check = check.id
        clerks = select(RoleRow.id).where(RoleRow.name == Role.COUNTY_CLERK)
        found.role = db.session.scalars(clerks).one()
        found.bundle = db.session.scalars(select(PermissionBundle.id)).first() or 0
        found.run, found.message, found.notice = run.id, told.id, notice.id
        found.document = document.id
        db.session.commit()
        db.session.remove()
    return found


def targets(row: Row, username: str | None) -> Iterator[int]:
    """The organizations that a row of the table is about, as this person sees them."""
    own = ORGANIZATION_OF.get((username or "hn_").partition("_")[0], 1)
    if row.whose == "own":
        yield own
    elif row.whose == "below":
        # Below a county there is nobody.
        yield from BELOW.get(own, ())
    else:
        yield from FOREIGN[own]
