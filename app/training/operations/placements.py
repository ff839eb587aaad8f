"""Places of 新进人员 in a session: taken by 分配, given back; nothing is committed here."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.base import clock
from app.core.configuration.parameters import parameter
from app.training.choices import EnrolmentStep, InductionState
from app.workflow.declaration import Move


def may_take_a_place(move: Move) -> str:
    """Guard of 分配: what waits for a place, or is approved by being given one.

    The place itself is looked for by whoever holds the quota.
    """
    item = move.item
    is_reviewed = item.state is InductionState.CITY_PASSED or (
        item.step is EnrolmentStep.ALLOCATION
    )
    if is_reviewed or parameter("allocate_is_approval"):
        return ""
    return str(_("该报名尚未通过市州审核"))


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


def give_place_back(move: Move) -> None:
    """Effect of what ends a place: nobody has it any more."""
    move.item.session_id = move.item.quota_id = None
