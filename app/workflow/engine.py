"""The only code that changes a state.

A move is made under a row lock: is the item still as the actor saw it, may this
actor make this move from this state, do the guards agree. Then the event, the
state, the effects and the messages are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.db import db
from app.core.errors import Conflict, FieldError, Refused
from app.core.scope import Scope, readable, under
from app.core.security import may
from app.core.tree import organization_names

from . import messages
from .declaration import Move, Transition, Workflow
from .desks import sits_at
from .models import WorkflowEvent

SHORTEST_OPINION = 5
# The language of what the history keeps.
KEPT_IN = "zh"
STATE_CHANGED = _l("该记录状态已变化，请刷新")


def begin(workflow: Workflow, item: Any, *, actor: Actor) -> None:
    """Put a new item into the initial state and open its history; flushes to learn its id."""
    begin_each(workflow, [item], actor=actor)


def begin_each(workflow: Workflow, items: Sequence[Any], *, actor: Actor) -> None:
    """``begin`` for several items that are stored together."""
    for item in items:
        item.state = workflow.initial
    db.session.add_all(items)
    db.session.flush()
    for item in items:
        _remember(workflow, item, "begin", None, Move(item, actor, clock.now()))


def available(workflow: Workflow, item: Any, actor: Actor) -> list[Transition]:
    """The moves this actor may make now; buttons, lists and tests ask this."""
    return [t for t in workflow.transitions if _is_open(workflow, t, item, actor)]


def concerns(workflow: Workflow, transition: Transition, item: Any, actor: Actor) -> bool:
    """Whether a move is this actor's at all, in whatever state the item is."""
    if actor == SYSTEM:
        return transition.automatic
    return may(transition.name, workflow.resource) and any(
        sits_at(handler.desk, item.organization_id, actor.organization_id)
        for handler in transition.by
    )


def refusals(workflow: Workflow, item: Any, name: str, actor: Actor) -> list[str]:
    """Why guards would refuse a move that is otherwise open."""
    move = Move(item, actor, clock.now())
    return [words for guard in workflow[name].guards if (words := guard(move))]


def fire(
    workflow: Workflow,
    item: Any,
    name: str,
    *,
    actor: Actor,
    version: int | None = None,
    opinion: str = "",
    marked: Iterable[str] = (),
) -> WorkflowEvent:
    """Make a move.

    Raises Conflict when the item is no longer as the actor saw it (``version``),
    Refused when the move is not this actor's, an opinion is missing or a guard
    says no. Nothing is committed.
    """
    transition = workflow[name]
    _lock(workflow, item)
    if version is not None and item.version != version:
        raise Conflict(_who_was_faster(workflow, item))
    if not _is_open(workflow, transition, item, actor):
        if item.state not in transition.source:
            raise Conflict(_who_was_faster(workflow, item))
        raise Refused.because("V32", "", _("您不能办理此步骤"))
    move = Move(item, actor, clock.now(), opinion.strip(), tuple(marked))
    Refused.if_any(_objections(transition, move))
    return _make(workflow, transition, move)


def history(workflow: Workflow, item: Any) -> list[WorkflowEvent]:
    """办理记录 of an item, oldest first."""
    return list(
        db.session.scalars(
            select(WorkflowEvent)
            .where(WorkflowEvent.resource == workflow.resource, WorkflowEvent.item_id == item.id)
            .order_by(WorkflowEvent.id)
        )
    )


def changes(event: WorkflowEvent, earlier: WorkflowEvent | None) -> list[tuple[str, str, str]]:
    """What a hand-in changed against the one before: (label, before, now)."""
    before = earlier.snapshot if earlier is not None else {}
    found = []
    for key, (label, now) in event.snapshot.items():
        was = before.get(key, [label, ""])[1]
        if was != now:
            found.append((str(label), str(was), str(now)))
    return found


# --- the tests ------------------------------------------------------------------------------


def _is_open(workflow: Workflow, transition: Transition, item: Any, actor: Actor) -> bool:
    if item.state not in transition.source:
        return False
    if not concerns(workflow, transition, item, actor):
        return False
    return not (transition.four_eyes and _filed_it(workflow, item, actor))


def _filed_it(workflow: Workflow, item: Any, actor: Actor) -> bool:
    """Nobody decides what he or she handed in."""
    last = db.session.scalar(
        select(WorkflowEvent.actor_id)
        .where(
            WorkflowEvent.resource == workflow.resource,
            WorkflowEvent.item_id == item.id,
            WorkflowEvent.target == str(item.state),
        )
        .order_by(WorkflowEvent.id.desc())
        .limit(1)
    )
    return last is not None and last == actor.user_id


def _objections(transition: Transition, move: Move) -> Iterator[FieldError]:
    if transition.opinion_required and len(move.opinion) < SHORTEST_OPINION:
        yield FieldError("V34", "opinion", _("意见不能少于 %(limit)d 个字", limit=SHORTEST_OPINION))
    for guard in transition.guards:
        if words := guard(move):
            yield FieldError("V30", "", words)


def _lock(workflow: Workflow, item: Any) -> None:
    """Wait for whoever moves the item now, and read it as it is afterwards."""
    model = workflow.model
    db.session.execute(select(model.id).where(model.id == item.id).with_for_update(of=model))
    if not db.session.is_modified(item):
        db.session.refresh(item, attribute_names=["state", "version"])


def _who_was_faster(workflow: Workflow, item: Any) -> str:
    last = next(reversed(history(workflow, item)), None)
    if last is None:
        return str(STATE_CHANGED)
    return _(
        "%(words)s（%(name)s 已于 %(at)s 办理）",
        words=STATE_CHANGED,
        name=last.actor_name,
        at=f"{clock.local(last.at):%Y-%m-%d %H:%M}",
    )


# --- the act --------------------------------------------------------------------------------


def _make(workflow: Workflow, transition: Transition, move: Move) -> WorkflowEvent:
    source = move.item.state
    # From here the actor may write what he may read: the desk has been checked.
    with under(Scope(readable().read, readable().read)):
        move.item.state = transition.target
        # First, so that what they change is kept with this move and not with the next.
        for effect in transition.effects:
            effect(move)
        event = _remember(workflow, move.item, transition.name, source, move)
        db.session.flush()
        messages.tell(workflow, transition, event)
        db.session.flush()
    return event


def _remember(workflow: Workflow, item: Any, name: str, source: Any, move: Move) -> WorkflowEvent:
    actor = move.actor
    event = WorkflowEvent(
        organization_id=item.organization_id,
        resource=workflow.resource,
        item_id=item.id,
        name=name,
        source=None if source is None else str(source),
        target=str(item.state),
        at=move.at,
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_organization=organization_names().get(actor.organization_id or 0, ""),
        opinion=move.opinion,
        marked=list(move.marked),
        snapshot=_snapshot(workflow, item),
    )
    db.session.add(event)
    return event


def _snapshot(workflow: Workflow, item: Any) -> dict[str, list[str]]:
    """What was handed in; in one language, or two hand-ins could not be compared."""
    if workflow.fields is None:
        return {}
    with force_locale(KEPT_IN):
        return {key: [str(words) for words in pair] for key, pair in workflow.fields(item).items()}
