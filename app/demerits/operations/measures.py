"""What follows from totals: measures come, become void and are done; nothing is committed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.certificates.operations import restore, suspend
from app.certificates.suspensions import REASONS
from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.configuration.dictionaries import codes_in
from app.demerits import queries, rules
from app.demerits.choices import MeasureKind
from app.demerits.models import DemeritMeasure, DemeritRecord
from app.personnel.models import Certificate
from app.training.choices import Result
from app.training.queries import RETRAINING
from app.workflow.declaration import Move

from .messages import tell_of_failure, tell_of_measure, tell_of_second_time

Values = Mapping[str, Any]
# The text of a suspension stays Chinese, as certificates are.
PAPER_LANGUAGE = "zh"
FOLLOWS = "what follows from a total follows wherever the person works"


def hold_people(items: Sequence[DemeritRecord]) -> None:
    """The people before their records, as everybody does who changes totals."""
    queries.hold_identities({one.identity_id for one in items})


def follow_total(move: Move) -> None:
    """Effect of a move after which the points of a record count, or count no more."""
    record = move.item
    with unscoped(FOLLOWS):
        db.session.flush()
        follow(record, move.actor)


def follow(record: DemeritRecord, actor: Actor) -> None:
    """Bring the measures of a cycle in line with its total; may be called any number of times."""
    total = queries.total_of(record.identity_id, record.cycle)
    found = queries.measures_of(record.identity_id, record.cycle)
    base = settled_of(found)
    wanted = rules.measures_for(rules.open_total(total, base), queries.thresholds())
    standing = {one.kind: one for one in found if _stands(one, base)}
    for kind in MeasureKind:
        there = standing.get(kind)
        if kind in wanted and there is None:
            _begin(record, kind, total, base, actor)
        elif kind in wanted and there is not None and there.done_on is None:
            there.total = total
        elif kind not in wanted and there is not None:
            _end(there, actor)
    db.session.flush()


def settled_of(measures: Sequence[DemeritMeasure]) -> int:
    """The points of a cycle that are 已处理."""
    return max((one.settled for one in measures), default=0)


def _stands(measure: DemeritMeasure, base: int) -> bool:
    """Whether a measure answers what of a total is open."""
    is_over = measure.kind is MeasureKind.SUSPENSION and measure.done_on is not None
    return measure.void_on is None and measure.base == base and not is_over


def _begin(record: DemeritRecord, kind: MeasureKind, total: int, base: int, actor: Actor) -> None:
    person = queries.employer_of(record.identity_id)
    measure = DemeritMeasure(
        organization_id=record.subject_id if person is None else person.organization_id,
        identity_id=record.identity_id,
        person_id=record.person_id if person is None else person.id,
        cycle=record.cycle,
        name=record.name if person is None else person.name,
        id_no=record.id_no if person is None else person.id_no,
        kind=kind,
        total=total,
        base=base,
        reached_on=clock.today(),
    )
    if kind in (MeasureKind.REMIND, MeasureKind.NOTICE):
        # They are said, and nothing is waited for.
        measure.done_on = clock.today()
    db.session.add(measure)
    db.session.flush()
    tell_of_measure(measure)
    if kind is MeasureKind.SUSPENSION:
        _suspend_all(measure, actor)
        if _is_second_time(measure):
            tell_of_second_time(measure)


def _is_second_time(measure: DemeritMeasure) -> bool:
    """Whether the total was full in the cycle before, too."""
    before = queries.measures_of(measure.identity_id, measure.cycle - 1)
    return any(one.kind is MeasureKind.SUSPENSION and one.void_on is None for one in before)


def _end(measure: DemeritMeasure, actor: Actor) -> None:
    """A measure that the total does not ask for any more; a talk that was held was held."""
    if measure.kind is MeasureKind.TALK and measure.done_on is not None:
        return
    measure.void_on = clock.today()
    if measure.kind is MeasureKind.SUSPENSION:
        _restore_all(measure, actor)


def _suspend_all(measure: DemeritMeasure, actor: Actor) -> None:
    codes = codes_in(REASONS, RETRAINING.group)
    if not codes:
        raise Refused.because("V37", "", _("字典“暂扣原因”中没有再培训后恢复的原因，不能暂扣证书"))
    with force_locale(PAPER_LANGUAGE):
        words = _("%(cycle)d 年记分周期累计记 %(n)d 分", cycle=measure.cycle, n=measure.total)
    values = {
        "suspended_on": clock.today(),
        "suspension_reason": codes[0],
        "suspension_text": words,
    }
    for one in queries.certificates_to_suspend(measure.identity_id):
        suspend(one, values, actor)


def _restore_all(
    measure: DemeritMeasure,
    actor: Actor,
    but: Callable[[Certificate], bool] = lambda _one: False,
) -> None:
    """恢复 of what was suspended for points since a measure began."""
    codes = codes_in(REASONS, RETRAINING.group)
    for one in queries.suspended_certificates(measure.identity_id):
        since = one.suspended_on or measure.reached_on
        if one.suspension_reason in codes and since >= measure.reached_on and not but(one):
            restore(one, actor)


# --- 再培训 and 约谈 ------------------------------------------------------------------------


def settle_after_training(move: Move) -> None:
    """Effect of 延期 of another's process: who was retrained begins anew, the cycle is 已处理.

    The certificates that the enrolment names are lifted by the training itself.
    """
    enrolment = move.item
    if enrolment.identity_id not in queries.suspended_identities():
        return
    with unscoped(FOLLOWS):
        for one in _open_suspensions(enrolment.identity_id):
            one.done_on = clock.today()
            one.settled = queries.total_of(one.identity_id, one.cycle)
            _restore_all(one, move.actor, but=lambda held: str(held.type) in enrolment.types)
        db.session.flush()


def tell_of_failed_retraining(move: Move) -> None:
    """Effect of 补考录入 of another's process: who fails again is to be cancelled (2.19)."""
    enrolment = move.item
    if enrolment.result is not Result.FAILED:
        return
    if enrolment.identity_id in queries.suspended_identities():
        for one in _open_suspensions(enrolment.identity_id):
            tell_of_failure(one)


def _open_suspensions(identity_id: int) -> list[DemeritMeasure]:
    """What is lifted by retraining alone."""
    return [
        one
        for one in queries.measures_of(identity_id)
        if one.kind is MeasureKind.SUSPENSION and one.done_on is None and one.void_on is None
    ]


def talk_refusals(measure: DemeritMeasure, values: Values) -> list[FieldError]:
    """What speaks against a 约谈 as it was typed."""
    day = values.get("done_on")
    if day is None:
        return []
    if day > clock.today():
        return [FieldError("V37", "done_on", _("约谈时间不能晚于今天"))]
    if day < measure.reached_on:
        words = _("约谈时间不能早于达到约谈分值的日期（%(day)s）", day=measure.reached_on)
        return [FieldError("V37", "done_on", words)]
    return []


def record_talk(measure: DemeritMeasure, values: Values, _actor: Actor) -> None:
    """约谈 was held."""
    if words := talk_words(measure):
        raise Conflict(words)
    Refused.if_any(talk_refusals(measure, values))
    measure.done_on = values["done_on"]
    measure.talked_by, measure.content = values["talked_by"], values["content"]


def talk_words(measure: DemeritMeasure) -> str:
    """Why there is no 约谈 to record."""
    if measure.kind is not MeasureKind.TALK:
        return str(_("该措施不是约谈"))
    return str(_("累计分值已变化，无需约谈")) if measure.void_on is not None else ""
