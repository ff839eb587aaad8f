"""Which organizations' rows are visible and writable, enforced once for every statement.

Session events add the criterion to every ORM statement and check every flush,
so no view, form, export or job can forget it. With no scope in force a job or
command raises; an anonymous request sees nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import g, has_request_context
from sqlalchemy import ForeignKey, event, false, inspect, true
from sqlalchemy.orm import (
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    relationship,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors

from .choices import Level
from .errors import ScopeNotSet, ScopeViolation
from .models import Organization, User
from .revision import kept
from .tree import subtree, tree
from .types import Moment


@dataclass(frozen=True, slots=True)
class Scope:
    """Organizations that may be read and written; None means every one."""

    read: tuple[int, ...] | None
    write: tuple[int, ...] | None


EVERYTHING, NOTHING = Scope(None, None), Scope((), ())
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


class OrgOwned:
    """A row that belongs to an organization."""

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)

    @declared_attr
    def organization(cls) -> Mapped[Organization]:
        name = cls.__name__  # type: ignore[attr-defined]
        return relationship(Organization, foreign_keys=f"{name}.organization_id")

    @classmethod
    def visible_to(cls, ids: tuple[int, ...]) -> Any:
        """The criterion for a reader of these organizations; a model may widen it."""
        return cls.organization_id.in_(ids)


class SoftDeleted:
    """A row that 删除 hides and keeps."""

    deleted_at: Mapped[dt.datetime | None] = mapped_column(Moment)


@contextmanager
def _set(value: Scope) -> Iterator[None]:
    token = _scope.set(value)
    try:
        yield
    finally:
        _scope.reset(token)


def unscoped(reason: str) -> Any:
    """Look beyond the scope: uniqueness, the tree, declared cross-organization effects."""
    if not reason:
        raise ValueError("unscoped needs its reason")
    return _set(EVERYTHING)


def acting_as(user: User) -> Any:
    """The scope of a user in jobs and commands."""
    return _set(scope_for(user))


def under(scope: Scope) -> Any:
    """A scope computed elsewhere, for example from a past year's tree."""
    return _set(scope)


def scope_for(user: User, day: dt.date | None = None) -> Scope:
    """What a user may read and write, by today's tree or by that of a past day."""
    outside = user.organization_id is None and any(r.name == "Admin" for r in user.roles)
    return _scope_of(user.organization_id, "Admin" if outside else "", day)


@kept
def _scope_of(organization_id: int | None, role: str, day: dt.date | None) -> Scope:
    if organization_id is None:
        return EVERYTHING if role == "Admin" else NOTHING
    node = tree(day).get(organization_id)
    if node is None:
        return Scope((), (organization_id,)) if day else NOTHING
    if node.level is Level.PROVINCE:
        return Scope(None, (organization_id,))
    return Scope(subtree(organization_id, day), (organization_id,))


def current_scope() -> Scope | None:
    """The scope in force; None only in a job or command that did not say who acts."""
    if (scope := _scope.get()) is not None or not has_request_context():
        return scope
    if "scope" not in g:
        with unscoped("reads the signed-in user"):
            user = getattr(g, "user", None)
            # Not kept for the anonymous: signing in may happen in this very request.
            if user is None or not user.is_authenticated:
                return NOTHING
            g.scope = scope_for(user)
    return g.scope


def readable() -> Scope:
    """The scope in force, or ScopeNotSet."""
    scope = current_scope()
    if scope is None:
        raise ScopeNotSet("nobody acts here")
    return scope


def may_read(organization_id: int) -> bool:
    """Whether the actor may see rows of an organization."""
    ids = readable().read
    return ids is None or organization_id in ids


@lru_cache(maxsize=1024)
def _criteria(ids: tuple[int, ...]) -> Any:
    return with_loader_criteria(
        OrgOwned,
        lambda cls: cls.visible_to(ids),
        include_aliases=True,
        propagate_to_loaders=False,
        track_closure_variables=False,
    )


_NOT_DELETED = with_loader_criteria(
    SoftDeleted, lambda cls: cls.deleted_at.is_(None), include_aliases=True
)


@lru_cache(maxsize=1)
def _owned_tables() -> frozenset[str]:
    mappers = Organization.registry.mappers
    return frozenset(t.name for m in mappers if issubclass(m.class_, OrgOwned) for t in m.tables)


def _touches_owned(statement: Any) -> bool:
    owned = _owned_tables()
    return any(
        element.__visit_name__ == "table" and getattr(element, "name", "") in owned
        for element in visitors.iterate(statement)
    )


@event.listens_for(Session, "do_orm_execute")
def _read(state: Any) -> None:
    if state.is_column_load or not (state.is_select or state.is_update or state.is_delete):
        return
    if not state.execution_options.get("include_deleted"):
        state.statement = state.statement.options(_NOT_DELETED)
    scope = current_scope()
    if scope is None:
        if _touches_owned(state.statement):
            raise ScopeNotSet(str(state.statement))
        return
    ids = scope.read if state.is_select else scope.write
    if ids is not None:
        state.statement = state.statement.options(_criteria(ids))


def _touched_organizations(obj: OrgOwned) -> set[int]:
    state = inspect(obj)
    if not state.transient and not state.pending:
        # An expired row knows its organization only after it is asked.
        _ = obj.organization_id
    column = state.attrs.organization_id.history
    relation = state.attrs.organization.history
    touched = {
        *(column.added or ()),
        *(column.deleted or ()),
        *(column.unchanged or ()),
        *(o.id for o in relation.added or () if o is not None),
    }
    touched.discard(None)
    return touched


@event.listens_for(Session, "before_flush")
def _write(session: Session, _context: Any, _objects: Any) -> None:
    changed = session.new | session.dirty | session.deleted
    owned = [
        obj
        for obj in changed
        if isinstance(obj, OrgOwned) and (obj not in session.dirty or session.is_modified(obj))
    ]
    if not owned:
        return
    scope = current_scope()
    if scope is None:
        raise ScopeNotSet("write")
    if scope.write is None:
        return
    for obj in owned:
        touched = _touched_organizations(obj)
        if not touched or not touched <= set(scope.write):
            raise ScopeViolation("record belongs to an organization outside your scope")


def organizations_in_scope(ids: tuple[int, ...] | None) -> Any:
    """The criterion for the shared tree itself, which the listeners leave alone."""
    if ids is None:
        return true()
    return Organization.id.in_(ids) if ids else false()
