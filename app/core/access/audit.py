"""The audit trail: one listener writes what changed, in the transaction that changes it."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Any

from flask import g, has_app_context, has_request_context, request
from flask_appbuilder.security.sqla.models import Group, Role, User
from sqlalchemy import LargeBinary, event, inspect, select
from sqlalchemy.orm import Session

from app.core.base import clock
from app.core.base.column_types import SealedText
from app.core.base.db import db
from app.core.base.errors import UnauditedStatement
from app.core.configuration import cache
from app.core.models import AuditEntry, PermissionBundle

from .actor import SYSTEM, current_actor
from .scope import OrgOwned

# Beside every owned row: what changes rights or the shape of the system.
WATCHED = (OrgOwned, User, *cache.WATCHED)
# What changes through link tables.
LINKED = {
    User: ("roles", "groups"),
    Role: ("permissions",),
    Group: ("roles",),
    PermissionBundle: ("permissions",),
}
SECRET = ("password", "totp_secret")
NOISE = (
    "login_count",
    "last_login",
    "fail_login_count",
    "changed_on",
    "preferred_year",
    "opened_at",
    "signed_in_at",
)
# Worked out of a name, which is told itself.
DERIVED = ("initials", "pinyin")


def record(action: str, **fields: Any) -> None:
    """Write an entry for something that changes no row: a reveal, an export, a refusal."""
    db.session.add(entry(action, **fields))


def entry(action: str, **fields: Any) -> AuditEntry:
    """An entry by the actor of this request or job, not yet added anywhere."""
    actor = current_actor() if has_app_context() else SYSTEM
    return AuditEntry(
        **{
            "at": clock.now(),
            "user_id": actor.user_id,
            "user_name": actor.name,
            "organization_id": actor.organization_id,
            "address": (request.remote_addr or "") if has_request_context() else actor.address,
            "request_id": g.get("request_id", "") if has_app_context() else "",
            "action": action,
            **fields,
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value


def _masked(column: Any, value: Any) -> Any:
    if value is None:
        return None
    if column.key in SECRET or isinstance(column.type, LargeBinary):
        return "****"
    if isinstance(column.type, SealedText):
        text = str(value)
        return f"{text[:3]}****{text[-4:]}" if len(text) > 8 else "****"
    return _plain(value)


def _changes(obj: Any, session: Session, *, is_new: bool) -> dict[str, Any]:
    """Old and new value of every changed column; a new row has no old values."""
    state = inspect(obj)
    found: dict[str, Any] = {}
    for prop in state.mapper.column_attrs:
        if prop.key in (*NOISE, *DERIVED) or prop.key.endswith("_hash"):
            continue
        if is_new:
            old, new = None, getattr(obj, prop.key)
        elif (history := state.attrs[prop.key].history).has_changes():
            old = history.deleted[0] if history.deleted else _stored(obj, prop, session)
            new = history.added[0] if history.added else None
        else:
            continue
        if old != new:
            column = prop.columns[0]
            found[prop.key] = [_masked(column, old), _masked(column, new)]
    return found | _relation_changes(obj, state)


def _stored(obj: Any, prop: Any, session: Session) -> Any:
    """The old value of an attribute that was set without having been loaded."""
    mapper = inspect(obj).mapper
    identity = inspect(obj).identity
    if identity is None:
        return None
    key = zip(mapper.primary_key, identity, strict=True)
    statement = select(prop.columns[0]).where(*(column == value for column, value in key))
    return session.connection().execute(statement).scalar()


def _relation_changes(obj: Any, state: Any) -> dict[str, Any]:
    """Roles of a user and permissions of a role change through link tables."""
    names = LINKED.get(type(obj), ())
    found = {}
    for name in names:
        history = state.attrs[name].history
        if history.added or history.deleted:
            found[name] = [
                [str(item) for item in history.deleted],
                [str(item) for item in history.added],
            ]
    return found


def bulk(statement: Any, *, because: str) -> Any:
    """A bulk statement over watched rows that leaves no entry for each, and why that is right.

    Objects of the session are not brought up to it.
    """
    if not because:
        raise ValueError("an unaudited statement needs its reason")
    if statement.is_insert:
        return statement.execution_options(unaudited=because)
    return statement.execution_options(unaudited=because, synchronize_session=False)


@event.listens_for(Session, "do_orm_execute")
def _refuse_unaudited(state: Any) -> None:
    """The listener below sees flushes alone, so what passes by them has to say why."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    model = state.bind_mapper.class_ if state.bind_mapper else None
    if model is not None and is_watched(model) and "unaudited" not in state.execution_options:
        raise UnauditedStatement(f"{model.__name__}: change objects, or say why with audit.bulk")


def is_watched(model: type[Any]) -> bool:
    """Whether changes of the rows of a table are written: those of organizations and settings are.

    A table that is neither says ``is_audited = True``; one of figures that are counted from
    others, and say nothing of their own, says ``not_audited_because``.
    """
    if getattr(model, "not_audited_because", ""):
        return False
    # A table of an engine that is kept in memory is configuration, too.
    own = getattr(model, "kept_in_memory", False) or getattr(model, "is_audited", False)
    return issubclass(model, WATCHED) or own


def _pending(session: Session) -> list[tuple[str, Any, dict[str, Any]]]:
    found = []
    for action, objects in (
        ("create", session.new),
        ("update", session.dirty),
        ("delete", session.deleted),
    ):
        for obj in objects:
            if not is_watched(type(obj)):
                continue
            # What a new row says is known once it has been written.
            changes = _changes(obj, session, is_new=False) if action == "update" else {}
            if changes or action != "update":
                found.append((action, obj, changes))
    return found


@event.listens_for(Session, "before_flush")
def _collect(session: Session, _context: Any, _objects: Any) -> None:
    # What a failed flush left behind is replaced: it never came about.
    session.info["audit"] = _pending(session)


@event.listens_for(Session, "after_flush")
def _write(session: Session, _context: Any) -> None:
    """Write after the rows have their ids, with plain inserts that start no second flush.

    What a new row is by default, it has only now.
    """
    entries = [
        _row(action, obj, _changes(obj, session, is_new=True) if action == "create" else changes)
        for action, obj, changes in session.info.pop("audit", ())
    ]
    if entries:
        session.connection().execute(AuditEntry.__table__.insert(), entries)
        session.info["has_written"] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget_written(session: Session) -> None:
    session.info.pop("has_written", None)


def _row(action: str, obj: Any, changes: dict[str, Any]) -> dict[str, Any]:
    identity = inspect(obj).identity or inspect(obj).mapper.primary_key_from_instance(obj)
    written = entry(
        action,
        object_type=inspect(obj).mapper.local_table.name,
        object_id=",".join(str(part) for part in identity),
        changes=changes,
    )
    columns = [
        "at",
        "user_id",
        "user_name",
        "organization_id",
        "address",
        "request_id",
        "action",
        "object_type",
        "object_id",
        "changes",
    ]
    return {name: getattr(written, name) for name in columns} | {"outcome": "done"}
