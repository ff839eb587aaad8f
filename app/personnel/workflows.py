"""How 调动 runs: the own organization offers, the other one takes over or refuses."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.screens.form_fields import Day, Required
from app.workflow import desks
from app.workflow.declaration import Handler, Move, Transition, Workflow

from . import operations, queries, rules
from .choices import TransferState as State
from .labels import LABELS
from .models import Person, PersonTransfer

SENDER = Handler(desks.OWN, FILERS)
RECEIVER = Handler(desks.party("receiver_id", _l("调入机构")), FILERS)


def _person(move: Move) -> Person | None:
    """The person of a 调动, looked up and held by the first who asks."""
    if "person" not in move.known:
        move.known["person"] = queries.person_to_move(move.item.person_id)
    found: Person | None = move.known["person"]
    return found


def _may_be_offered(move: Move) -> Iterator[FieldError]:
    item = move.item
    by, to = item.organization_id, item.receiver_id
    return operations.offer_refusals(_person(move), by=by, receiver_id=to, but=item.id)


def _not_movable(move: Move) -> str:
    return operations.not_movable(_person(move), move.item.organization_id)


def _day_fits(move: Move) -> FieldError | None:
    person = _person(move)
    if person is None:
        return None
    day, since = move.data["joined_on"], person.joined_on
    words = rules.day_fault("joined_on", day, since=since, today=clock.today())
    return FieldError("V15", "joined_on", words) if words else None


def _take_over(move: Move) -> None:
    person = _person(move)
    assert person is not None
    move.item.joined_on = move.data["joined_on"]
    operations.move_person(person, move.item.receiver_id, on=move.data["joined_on"])


TRANSFER = Workflow(
    resource="personnel.transfer",
    title=_l("人员调动"),
    model=PersonTransfer,
    states=State,
    initial=State.DRAFT,
    final=(State.ACCEPTED, State.REFUSED, State.WITHDRAWN),
    link=lambda number: f"/personnel/transfers/show/{number}",
    subject=lambda item: item.name,
    transitions=(
        Transition(
            "file",
            _l("调出"),
            (State.DRAFT,),
            State.FILED,
            (SENDER,),
            guards=(_may_be_offered,),
            tell=(RECEIVER,),
        ),
        Transition(
            "accept",
            _l("接收"),
            (State.FILED,),
            State.ACCEPTED,
            (RECEIVER,),
            guards=(_not_movable, _day_fits),
            effects=(_take_over,),
            asks={"joined_on": Day(LABELS["joined_on"], [Required(_l("请选择%(label)s"))])},
            waits=(State.FILED,),
            tell=(SENDER,),
        ),
        Transition(
            "refuse",
            _l("不予接收"),
            (State.FILED,),
            State.REFUSED,
            (RECEIVER,),
            opinion_required=True,
            tell=(SENDER,),
            danger=True,
        ),
        Transition(
            "withdraw",
            _l("撤回"),
            (State.FILED,),
            State.WITHDRAWN,
            (SENDER,),
            undoes=("file",),
            tell=(RECEIVER,),
        ),
    ),
)
WORKFLOWS = (TRANSFER,)
