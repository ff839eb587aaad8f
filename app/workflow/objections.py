"""What is wrong with a move as it was asked for: opinion, answers, and what guards say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.errors import FieldError

from .answers import AnswerForm, faults
from .declaration import Move, Objection, Transition, Workflow
from .extensions import guards_of

SHORTEST_OPINION, LONGEST_OPINION = 5, 500


def objections(
    workflow: Workflow, transition: Transition, item: Any, actor: Actor
) -> Iterator[FieldError]:
    """What guards have against a move, whatever is typed into its dialog."""
    known = dict(known_of(transition, [item]).get(item.id, {}))
    move = Move(item, actor, clock.now(), data=_Answers(), known=known)
    yield from _guarded(workflow, transition, move)


def known_of(transition: Transition, items: Sequence[Any]) -> Mapping[int, Mapping[str, Any]]:
    """What a move looks up and holds of its items before these are held themselves, by id."""
    return (transition.holds(items) if transition.holds is not None else None) or {}


class _Unanswered(KeyError):
    """A guard asked for a value that is missing or could not be read."""


class _Answers(dict[str, Any]):
    def __missing__(self, key: str) -> Any:
        raise _Unanswered(key)


def all_objections(
    workflow: Workflow, transition: Transition, move: Move, form: AnswerForm
) -> Iterator[FieldError]:
    """Everything that is wrong with a move, in one round."""
    found = list(shared_objections(transition, move.opinion, form))
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


def shared_objections(
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
