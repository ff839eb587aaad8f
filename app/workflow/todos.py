"""To-dos: what waits for a person, with its case, since when, from whom and until when.

Items of processes wait by state and desk, found for all processes in one statement.
What is no item of a process (something to begin, to allocate, to hold) comes from
sources that modules register.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.core.access.actor import Actor
from app.core.access.lent_rights import circle
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.registry import Registry
from app.core.tree.organization_tree import organization_names

from .access import handlers_of, standing
from .declaration import Handler, Transition, Workflow
from .models import WorkflowEvent
from .registry import registered

SOON = 7
FIRST = 50
# How much is told of the opinion with which something was sent back.
HINT = 40


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: what, of which kind, since when, until when, from whom, and where."""

    title: str
    kind: str
    arrived_on: dt.date | None
    due_on: dt.date | None
    url: str
    opens: str = "dialog"
    source: str = ""
    handler: str = ""
    arrived_at: dt.datetime | None = None
    is_returned: bool = False
    # What else there is to know, in a few words.
    hint: str = ""
    # The resource on whose screen it is done, where it is no item of a process.
    resource: str = ""

    @property
    def days_left(self) -> int | None:
        return (self.due_on - clock.today()).days if self.due_on else None

    @property
    def tone(self) -> str:
        """Overdue is bad, a week or less is pressing, more is quiet: the same everywhere."""
        if self.days_left is None:
            return "wait"
        if self.days_left < 0:
            return "bad"
        return "wait" if self.days_left <= SOON else "mute"

    @property
    def words(self) -> str:
        if self.days_left is None:
            return _("待办理")
        if self.days_left < 0:
            return _("逾期 %(days)d 天", days=-self.days_left)
        return _("剩 %(days)d 天", days=self.days_left)

    @property
    def order(self) -> tuple[bool, dt.date, bool, dt.date]:
        """What was sent back stands first, then what is due first, then what came first."""
        return (
            not self.is_returned,
            self.due_on or dt.date.max,
            self.arrived_on is None,
            self.arrived_on or dt.date.max,
        )


@dataclass(frozen=True, slots=True)
class TodoList:
    """To-dos of one or several sources: all of them counted, the most pressing in full."""

    counts: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    first: Sequence[Todo] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class TodoSource:
    """What a module declares beside its processes.

    ``find(actor, limit)`` gives the actor's to-dos, at least ``limit`` of each kind in full.
    ``resources`` are those on whose screens they are done, where each to-do names its own.
    """

    name: str
    find: Callable[[Actor, int], TodoList]
    resources: tuple[str, ...] = ()


SOURCES = Registry("todo_sources", TodoSource, lambda source: source.name)


def listed(todos: Iterable[Todo]) -> TodoList:
    """What a source answers that has its to-dos at hand."""
    found = sorted(todos, key=lambda one: one.order)
    counts: dict[str, int] = {}
    for one in found:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return TodoList(counts, sum(one.tone == "bad" for one in found), found)


def find(actor: Actor, *, limit: int = FIRST) -> TodoList:
    """Everything that waits for an actor, the most pressing first."""
    if actor.organization_id is None:
        return TodoList()
    sources = SOURCES.registered().values()
    answers = [*(source.find(actor, limit) for source in sources), _items(actor, limit)]
    counts: dict[str, int] = {}
    for answer in answers:
        for kind, count in answer.counts.items():
            counts[kind] = counts.get(kind, 0) + count
    first = sorted((one for answer in answers for one in answer.first), key=lambda one: one.order)
    return TodoList(counts, sum(answer.late for answer in answers), first)


def counted(actor: Actor, resources: Collection[str]) -> Counter[tuple[str, str]]:
    """How many to-dos an actor has, by resource and move; the move is blank for what is no item."""
    found: Counter[tuple[str, str]] = Counter()
    if actor.organization_id is None:
        return found
    for source in SOURCES.registered().values():
        if set(source.resources) & set(resources):
            found.update((one.resource, "") for one in source.find(actor, FIRST).first)
    among = [one for one in registered().values() if one.resource in resources]
    for row in waiting_for(actor, limit=1, among=among):
        found[row.workflow.resource, row.transition.name] = row.count
    return found


# --- items of processes ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item that waits for a move; ``count`` and ``late`` are those of all that wait for it."""

    workflow: Workflow
    transition: Transition
    item_id: int
    organization_id: int
    since: dt.datetime | None
    subject: str
    from_name: str
    from_organization: str
    is_returned: bool
    opinion: str
    count: int
    late: int
    # In whose place the actor would make the move.
    principal: str = ""

    def as_todo(self) -> Todo:
        """How it stands on the first page."""
        since = clock.local(self.since).date() if self.since else None
        term = self.transition.due_in
        # What is handed in anew, that is; others wait for a move as before.
        is_back = self.is_returned and self.workflow.initial in self.transition.source
        act = _("退回，请修改") if is_back else self.transition.task or self.transition.label
        title = _("%(process)s：%(act)s", process=self.workflow.title, act=act)
        link = self.transition.link or self.workflow.link
        return Todo(
            f"{self.subject} · {title}" if self.subject else title,
            str(self.workflow.title),
            since,
            term.last_day(since) if term and since else None,
            link(self.item_id) if link else "/",
            "page",
            self.from_organization or organization_names().get(self.organization_id, ""),
            self.from_name,
            self.since,
            self.is_returned,
            self._hint(is_back=is_back),
        )

    def _hint(self, *, is_back: bool) -> str:
        """In whose place it is to be done, and why it was sent back."""
        place = _("代%(name)s", name=self.principal) if self.principal else ""
        return _("；").join(filter(None, (place, _first_words(self.opinion) if is_back else "")))


def _first_words(text: str) -> str:
    """The beginning of an opinion, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= HINT else f"{words[:HINT]}…"


def waiting_for(
    actor: Actor, *, limit: int = FIRST, among: Sequence[Workflow] | None = None
) -> list[Waiting]:
    """The items in a state whose waiting move this actor may make, the oldest of each move.

    One statement, however many processes there are; ``among`` are those that are asked for.
    """
    branches = [
        _branch(workflow, transition, handlers, actor, limit)
        for workflow in (registered().values() if among is None else among)
        for transition in workflow.transitions
        if transition.waits and (handlers := handlers_of(workflow, transition, actor))
    ]
    if actor.organization_id is None or not branches:
        return []
    known = registered()
    with unscoped("the desks say whose items wait for whom"):
        rows = db.session.execute(union_all(*branches)).all()
    found = [Waiting(known[row[0]], known[row[0]][row[1]], *row[2:]) for row in rows]
    return [replace(one, principal=_principal(one, actor)) for one in found]


def _principal(one: Waiting, actor: Actor) -> str:
    """The name of whom an actor stands for in a move; nothing where it is the actor's own."""
    loan = standing(one.workflow, one.transition, actor)
    return loan.principal_name if loan is not None else ""


def _items(actor: Actor, limit: int) -> TodoList:
    rows = waiting_for(actor, limit=limit)
    counts: dict[str, int] = {}
    late = 0
    for row in {(one.workflow.resource, one.transition.name): one for one in rows}.values():
        kind = str(row.workflow.title)
        counts[kind] = counts.get(kind, 0) + row.count
        late += row.late
    return TodoList(counts, late, [row.as_todo() for row in rows])


def _branch(
    workflow: Workflow,
    transition: Transition,
    handlers: Sequence[Handler],
    actor: Actor,
    limit: int,
) -> Any:
    """One move's items: the first of them, each with the number of all."""
    returning = tuple(one.name for one in workflow.transitions if one.opinion_required)
    model: Any = workflow.model
    items, event = _items_of(model, workflow.resource, transition.name, returning)
    found = (
        items.add_columns(_late(transition, event).over().label("late"))
        .where(*_conditions(workflow, transition, handlers, actor))
        .limit(limit)
        .subquery()
    )
    return select(found)


@lru_cache(maxsize=256)
def _items_of(model: Any, resource: str, move: str, returning: tuple[str, ...]) -> tuple[Any, Any]:
    """What is asked of a move's items whoever asks, put together once; and the alias of events."""
    event = aliased(WorkflowEvent)
    is_returned = func.coalesce(event.name.in_(returning), False)
    found = (
        select(
            literal(resource).label("resource"),
            literal(move).label("move"),
            model.id,
            model.organization_id,
            event.at,
            func.coalesce(event.subject, "").label("subject"),
            func.coalesce(event.actor_name, "").label("name"),
            func.coalesce(event.actor_organization, "").label("organization"),
            is_returned.label("is_returned"),
            func.coalesce(event.opinion, "").label("opinion"),
            func.count().over().label("count"),
        )
        .select_from(model)
        .outerjoin(event, event.id == newest_event(model, resource))
        .order_by(case((is_returned, 0), else_=1), event.at.nulls_last(), model.id)
    )
    return found, event


def _conditions(
    workflow: Workflow, transition: Transition, handlers: Sequence[Handler], actor: Actor
) -> Sequence[Any]:
    model, own = workflow.model, actor.organization_id or 0
    bonded = circle(actor.user_id, workflow.resource)
    makers = [
        _last_maker(workflow, name, who)
        for name in transition.not_by
        for who in ("actor_id", "principal_id")
    ]
    return [
        *open_for(workflow, transition),
        or_(*(handler.seat.where(model, own) for handler in handlers)),
        *(or_(maker.is_(None), maker.not_in(bonded)) for maker in makers),
    ]


def open_for(workflow: Workflow, transition: Transition) -> Sequence[Any]:
    """The criteria of items that wait for a move, whoever makes it."""
    model = workflow.model
    found = [model.state.in_(transition.waits)]
    if transition.steps:
        found.append(model.step.in_(transition.steps))
    if transition.when and transition.when.where:
        found.append(transition.when.where(model))
    return found


def _late(transition: Transition, event: Any) -> Any:
    """How many items are overdue."""
    if transition.due_in is None:
        return func.sum(literal(0))
    moment = transition.due_in.over_before()
    return func.sum(case((and_(event.at.is_not(None), event.at < moment), 1), else_=0))


def newest_event(model: Any, resource: str) -> Any:
    """The id of the last event of an item, in SQL."""
    event = aliased(WorkflowEvent)
    return (
        select(func.max(event.id))
        .where(event.resource == resource, event.item_id == model.id)
        .correlate(model)
        .scalar_subquery()
    )


def _last_maker(workflow: Workflow, name: str, who: str) -> Any:
    """The user who made a move of an item last, or in whose place it was made."""
    event, model = aliased(WorkflowEvent), workflow.model
    return (
        select(getattr(event, who))
        .where(event.resource == workflow.resource, event.item_id == model.id, event.name == name)
        .order_by(event.id.desc())
        .limit(1)
        .correlate(model)
        .scalar_subquery()
    )
