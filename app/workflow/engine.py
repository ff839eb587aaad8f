"""The only code that changes a state.

A move is made under a row lock: is the item still as the actor saw it, may this
actor make this move from this state, do the guards agree. Then the event, the
state, the effects and the messages are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.access.actor import Actor, at_work
from app.core.access.scope import EVERYTHING, Scope, readable, under, unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.base.parts import in_parts
from app.core.base.typed_text import clean_text
from app.core.configuration import cache
from app.core.tree.organization_tree import organization_names

from . import messages
from .access import as_deputy
from .answers import KEPT_IN, AnswerForm, answer_form, kept
from .corrections import Correction, correction, sent_back_states
from .declaration import BEGIN, Fork, Move, Transition, Workflow, ways
from .extensions import added_asks, effects_of
from .labels import with_step, word_of, words_of
from .last_events import forget
from .models import WorkflowEvent
from .objections import all_objections, known_of, shared_objections
from .obstacles import Obstacle, bar

STATE_CHANGED = _l("该记录状态已变化，请刷新")
LATE = _l("已超过办理期限")
NOTHING_TOLD: Mapping[int, Mapping[str, Any]] = {}


class MoveInput(TypedDict, total=False):
    """What comes with a move: the values that it asks for as typed, and what was done in one go.

    ``known`` is what was made ready before the transaction, for the effects.
    """

    opinion: str
    marked: Iterable[str]
    notes: Mapping[str, str]
    answers: Mapping[str, Any] | None
    batch: str
    known: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of a bulk move: its event, or why it was refused."""

    item: Any
    event: WorkflowEvent | None = None
    errors: tuple[FieldError, ...] = ()


def begin(workflow: Workflow, item: Any, *, actor: Actor, batch: str = "") -> None:
    """Put a new item into the initial state and open its history; flushes to learn its id."""
    begin_each(workflow, [item], actor=actor, batch=batch)


def begin_each(workflow: Workflow, items: Sequence[Any], *, actor: Actor, batch: str = "") -> None:
    """``begin`` for several items that are stored together."""
    for item in items:
        item.state = workflow.initial
    db.session.add_all(items)
    db.session.flush()
    for item in items:
        move = Move(item, actor, clock.now(), batch=batch)
        db.session.add(_event(workflow, BEGIN, None, move, {}))


def available(workflow: Workflow, item: Any, actor: Actor) -> list[Transition]:
    """The moves this actor may make now; buttons, lists and tests ask this."""
    return [t for t in workflow.transitions if bar(workflow, t, item, actor) is None]


def fire(
    workflow: Workflow,
    item: Any,
    name: str,
    *,
    actor: Actor,
    version: int | None = None,
    **said: Unpack[MoveInput],
) -> WorkflowEvent:
    """Make a move.

    Raises Conflict when the item is no longer as the actor saw it (``version``),
    Refused when the move is not this actor's, an opinion or an answer is missing or
    a guard says no. Nothing is committed.
    """
    transition = workflow[name]
    if transition.configures:
        cache.hold()
    known = known_of(transition, [item])
    _lock(workflow, item)
    if version is not None and item.version != version:
        raise Conflict(_who_was_faster(workflow, item))
    form = answer_form(
        transition, said.get("answers"), added_asks(workflow, transition, item, actor)
    )
    said["known"] = {**said.get("known", {}), **known.get(item.id, {})}
    move = _allowed(workflow, transition, item, actor, form, said)
    return _make(workflow, transition, [move], form)[0]


def _allowed(
    workflow: Workflow,
    transition: Transition,
    item: Any,
    actor: Actor,
    form: AnswerForm,
    said: MoveInput,
) -> Move:
    """A move of an item that is held, with what it asked for; raises what stands against it."""
    _refuse_closed(workflow, transition, item, actor)
    move = Move(
        item,
        as_deputy(workflow, transition, item, actor),
        clock.now(),
        clean_text(said.get("opinion", "")),
        tuple(said.get("marked", ())),
        said.get("notes", {}),
        batch=said.get("batch", ""),
        known=said.get("known", {}),
    )
    Refused.if_any(all_objections(workflow, transition, move, form))
    return replace(move, data=form.values())


def fire_each(
    workflow: Workflow,
    items: Iterable[Any],
    name: str,
    *,
    actor: Actor,
    **said: Unpack[MoveInput],
) -> list[Outcome]:
    """Make a move on several items, each by itself; the results in the order of the items.

    Raises Refused when opinion or answers, which all share, would be refused for any.
    """
    items, transition = list(items), workflow[name]
    form = answer_form(transition, said.get("answers"))
    Refused.if_any(shared_objections(transition, clean_text(said.get("opinion", "")), form))
    known_of(transition, items)
    found: dict[int, Outcome] = {}
    # In one order for everybody, so that no two bulk moves wait for each other.
    for item in sorted(items, key=lambda one: one.id):
        number = item.id
        try:
            with db.session.begin_nested():
                event = fire(workflow, item, name, actor=actor, **said)
            found[number] = Outcome(item, event)
        except (Refused, Conflict) as error:
            found[number] = Outcome(item, errors=_errors_of(error))
    return [found[item.id] for item in items]


def fire_all(
    workflow: Workflow,
    items: Iterable[Any],
    name: str,
    *,
    actor: Actor,
    told: Mapping[int, Mapping[str, Any]] = NOTHING_TOLD,
    **said: Unpack[MoveInput],
) -> list[Outcome]:
    """Make a move on many items in one go, in few statements; the results in their order.

    Each is asked what ``fire`` asks, and one that is refused is left out. The others move
    together: what an effect raises stops all of them. ``told`` is known of each, by id.
    """
    items, transition = list(items), workflow[name]
    form = answer_form(transition, said.get("answers"))
    Refused.if_any(shared_objections(transition, clean_text(said.get("opinion", "")), form))
    if transition.configures:
        cache.hold()
    known = known_of(transition, items)
    there = _lock_all(workflow, items)
    moves, refused = [], {}
    for item in items:
        more = {**said.get("known", {}), **told.get(item.id, {}), **known.get(item.id, {})}
        try:
            if item.id not in there:
                raise Conflict(str(STATE_CHANGED))
            moves.append(_allowed(workflow, transition, item, actor, form, {**said, "known": more}))
        except (Refused, Conflict) as error:
            refused[item.id] = _errors_of(error)
    made: dict[int, WorkflowEvent] = {}
    # Of some a deputy may be the maker, of others not.
    for maker in dict.fromkeys(move.actor for move in moves):
        own = [move for move in moves if move.actor == maker]
        made |= {event.item_id: event for event in _make(workflow, transition, own, form)}
    return [Outcome(one, made.get(one.id), refused.get(one.id, ())) for one in items]


def _errors_of(error: Refused | Conflict) -> tuple[FieldError, ...]:
    if isinstance(error, Refused):
        return error.errors
    return (FieldError("V33", "", str(error)),)


def history(workflow: Workflow, item: Any) -> list[WorkflowEvent]:
    """办理记录 of an item, oldest first."""
    asked = select(WorkflowEvent).where(
        WorkflowEvent.resource == workflow.resource, WorkflowEvent.item_id == item.id
    )
    with unscoped("who may read an item may read its history"):
        return list(db.session.scalars(asked.order_by(WorkflowEvent.id)))


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


def _refuse_closed(workflow: Workflow, transition: Transition, item: Any, actor: Actor) -> None:
    forget(workflow, item)
    found = bar(workflow, transition, item, actor)
    if found is Obstacle.STATE:
        raise Conflict(where_it_is(transition, item))
    if found is Obstacle.SINCE:
        raise Conflict(_who_was_faster(workflow, item))
    if found is Obstacle.TIME:
        raise Refused.because("V32", "", str(LATE))
    if found is not None:
        raise Refused.because("V32", "", _("您不能办理此步骤"))


def _lock(workflow: Workflow, item: Any) -> None:
    """Wait for whoever moves the item now, and read it as it is afterwards."""
    model = workflow.model
    found = db.session.execute(
        select(model.id).where(model.id == item.id).with_for_update(of=model)
    ).first()
    if found is None:
        # Deleted since, by whoever was faster.
        raise Conflict(str(STATE_CHANGED))
    if not db.session.is_modified(item):
        db.session.refresh(item)


def _lock_all(workflow: Workflow, items: Sequence[Any]) -> set[int]:
    """Hold several items in one order and read them as they are then; the ids of those there."""
    model, found = workflow.model, set()
    for ids in in_parts(sorted(item.id for item in items)):
        held = select(model).where(model.id.in_(ids)).order_by(model.id).with_for_update(of=model)
        rows = db.session.scalars(held.execution_options(populate_existing=True))
        found |= {one.id for one in rows}
    return found


def where_it_is(transition: Transition, item: Any) -> str:
    """The state that a move is not made in; the step, where that alone stands against it."""
    step = word_of(item.step) if item.state in transition.source and item.step else ""
    state = with_step(word_of(item.state), step)
    return _("当前状态为“%(state)s”，不能%(act)s", state=state, act=transition.label)


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


def _make(
    workflow: Workflow, transition: Transition, moves: Sequence[Move], form: AnswerForm
) -> list[WorkflowEvent]:
    """Make moves of one actor that nothing stands against."""
    with under(_reach(moves)), at_work(moves[0].actor):
        events = [_made(workflow, transition, move, form) for move in moves]
        for effect in transition.joint_effects:
            effect(moves)
        db.session.add_all(events)
        db.session.flush()
        told = []
        for event, move in zip(events, moves, strict=True):
            forget(workflow, move.item)
            told.append((event, move.item, _corrected(workflow, event, move.item)))
        messages.tell(workflow, transition, told)
        db.session.flush()
    return events


def _made(
    workflow: Workflow, transition: Transition, move: Move, form: AnswerForm
) -> WorkflowEvent:
    source, item = move.item.state, move.item
    item.state = _chosen(transition.target, move)
    if transition.step is not None:
        item.step = _chosen(transition.step, move)
    # First, so that what they change is kept with this move and not with the next.
    for effect in effects_of(workflow, transition):
        effect(move)
    return _event(workflow, transition.name, source, move, kept(form))


def _corrected(workflow: Workflow, event: WorkflowEvent, item: Any) -> Correction | None:
    """What has been made of an item that was sent back, when it is handed in again."""
    if event.source not in sent_back_states(workflow):
        return None
    return correction(workflow, history(workflow, item))


def _reach(moves: Sequence[Move]) -> Scope:
    """What moves may write: what the actor may read and the parties of the items.

    The desk has been checked by then.
    """
    read = readable().read
    if read is None:
        return EVERYTHING
    concerned = set().union(*(move.item.organizations_concerned() for move in moves))
    ids = (*read, *sorted(concerned - {*read}))
    return Scope(ids, ids)


def _chosen(target: Any, move: Move) -> Any:
    """A target that stands, or the one that follows from the case."""
    if not isinstance(target, Fork):
        return target
    found = target.choose(move)
    if found not in ways(target):
        raise ValueError(f"{found!r} is not among the declared ways {target.ways}")
    return found


def _event(
    workflow: Workflow, name: str, source: Any, move: Move, data: dict[str, list[Any]]
) -> WorkflowEvent:
    item, actor = move.item, move.actor
    with force_locale(KEPT_IN):
        subject = str(workflow.subject(item)) if workflow.subject else ""
    step = getattr(item, "step", None) if workflow.steps else None
    event = WorkflowEvent(
        organization_id=item.organization_id,
        resource=workflow.resource,
        item_id=item.id,
        name=name,
        source=None if source is None else str(source),
        target=str(item.state),
        step=None if step is None else str(step),
        at=move.at,
        actor_id=actor.user_id,
        actor_name=actor.name[:60],
        principal_id=actor.principal_id,
        actor_organization=organization_names().get(actor.organization_id or 0, ""),
        opinion=move.opinion,
        marked=list(move.marked),
        mark_notes={key: move.notes[key] for key in move.marked if key in move.notes},
        data=data,
        subject=subject[:200],
        batch=move.batch,
        snapshot=_snapshot(workflow, item),
    )
    event.words = words_of(workflow, event)
    return event


def _snapshot(workflow: Workflow, item: Any) -> dict[str, list[str]]:
    """What was handed in; in one language, or two hand-ins could not be compared."""
    if workflow.fields is None:
        return {}
    with force_locale(KEPT_IN):
        return {key: [str(words) for words in pair] for key, pair in workflow.fields(item).items()}
