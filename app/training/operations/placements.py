"""Places of 新进人员 in a session: taken by 分配, given back; nothing is committed here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.roles import Role
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.configuration.parameters import parameter
from app.training import queries, rules
from app.training.choices import EnrolmentStep, InductionState
from app.training.models import InductionEnrolment, SessionQuota
from app.workflow import engine, messages
from app.workflow.declaration import Move, Workflow

from .quotas import closed_words

ALLOCATE_AT = "/training/allocations/list/"
TOLD = (Role.PREFECTURE_ADMIN, Role.PROVINCE_ADMIN)


def place_refusal(item: InductionEnrolment, quota: SessionQuota) -> str:
    """Why somebody who waits is given no place of a quota."""
    if not rules.fits(item.types, quota.session.covers):
        return str(_("报考证书与档期适用证书不符"))
    is_reviewed = item.state is InductionState.CITY_PASSED or (
        item.step is EnrolmentStep.ALLOCATION
    )
    if is_reviewed or parameter("allocate_is_approval"):
        return ""
    return str(_("该报名尚未通过市州审核"))


def may_take_a_place(move: Move) -> str:
    """Guard of 分配; the place itself is looked for by whoever holds the quota."""
    quota = move.known.get("quota")
    if quota is None:
        return str(_("请在“培训报名额度分配”中分配名额"))
    return place_refusal(move.item, quota)


def take_place(move: Move) -> None:
    """Effect of 分配: the place is one of the quota that whoever allocates holds."""
    quota = move.known["quota"]
    move.item.session_id, move.item.quota_id = quota.session_id, quota.id


def may_be_taken_back(move: Move) -> str:
    """Guard of 取消分配: until the day by which places are handed out."""
    session = move.item.session
    if clock.today() <= session.allocate_by:
        return ""
    return str(_("额度分配已于 %(day)s 截止", day=session.allocate_by))


def free_place(move: Move) -> None:
    """Effect of what ends a place: nobody has it any more.

    Whoever loses it in a later year waits for a place of that year.
    """
    move.item.session_id = move.item.quota_id = None
    move.item.year = clock.year()


def give_place_back(move: Move) -> None:
    """The same where somebody else may have the place: whoever hands it out is told who is next."""
    quota = db.session.get_one(SessionQuota, move.item.quota_id)
    free_place(move)
    db.session.flush()
    tell_of_place(quota, but=[move.item.id])


def allocate_places(
    workflow: Workflow,
    quota_id: int,
    wanted: Sequence[InductionEnrolment],
    shown: Collection[int],
    actor: Actor,
) -> None:
    """分配: the ticked have places, and those that were shown as ticked and are no more have none.

    All or none. The quota is held until the transaction ends, and enrolments are moved in one
    order, so that no place is given twice.
    """
    quota = queries.hold_places(quota_id)
    if words := closed_words(quota.session):
        raise Refused.because("V35", "", words)
    seated = {one.id: one for one in queries.seated_by(quota)}
    waiting = {one.id for one in queries.waiting_for(quota)}
    ticked = {one.id for one in wanted}
    leaving = [one for one in seated.values() if one.id in shown and one.id not in ticked]
    coming = [one for one in wanted if one.id not in seated]
    if gone := [one.name for one in coming if one.id not in waiting]:
        words = _("%(names)s已不在待分配之列，请重新打开", names=_("、").join(gone))
        raise Conflict(words)
    left = quota.seats - queries.places_taken(quota.id) + len(leaving)
    if len(coming) > left:
        words = _("名额不足，本市州剩余 %(n)d 个名额", n=max(left, 0))
        raise Refused.because("V35", "", words)
    for one in _in_order(leaving):
        engine.fire(workflow, one, "unallocate", actor=actor)
    for one in _in_order(coming):
        engine.fire(workflow, one, "allocate", actor=actor, known={"quota": quota})
    if len(leaving) > len(coming):
        tell_of_place(quota, but=[one.id for one in leaving])


def _in_order(items: Iterable[InductionEnrolment]) -> list[InductionEnrolment]:
    return sorted(items, key=lambda one: one.id)


def tell_of_place(quota: SessionQuota, *, but: Sequence[int]) -> None:
    """Tell whoever hands out a place that came back who of those that wait is next."""
    session = quota.session
    if closed_words(session) or (found := queries.next_waiting(quota, but=but)) is None:
        return
    messages.send_each(
        messages.readers_at([quota.organization_id], TOLD),
        lambda: messages.Words(
            _("培训名额空出：%(name)s", name=session.name),
            _("下一位待分配：%(name)s（%(number)s）", name=found.name, number=found.number),
            found.name,
        ),
        key=f"training:{session.id}:place:{clock.now():%Y%m%d%H%M%S%f}",
        kind=messages.NOTICE,
        link=ALLOCATE_AT,
    )
