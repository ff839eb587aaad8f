"""Which organizations' rows are visible and writable, enforced once for every statement.

Session events add the criterion to every ORM statement and check every flush,
so no view, form, export or job can forget it. With no scope in force a job or
command raises; an anonymous request sees nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

from flask import g, has_request_context
from sqlalchemy import ForeignKey, event, inspect, or_, select
from sqlalchemy.orm import (
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    relationship,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors

from app.core.base.choices import Level
from app.core.base.column_types import Moment
from app.core.base.errors import ScopeNotSet, ScopeViolation
from app.core.base.visibility import EVERYTHING, NOTHING, Scope, declared, under, unscoped
from app.core.configuration.cache import kept
from app.core.models import Organization, User
from app.core.tree.organization_tree import subtree, tree

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "SCOPED",
    "OrgOwned",
    "Scope",
    "SoftDeleted",
    "acting_as",
    "current_scope",
    "is_declared",
    "may_read",
    "readable",
    "scope_for",
    "under",
    "unscoped",
    "writable",
]


class OrgOwned:
    """A row that belongs to an organization, which alone writes it.

    What ``province_keeps`` is about an organization and written by the province. ``parties`` are
    columns of further organizations that the row concerns: they and whoever is above them see
    it. ``follows`` is the relationship to the row that this one is a part of, so that it is seen
    wherever that one is.
    """

    province_keeps: ClassVar[bool] = False
    parties: ClassVar[tuple[str, ...]] = ()
    follows: ClassVar[str] = ""

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)

    @declared_attr
    def organization(cls) -> Mapped[Organization]:
        # Not by the class's name, which two modules may give.
        owner: Any = lambda: cls.organization_id  # noqa: E731 - asked when all classes are there
        return relationship(Organization, foreign_keys=owner)

    @classmethod
    def visible_to(cls, ids: tuple[int, ...]) -> Any:
        """The criterion for a reader of these organizations; a model may widen it further."""
        columns = ("organization_id", *cls.parties)
        criteria = [getattr(cls, name).in_(ids) for name in columns]
        if cls.follows:
            criteria.append(_part_of_visible(cls, cls.follows, ids))
        return or_(*criteria)

    @classmethod
    def writable_by(cls, ids: tuple[int, ...]) -> Any:
        """The criterion for a writer of these organizations."""
        return cls.organization_id.in_(ids)

    def organizations_concerned(self) -> set[int]:
        """The owner and every further party of this row."""
        found = (getattr(self, name) for name in ("organization_id", *self.parties))
        return {one for one in found if one is not None}


def _part_of_visible(cls: Any, relation: str, ids: tuple[int, ...]) -> Any:
    """The criterion for parts of rows that are visible."""
    mapper = inspect(cls)
    whole = mapper.relationships[relation]
    ((column, key),) = whole.local_remote_pairs
    # Of plain columns: the statement's own criteria would be put into it a second time.
    visible = select(key).where(whole.mapper.class_.visible_to(ids))
    return getattr(cls, mapper.get_property_by_column(column).key).in_(visible)


class SoftDeleted:
    """A row that 删除 hides and keeps."""

    deleted_at: Mapped[dt.datetime | None] = mapped_column(Moment)


def acting_as(user: User) -> Any:
    """The scope of a user in jobs and commands."""
    return under(scope_for(user))


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
    if (scope := declared()) is not None or not has_request_context():
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


def writable(model: type[Any]) -> tuple[int, ...] | None:
    """The organizations whose rows of a table the actor may change; None for every one."""
    scope = readable()
    if scope.write is None or not getattr(model, "province_keeps", False):
        return scope.write
    # Only the province has no criterion for what it reads.
    return None if scope.read is None else ()


# Tables of the framework and of the tree itself, and the column that names the organization.
SCOPED: dict[type[Any], Any] = {Organization: Organization.id, User: User.organization_id}


def is_declared(model: type[Any]) -> bool:
    """Whether a table says who may see its rows, so that a screen may show it."""
    return (
        issubclass(model, OrgOwned) or model in SCOPED or bool(getattr(model, "shared_because", ""))
    )


def _owned(criterion: Callable[[Any], Any]) -> Any:
    """The option that puts a criterion to every owned table of a statement."""
    return with_loader_criteria(
        OrgOwned,
        criterion,
        include_aliases=True,
        propagate_to_loaders=False,
        track_closure_variables=False,
    )


@lru_cache(maxsize=1024)
def _reading(ids: tuple[int, ...]) -> tuple[Any, ...]:
    scoped = (
        with_loader_criteria(
            model, column.in_(ids), include_aliases=True, propagate_to_loaders=False
        )
        for model, column in SCOPED.items()
    )
    return (_owned(lambda cls: cls.visible_to(ids)), *scoped)


@lru_cache(maxsize=1024)
def _writing(ids: tuple[int, ...]) -> Any:
    return _owned(lambda cls: cls.writable_by(ids))


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
    if state.is_select and scope.read is not None:
        # A row that may be read names its organization and its people, wherever they are.
        options = _reading(scope.read)[: 1 if state.is_relationship_load else None]
        state.statement = state.statement.options(*options)
    elif not state.is_select and scope.write is not None:
        if state.is_update:
            _refuse_unscoped_update(state)
        state.statement = state.statement.options(_writing(scope.write))


def _refuse_unscoped_update(state: Any) -> None:
    """A bulk UPDATE that criteria would not keep within the scope; such rows change as objects."""
    if isinstance(state.parameters, list):
        raise ScopeViolation("rows that are named by their keys are changed as objects")
    if _names_organization(state):
        raise ScopeViolation("a bulk statement moves no rows to another organization")


def _names_organization(state: Any) -> bool:
    given = {getattr(column, "key", column) for column in state.statement._values or ()}
    return "organization_id" in given.union(state.parameters or {})


@event.listens_for(Session, "do_orm_execute")
def _insert(state: Any) -> None:
    """Rows that a statement adds, not a flush, belong to whoever may write them, too."""
    if not state.is_insert or not state.bind_mapper:
        return
    if not issubclass(state.bind_mapper.class_, OrgOwned) or (scope := readable()).write is None:
        return
    rows = state.parameters if isinstance(state.parameters, list) else [state.parameters or {}]
    if any(row.get("organization_id") not in scope.write for row in rows):
        raise ScopeViolation("record belongs to an organization outside your scope")


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
    # Each of these sets is made anew whenever it is asked for.
    new, dirty, deleted = session.new, session.dirty, session.deleted
    owned = [
        obj
        for obj in new | dirty | deleted
        if isinstance(obj, OrgOwned) and (obj not in dirty or session.is_modified(obj))
    ]
    if not owned:
        return
    scope = current_scope()
    if scope is None:
        raise ScopeNotSet("write")
    if scope.write is None:
        return
    for obj in owned:
        touched, ids = _touched_organizations(obj), writable(type(obj))
        if not touched or not (ids is None or touched <= set(ids)):
            raise ScopeViolation("record belongs to an organization outside your scope")
