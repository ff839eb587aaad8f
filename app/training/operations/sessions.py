"""Writing sessions; nothing is committed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.roles import Role
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.configuration.numbering import lock, next_number
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import organization_names
from app.training import queries, rules
from app.training.choices import SESSION, SessionPhase, TrainingKind
from app.training.models import SessionLesson, SessionQuota, SessionSubject, TrainingSession
from app.workflow import messages
from app.workflow.declaration import Workflow

from .enrolments import let_all_go

Values = Mapping[str, Any]
PARTS = ("places", "subjects", "lessons")
SHOWN_AT = "/training/sessions/show/"


def add(values: Values, actor: Actor) -> TrainingSession:
    """A new session as a draft; nobody is told of it yet."""
    # Of two that are sent at once the second sees the 期次 of the first.
    lock(SESSION)
    Refused.if_any(refusals(values, None))
    assert actor.organization_id is not None
    session = TrainingSession(number=_number(values, actor.organization_id))
    _fill(session, values)
    db.session.add(session)
    db.session.flush()
    return session


def _number(values: Values, organization_id: int) -> str:
    """档期编号 counts within the year of the session, whatever day it is made."""
    at = dt.date(values["year"], 1, 1)
    return next_number(SESSION, organization_id=organization_id, at=at)


def change(session: TrainingSession, values: Values, _actor: Actor) -> None:
    """Change a session; one that is published keeps what organizations go by."""
    lock(SESSION)
    Refused.if_any(refusals(values, session))
    _fill(session, values)


def refusals(values: Values, session: TrainingSession | None) -> Iterator[FieldError]:
    """All that speaks against a session as it was typed."""
    days = parameter("train_most_days"), parameter("train_check_in_days")
    yield from rules.refusals(values, *days)
    if session is None or session.published_at is None:
        usual = {one: queries.usual_subjects(one) for one in TrainingKind}
        yield from rules.usual_refusals(values, usual)
    else:
        yield from rules.settled_refusals(_before(session, rules.SETTLED), values)
        yield from _kept(values, session)
    kind, year, issue = (values.get(name) for name in ("kind", "year", "issue"))
    if kind is None or year is None or issue is None:
        return
    if queries.same_issue(kind, year, issue, but=session.id if session else None):
        yield FieldError("TS9", "issue", _("该年度已有同一期次的档期"))


def _kept(values: Values, session: TrainingSession) -> Iterator[FieldError]:
    """What follows from what others did with a session: places handed on, results entered.

    Whoever hands places on holds the session, which is held by who changes it.
    """
    names = {str(number): name for number, name in organization_names().items()}
    yield from rules.handed_on_refusals(values, queries.handed_on(session.id), names)
    if queries.has_results(session):
        yield from rules.graded_refusals(_before(session, rules.GRADED_BY), values)


def _before(session: TrainingSession, names: Sequence[str]) -> Values:
    """Fields of a session as a form gives them."""
    found = {name: getattr(session, name) for name in names}
    if "subjects" in found:
        found["subjects"] = [
            {name: getattr(one, name) for name in ("name", "full_mark", "pass_mark")}
            for one in session.subjects
        ]
    return found


def _fill(session: TrainingSession, values: Values) -> None:
    for name, value in values.items():
        if name not in PARTS:
            setattr(session, name, value)
    if session.kind is TrainingKind.INDUCTION:
        session.extension_months = None
    _fill_quotas(session, values["places"])
    _fill_subjects(session, values["subjects"])
    session.lessons = [
        SessionLesson(position=n, **{**row, "day": dt.date.fromisoformat(row["day"])})
        for n, row in enumerate(values["lessons"])
    ]


def _fill_quotas(session: TrainingSession, places: Values) -> None:
    """Rows stay the same ones, for allocations hold on to them."""
    held = {one.organization_id: one for one in session.quotas}
    for key, cells in places.items():
        number, seats = int(key), cells["seats"] or 0
        if number in held:
            held[number].seats = seats
        elif seats:
            session.quotas.append(SessionQuota(organization_id=number, seats=seats))


def _fill_subjects(session: TrainingSession, rows: Sequence[Values]) -> None:
    """A subject stays the same one while its name does: tables of marks hold on to it."""
    held = {one.name: one for one in session.subjects}
    session.subjects = [held.get(row["name"]) or SessionSubject() for row in rows]
    for position, (subject, row) in enumerate(zip(session.subjects, rows, strict=True)):
        subject.position = position
        for name, value in row.items():
            setattr(subject, name, value)


def remove(session: TrainingSession, _actor: Actor) -> None:
    """Delete a draft."""
    if words := published_words(session):
        raise Refused.because("TS10", "", words)
    db.session.delete(session)


def published_words(session: TrainingSession) -> str:
    """Why a session is not deleted."""
    return "" if session.published_at is None else str(_("档期已发布，不能删除，可以取消"))


def publish(session: TrainingSession, _actor: Actor) -> None:
    """发布, once: the prefectures are told of their places."""
    _expect(session, (SessionPhase.DRAFT,))
    if session.enrol_to < clock.today():
        raise Refused.because("TS11", "", _("报名截止日期已过，请修改后再发布"))
    session.published_at = clock.now()
    _tell_distributors(session, "publish", lambda: _("培训档期已发布：%(name)s", name=session.name))


def end(session: TrainingSession, _actor: Actor) -> None:
    """结束, after the examination, once everybody who came has a result."""
    _expect(session, (SessionPhase.EXAMINED,))
    if left := queries.count_coming(session):
        raise Refused.because("TS12", "", _("还有 %(n)d 人没有成绩，不能结束", n=left))
    session.ended_at = clock.now()


def cancel(
    session: TrainingSession, _actor: Actor, *, workflows: Mapping[TrainingKind, Workflow]
) -> None:
    """取消 of a draft, or of one for which people enrol: places and people are free again."""
    _expect(session, (SessionPhase.DRAFT, SessionPhase.OPEN))
    was_published = session.published_at is not None
    session.cancelled_at = clock.now()
    let_all_go(workflows[session.kind], session)
    if was_published:
        _tell_distributors(
            session, "cancel", lambda: _("培训档期已取消：%(name)s", name=session.name)
        )


def _expect(session: TrainingSession, phases: tuple[SessionPhase, ...]) -> None:
    found = rules.phase(session, clock.today())
    if found not in phases:
        raise Conflict(_("该档期当前状态为“%(phase)s”，请刷新", phase=found.label))


TOLD = (Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER, Role.PROVINCE_ADMIN)


def _tell_distributors(session: TrainingSession, what: str, title: Callable[[], str]) -> None:
    """Tell whoever hands out places, and their leaders, what has become of a session."""
    ids = [one.organization_id for one in session.quotas if one.seats]
    messages.send_each(
        messages.readers_at(ids, TOLD),
        lambda: messages.Words(title()),
        key=f"training:{session.id}:{what}",
        kind=messages.NOTICE,
        link=f"{SHOWN_AT}{session.id}",
    )
