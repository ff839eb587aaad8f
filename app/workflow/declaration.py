"""The words a process is declared in; no database here."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.roles import Grant, Role
from app.core.base.errors import FieldError

from .desks import Seat
from .time_limits import Term


@dataclass(frozen=True, slots=True)
class Handler:
    """Who acts: people at a seat.

    ``roles`` hold the right at the start. A right that somebody has by one of these
    roles counts at the seats of the handlers that name the role; one that the office
    gave (to another role, or to a person) counts at every seat of the move.
    ``right`` is the permission's action where it is not the name of the move.
    """

    seat: Seat
    roles: tuple[Role, ...]
    right: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One move as conditions, guards and effects see it; ``data`` is what it asked for.

    ``known`` is what a guard has looked up under a lock, for those after it and the effects.
    """

    item: Any
    actor: Actor
    at: dt.datetime
    opinion: str = ""
    marked: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    batch: str = ""
    known: dict[str, Any] = field(default_factory=dict)


Objection = str | FieldError | Iterable[FieldError] | None
Guard = Callable[[Move], Objection]
Effect = Callable[[Move], None]
# What follows of all items that are moved in one go, in few statements.
JointEffect = Callable[[Sequence[Move]], None]
# What is held of other rows before the items themselves, and known of each item by its id.
Holds = Callable[[Sequence[Any]], Mapping[int, Mapping[str, Any]] | None]
# The ids of users who are told, from the event and its item.
Recipients = Callable[[Any, Any], Iterable[int]]


@dataclass(frozen=True, slots=True)
class When:
    """A condition on the case; a move whose condition does not hold is not offered.

    ``where(model)`` says the same in SQL; a move that is a to-do needs it. ``is_on()`` tells
    whether the office has such moves at all, where that hangs on the parameter that is named.
    """

    holds: Callable[[Move], bool]
    where: Callable[[Any], Any] | None = None
    is_on: Callable[[], bool] = lambda: True
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Fork:
    """A target that follows from the case: ``choose(move)`` gives one of ``ways``.

    ``words`` say in which cases it goes one of the ways.
    """

    choose: Callable[[Move], enum.StrEnum]
    ways: tuple[enum.StrEnum, ...]
    words: Mapping[enum.StrEnum, Any] = field(default_factory=dict)


def ways(target: enum.StrEnum | Fork | None) -> tuple[enum.StrEnum, ...]:
    """Where a move may lead."""
    if target is None:
        return ()
    return target.ways if isinstance(target, Fork) else (target,)


@dataclass(frozen=True, slots=True)
class Transition:
    """A permitted move.

    ``by`` are the handlers who may make it; ``tell`` those who get a message, handlers or
    users found from the event. ``link(id)`` is where its message and its to-do lead.
    ``says(item)`` is what the message tells beside the opinion. ``waits`` are the source states in
    which it is a to-do of its handlers, ``due_in`` the term in which it should be done,
    ``tell_late`` those who hear when it was not.
    ``steps`` narrow the source to some 环节 of the state, ``step`` is the one that follows.
    ``when`` hides the move. ``not_by`` names moves whose last maker may not make this one.
    ``undoes`` names moves that this one takes back as long as nobody has handled the
    item since; ``open_for`` is the term, from the last move on, in which it may be made.
    ``joint_effects`` follow once for all items that are moved in one go.
    ``asks`` are the fields of the values that it asks for. ``marks`` sends back: its page is
    查看 with a box at every field, and what is handed in again is told with its differences.
    ``holds`` locks what has to be held before the items are, so that two who move different items
    over the same places do not wait for each other, and may give what guards and effects know of
    each by its id. An ``automatic`` move is also the system's
    own, when its time has come. One that ``configures`` makes accounts or gives rights: it holds
    the configuration before the item, as everybody does who changes accounts, rights or the tree.
    ``task`` is what a to-do calls it, and ``done`` what is said once it is made, where its label
    alone, or with 已 before it, does not say so.
    """

    name: str
    label: Any
    source: tuple[enum.StrEnum, ...]
    target: enum.StrEnum | Fork
    by: tuple[Handler, ...]
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    holds: Holds | None = None
    joint_effects: tuple[JointEffect, ...] = ()
    steps: tuple[enum.StrEnum, ...] = ()
    step: enum.StrEnum | Fork | None = None
    when: When | None = None
    not_by: tuple[str, ...] = ()
    undoes: tuple[str, ...] = ()
    open_for: Term | None = None
    opinion_required: bool = False
    asks: Mapping[str, Any] = field(default_factory=dict)
    marks: bool = False
    waits: tuple[enum.StrEnum, ...] = ()
    due_in: Term | None = None
    tell_late: tuple[Handler, ...] = ()
    tell: tuple[Handler | Recipients, ...] = ()
    link: Callable[[Any], str] | None = None
    says: Callable[[Any], str] | None = None
    danger: bool = False
    automatic: bool = False
    configures: bool = False
    task: Any = ""
    done: Any = ""

    @property
    def done_words(self) -> str:
        """What is said once it is made."""
        return str(self.done or _("已%(act)s", act=self.label))

    def right_of(self, handler: Handler) -> str:
        """The action whose permission a handler of this move needs."""
        return handler.right or self.name

    @property
    def is_on(self) -> bool:
        """Whether the office has this move now, whatever the case."""
        return self.when is None or self.when.is_on()

    @property
    def leads_out(self) -> bool:
        """Whether a case leaves the road by it: it is sent back, refused or withdrawn."""
        return self.danger or self.opinion_required or bool(self.undoes)

    @property
    def looks_back(self) -> bool:
        """Whether it depends on earlier moves of the item."""
        return bool(self.not_by or self.undoes or self.open_for)

    @property
    def is_plain(self) -> bool:
        """Whether it can be made without asking anything."""
        return not (self.opinion_required or self.asks or self.marks)


class BrokenWorkflow(ValueError):
    """A declaration that could not work; the application does not start with it."""


BEGIN = "begin"
# What a dialog of a move sends beside the values that the move asks for.
TAKEN_NAMES = {"opinion", "marked", "version", "rowid", "csrf_token"}


@dataclass(frozen=True)
class Workflow:
    """A process: its resource, the table it moves, its states and every permitted move.

    ``subject(item)`` names the case in to-dos, messages and the history. ``fields(item)``
    gives what the filer hands in, key → (label, text); it is kept with every move, so
    that a later one can show what changed. ``link(id)`` leads to the item. ``steps`` are
    the 环节, kept in the item's column ``step``. ``former`` names the states, steps and
    moves of earlier versions that the history still holds.
    """

    resource: str
    title: Any
    model: type[Any]
    states: type[enum.StrEnum]
    initial: enum.StrEnum
    transitions: tuple[Transition, ...]
    final: tuple[enum.StrEnum, ...] = ()
    deletable_in: tuple[enum.StrEnum, ...] = ()
    steps: type[enum.StrEnum] | None = None
    link: Callable[[Any], str] | None = None
    subject: Callable[[Any], str] | None = None
    fields: Callable[[Any], Mapping[str, tuple[str, Any]]] | None = None
    former: Mapping[str, Any] = field(default_factory=dict)
    _by_name: dict[str, Transition] = field(init=False, default_factory=dict)
    _roles: dict[str, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise BrokenWorkflow(f"{self.resource}: {problem}")
        self._by_name.update({transition.name: transition for transition in self.transitions})
        for grant in self.grants():
            self._roles[grant.actions[0]] = frozenset(role.value for role in grant.roles)

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def _problems(self) -> Iterator[str]:
        names = [transition.name for transition in self.transitions]
        if doubled := {name for name in names if names.count(name) > 1}:
            yield f"moves declared twice: {sorted(doubled)}"
        yield from self._unreachable()
        for transition in self.transitions:
            for problem in _problems_of(transition, {*names, BEGIN}):
                yield f"{transition.name} {problem}"
            if (transition.steps or transition.step) and self.steps is None:
                yield f"{transition.name} has steps, the process has none"
        for state in self.states:
            left = any(state in t.source and ways(t.target) != (state,) for t in self.transitions)
            if not left and state not in self.final:
                yield f"{state.value} is a dead end and not declared final"

    def _unreachable(self) -> Iterator[str]:
        reached, waiting = {self.initial}, [self.initial]
        while waiting:
            state = waiting.pop()
            for transition in self.transitions:
                if state not in transition.source:
                    continue
                new = set(ways(transition.target)) - reached
                reached |= new
                waiting += new
        if missing := [state.value for state in self.states if state not in reached]:
            yield f"states never reached: {missing}"

    def named(self, right: str) -> frozenset[str]:
        """The roles that some handler names for a right; they count at their own seats alone."""
        return self._roles[right]

    def is_asked_first(self, move: Transition) -> bool:
        """Whether many are moved by it only after a question: it asks something, is a danger, or
        ends the process."""
        ends = bool(set(ways(move.target)) & set(self.final))
        return ends or move.danger or not move.is_plain

    def grants(self) -> tuple[Grant, ...]:
        """The default grants: the roles of each handler hold its right."""
        found: dict[str, dict[Role, None]] = {}
        for transition in self.transitions:
            for handler in transition.by:
                held = found.setdefault(transition.right_of(handler), {})
                held.update(dict.fromkeys(handler.roles))
        return tuple(Grant(self.resource, (right,), tuple(held)) for right, held in found.items())


def _problems_of(transition: Transition, names: set[str]) -> Iterator[str]:
    # A lazy message would ask for a language that the start has not got yet.
    if isinstance(transition.label, str) and not transition.label:
        yield "has no label"
    if not transition.by and not transition.automatic:
        yield "is nobody's"
    if unknown := {*transition.not_by, *transition.undoes} - names:
        yield f"looks back at moves that do not exist: {sorted(unknown)}"
    if taken := TAKEN_NAMES & set(transition.asks):
        yield f"asks for values by names that are taken: {sorted(taken)}"
    if not transition.waits:
        return
    if transition.when is not None and transition.when.where is None:
        yield "is a to-do, but SQL does not know its condition"
    if transition.open_for or transition.undoes:
        yield "is a to-do and cannot also be open for a time only"
