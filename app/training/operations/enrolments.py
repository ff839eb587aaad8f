"""Enrolling people for 继续教育, correcting, deleting and letting lapse; nothing is committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.access.actor import SYSTEM, Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.configuration.numbering import next_numbers
from app.core.configuration.parameters import parameter
from app.long_form.sent_records import SentRecord, in_each
from app.personnel.models import Certificate, Person
from app.training import queries, rules
from app.training.choices import CONTINUING, TrainingKind
from app.training.models import ContinuingEnrolment, Enrolment, TrainingSession
from app.training.numbering import BATCH
from app.workflow import engine
from app.workflow.declaration import Move, Workflow

from .waiting_list import fill_places

Values = Mapping[str, Any]


def seat_left(move: Move) -> str:
    """Guard of 提交: somebody who was sent back takes a place again, where there is one."""
    item = move.item
    if words := rules.window_refusal(item.session, clock.today()):
        return words
    seats = queries.hold_quota(item.session_id, item.organization_id)
    taken = queries.taken_by(item.session_id, item.organization_id)
    # Of a draft the place was counted with all that were sent with it.
    is_counted = item.batch == move.batch
    return "" if is_counted or taken < seats else no_seat(0)


def take_own_seat(move: Move) -> None:
    """Effect of 提交: the place that ``seat_left`` counted, whoever gave one before."""
    move.item.seat_of_id = move.item.organization_id


def no_seat(left: int) -> str:
    """What is said where more are enrolled than places are left."""
    return str(_("机构额度不足，该档期剩余 %(n)d 个名额", n=left))


def begin_enrolments(
    workflow: Workflow,
    session: TrainingSession,
    entries: Sequence[SentRecord],
    actor: Actor,
    *,
    in_line: bool = False,
) -> list[ContinuingEnrolment]:
    """An enrolment for each entry, whose member's key is the id of a person; still drafts.

    Refused with what is wrong with every one, or where fewer places are left: all or none
    (ruling 11), unless they are to wait ``in_line``. The quota is held until the transaction ends.
    """
    assert actor.organization_id is not None
    # The session, people, the quota: in the order of everybody who enrols or corrects.
    queries.hold_sessions([session.id])
    people = queries.own_people([int(one.member.key) for one in entries], lock=True)
    _refuse_full(session, 0 if in_line else len(entries), actor.organization_id)
    held = queries.certificates_of({one.identity_id for one in people.values()})
    against = queries.reasons_against(list(people.values()))

    def checked(entry: SentRecord) -> Person:
        person = people.get(int(entry.member.key))
        if person is None:
            raise Refused.because("V35", "", _("该人员已不在本机构在职"))
        if person.id in against:
            raise Refused.because("V35", "", against[person.id][0])
        Refused.if_any(rules.type_faults(entry.values["types"], free_types(held, person)))
        return person

    found = list(zip(entries, in_each(entries, checked), strict=True))
    rows = _drafts(session, found, held, actor)
    begin_all(workflow, rows, actor, rows[0].batch)
    return rows


def begin_all(workflow: Workflow, rows: Sequence[Enrolment], actor: Actor, batch: str) -> None:
    """Open the histories of new enrolments; refused where somebody was enrolled meanwhile."""
    try:
        with db.session.begin_nested():
            engine.begin_each(workflow, rows, actor=actor, batch=batch)
    except IntegrityError as error:
        if "form_token" in str(error.orig):
            raise
        raise Refused.because("V35", "", _("所选人员本年度已报名")) from None


def _drafts(
    session: TrainingSession,
    found: Sequence[tuple[SentRecord, Person]],
    held: Mapping[int, Sequence[Certificate]],
    actor: Actor,
) -> list[ContinuingEnrolment]:
    """A row for each entry and its person, with the next numbers."""
    at: dict[str, Any] = {"organization_id": actor.organization_id, "at": clock.today()}
    numbers = next_numbers(CONTINUING, len(found), **at)
    (batch,) = next_numbers(BATCH, 1, **at)
    return [
        _filled(
            ContinuingEnrolment(
                organization_id=actor.organization_id,
                number=number,
                batch=batch,
                session=session,
                year=clock.year(),
                person_id=person.id,
                identity_id=person.identity_id,
                form_token=entry.form_token,
            ),
            entry.values,
            person,
            held.get(person.identity_id, ()),
            actor,
        )
        for number, (entry, person) in zip(numbers, found, strict=True)
    ]


def _refuse_full(session: TrainingSession, count: int, organization_id: int) -> None:
    if words := rules.window_refusal(session, clock.today()):
        raise Refused.because("V35", "", words)
    left = queries.hold_quota(session.id, organization_id)
    left -= queries.taken_by(session.id, organization_id)
    if count and count > left:
        raise Refused.because("V35", "", no_seat(max(left, 0)))


def free_types(held: Mapping[int, Sequence[Certificate]], person: Person) -> list[str]:
    """The certificates of a person that can be extended."""
    today, grace = clock.today(), parameter("expired_grace_months")
    found = held.get(person.identity_id, ())
    lifted = queries.lifted_reasons()
    return [one.type.value for one in found if rules.extendable(one, today, grace, lifted)]


def correct_enrolment(item: ContinuingEnrolment, values: Values, actor: Actor) -> None:
    """What was sent back says what was typed, of person and certificates as they are now."""
    person = queries.own_people([item.person_id], lock=True).get(item.person_id)
    if person is None:
        raise Refused.because("V35", "", _("该人员已不在本机构在职"))
    held = queries.certificates_of([person.identity_id])
    Refused.if_any(rules.type_faults(values["types"], free_types(held, person)))
    _filled(item, values, person, held.get(person.identity_id, ()), actor)
    db.session.flush()


def remove_enrolment(item: ContinuingEnrolment, _actor: Actor) -> None:
    """删除: it is kept and not shown, and its place goes on to who waits for it."""
    item.deleted_at = clock.now()
    fill_places(item.session, item.seat_of_id)


def let_all_go(workflow: Workflow, session: TrainingSession) -> None:
    """A session that is cancelled gives every place and person back; 新进人员 wait for another."""
    name = "release" if session.kind is TrainingKind.INDUCTION else "lapse"
    for item in queries.running_of_session(workflow.model, session.id):
        engine.fire(workflow, item, name, actor=SYSTEM)


def _filled(
    item: ContinuingEnrolment,
    values: Values,
    person: Person,
    held: Sequence[Certificate],
    actor: Actor,
) -> ContinuingEnrolment:
    keep_person(item, person, held, actor)
    item.types, item.remark = values["types"], values["remark"]
    return item


def keep_person(item: Enrolment, person: Person, held: Sequence[Certificate], actor: Actor) -> None:
    """An enrolment keeps what is known of person and certificates on its day."""
    item.name, item.id_no, item.id_no_hash = person.name, person.id_no, person.id_no_hash
    item.mobile = person.mobile
    item.facts = queries.facts_of(person, held)
    item.applied_on, item.applied_by = clock.today(), actor.name
