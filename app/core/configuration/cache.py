"""Cache kept between requests, invalidated when the configuration counter moves."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import current_app, g, has_app_context
from flask_appbuilder.security.sqla.models import Group, PermissionView, Role, User
from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm import Session

from app.core.base.db import db
from app.core.base.visibility import unscoped
from app.core.models import (
    CalendarDay,
    DictionaryEntry,
    Division,
    DivisionVersion,
    FrozenEntry,
    NumberingRule,
    Organization,
    OrganizationVersion,
    Parameter,
    PermissionBundle,
    Revision,
    SupervisionLink,
    UserGrant,
)

WATCHED = (
    CalendarDay,
    DictionaryEntry,
    Division,
    DivisionVersion,
    FrozenEntry,
    Group,
    NumberingRule,
    Organization,
    OrganizationVersion,
    Parameter,
    PermissionBundle,
    PermissionView,
    Role,
    SupervisionLink,
    UserGrant,
)
Result = TypeVar("Result")


def number() -> int:
    """The counter as this request or job saw it first; one query when nobody read it yet."""
    if not has_app_context():
        raise RuntimeError("the revision needs an application context")
    if "revision" not in g:
        g.revision = db.session.scalar(select(Revision.number)) or 0
    return int(g.revision)


def remember(value: int | None) -> None:
    """Take over the counter that was read together with the signed-in user."""
    g.revision = value or 0


def bump(session: Any = None) -> None:
    """Tell every process that what it keeps in memory is out of date."""
    (session or db.session).execute(
        update(Revision).where(Revision.id == 1).values(number=Revision.number + 1)
    )
    if has_app_context():
        g.revision_unsure = True


def hold() -> None:
    """Let nobody else change the configuration until this transaction ends.

    Taken before any row is looked at, so that two administrators never wait for each other. What
    is kept in memory is from then on that of this moment.
    """
    held = select(Revision.number).where(Revision.id == 1).with_for_update()
    remember(db.session.scalar(held))


def kept(function: Callable[..., Result]) -> Callable[..., Result]:
    """Keep a function's results (by its hashable arguments) until the counter moves.

    A request that moved the counter itself keeps nothing: its transaction may
    still be rolled back.
    """

    @functools.wraps(function)
    def keeping(*arguments: Any) -> Result:
        # One look into the context's own dictionary: lists call this for every cell.
        held = g.__dict__ if g else {}
        if held.get("revision_unsure"):
            return _for_now(held.get("revision_steady"), function, arguments)
        found = held.get("revision")
        generation = _generation(number() if found is None else int(found))
        slot = (function, arguments)
        if slot not in generation:
            generation[slot] = _read(function, arguments)
        return generation[slot]

    return keeping


def memory() -> dict[Any, Any] | None:
    """What is kept under the present counter; None for a request that moved it itself."""
    return None if g.get("revision_unsure") else _generation(number())


@contextmanager
def steady() -> Iterator[None]:
    """Keep results for a block that only reads, also where the request moved the counter."""
    g.revision_steady = {}
    try:
        yield
    finally:
        del g.revision_steady


def _for_now(memory: dict[Any, Any] | None, function: Any, arguments: Any) -> Any:
    if memory is None:
        return _read(function, arguments)
    slot = (function, arguments)
    if slot not in memory:
        memory[slot] = _read(function, arguments)
    return memory[slot]


def _read(function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
    """The result that everybody gets, whoever is the first to ask."""
    with unscoped("what is kept is kept for everybody"):
        return function(*arguments)


def _generation(revision: int) -> dict[Any, Any]:
    generations: dict[int, dict[Any, Any]] = current_app.extensions.setdefault("kept", {})
    if revision not in generations:
        for old in sorted(generations)[:-1]:
            generations.pop(old, None)
        generations[revision] = {}
    return generations[revision]


def _is_kept(model: type[Any]) -> bool:
    return issubclass(model, WATCHED) or getattr(model, "kept_in_memory", False)


def _moves_the_counter(obj: Any, session: Session) -> bool:
    # A table of an engine says of itself that it is kept.
    if _is_kept(type(obj)):
        return obj not in session.dirty or session.is_modified(obj)
    # Without an identity it is a new one.
    if not isinstance(obj, User) or inspect(obj).key is None:
        return False
    # The next user may get the number of a deleted one, but never its rights.
    return obj in session.deleted or any(
        inspect(obj).attrs[name].history.has_changes()
        for name in ("roles", "groups", "organization_id", "active")
    )


@event.listens_for(Session, "before_flush")
def _watch(session: Session, _context: Any, _objects: Any) -> None:
    touched = session.new | session.dirty | session.deleted
    if any(_moves_the_counter(obj, session) for obj in touched):
        bump(session)


@event.listens_for(Session, "do_orm_execute")
def _watch_statement(state: Any) -> None:
    """A bulk statement changes what is kept without a flush."""
    if not (state.is_update or state.is_delete or state.is_insert) or not state.bind_mapper:
        return
    model = state.bind_mapper.class_
    if _is_kept(model) or issubclass(model, User):
        bump(state.session)
