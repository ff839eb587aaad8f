"""The only code that changes a state.

A move is made under a row lock: is the item still as the actor saw it, may this
actor make this move from this state, do the guards agree. Then the event, the
state, the effects and the messages are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from app.core.base.typed_text import clean_text
from app.core.configuration import cache
from app.core.tree.organization_tree import organization_names

from . import messages
from .access import as_deputy
from .answers import KEPT_IN, AnswerForm, answer_form, faults, kept
from .corrections import Correction, correction, sent_back_states
from .declaration import BEGIN, Fork, Move, Objection, Transition, Workflow, ways
from .extensions import effects_of, guards_of
from .labels import with_step, word_of, words_of
from .last_events import forget
from .models import WorkflowEvent
from .obstacles import Obstacle, bar

SHORTEST_OPINION, LONGEST_OPINION = 5, 500
STATE_CHANGED = _l("该记录状态已变化，请刷新")
LATE = _l("已超过办理期限")


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
    if transition.holds is not None:
        transition.holds((item,))
    _lock(workflow, item)
    if version is not None and item.version != version:
        raise Conflict(_who_was_faster(workflow, item))
    _refuse_closed(workflow, transition, item, actor)
    actor = as_deputy(workflow, transition, item, actor)
    form = answer_form(transition, said.get("answers"))
    move = Move(
        item,
        actor,
        clock.now(),
        clean_text(said.get("opinion", "")),
        tuple(said.get("marked", ())),
        said.get("notes", {}),
        batch=said.get("batch", ""),
        known=said.get("known", {}),
    )
    Refused.if_any(_objections(workflow, transition, move, form))
    return _make(workflow, transition, replace(move, data=form.values()), form)


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
    Refused.if_any(_shared_objections(transition, clean_text(said.get("opinion", "")), form))
    if transition.holds is not None:
        transition.holds(items)
    found: dict[int, Outcome] = {}
    # In one order for everybody, so that no two bulk moves wait for each other.
    for item in sorted(items, key=lambda one: one.id):
        number = item.id
        try:
            with db.session.begin_nested():
                event = fire(workflow, item, name, actor=actor, **said)
            found[number] = Outcome(item, event)
        except Refused as refused:
            found[number] = Outcome(item, errors=refused.errors)
        except Conflict as conflict:
            found[number] = Outcome(item, errors=(FieldError("V33", "", str(conflict)),))
    return [found[item.id] for item in items]


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


def objections(
    workflow: Workflow, transition: Transition, item: Any, actor: Actor
) -> Iterator[FieldError]:
    """What guards have against a move, whatever is typed into its dialog."""
    yield from _guarded(workflow, transition, Move(item, actor, clock.now(), data=_Answers()))


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


class _Unanswered(KeyError):
    """A guard asked for a value that is missing or could not be read."""


class _Answers(dict[str, Any]):
    def __missing__(self, key: str) -> Any:
        raise _Unanswered(key)


def _objections(
    workflow: Workflow, transition: Transition, move: Move, form: AnswerForm
) -> Iterator[FieldError]:
    """Everything that is wrong with a move, in one round."""
    found = list(_shared_objections(transition, move.opinion, form))
    yield from found
    wrong = {error.field for error in found}
    data = _Answers({key: value for key, value in form.values().items() if key not in wrong})
    yield from _guarded(workflow, transition, replace(move, data=data))


def _guarded(workflow: Workflow, transition: Transition, move: Move) -> Iterator[FieldError]:
    """What guards say; one that asks for a value which is not there says nothing."""
    for guard in guards_of(workflow, transition):
        try:
            yield from list(_as_errors(guard(move)))
        except _Unanswered:
            # Its field has been told already.
            continue


def _shared_objections(
    transition: Transition, opinion: str, form: AnswerForm
) -> Iterator[FieldError]:
    if transition.opinion_required and len(opinion) < SHORTEST_OPINION:
        yield FieldError("V34", "opinion", _("意见不能少于 %(limit)d 个字", limit=SHORTEST_OPINION))
    elif len(opinion) > LONGEST_OPINION:
        yield FieldError("V34", "opinion", _("意见不能超过 %(limit)d 个字", limit=LONGEST_OPINION))
    yield from faults(form)


def _as_errors(said: Objection) -> Iterator[FieldError]:
    """What a guard says: nothing, a sentence, or errors at fields."""
    if isinstance(said, FieldError):
        yield said
    elif isinstance(said, str):
        if said:
            yield FieldError("V30", "", said)
    else:
        yield from said or ()


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
    workflow: Workflow, transition: Transition, move: Move, form: AnswerForm
) -> WorkflowEvent:
    source, item = move.item.state, move.item
    with under(_reach(item)), at_work(move.actor):
        item.state = _chosen(transition.target, move)
        if transition.step is not None:
            item.step = _chosen(transition.step, move)
        # First, so that what they change is kept with this move and not with the next.
        for effect in effects_of(workflow, transition):
            effect(move)
        event = _event(workflow, transition.name, source, move, kept(form))
        db.session.add(event)
        db.session.flush()
        forget(workflow, item)
        corrected = _corrected(workflow, event, item)
        messages.tell(workflow, transition, event, item, corrected)
        db.session.flush()
    return event


def _corrected(workflow: Workflow, event: WorkflowEvent, item: Any) -> Correction | None:
    """What has been made of an item that was sent back, when it is handed in again."""
    if event.source not in sent_back_states(workflow):
        return None
    return correction(workflow, history(workflow, item))


def _reach(item: Any) -> Scope:
    """What a move may write: what the actor may read and the parties of the item.

    The desk has been checked by then.
    """
    read = readable().read
    if read is None:
        return EVERYTHING
    parties = item.organizations_concerned() - {*read}
    ids = (*read, *sorted(parties))
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
