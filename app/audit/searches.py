"""Searches of the audit trail: by whoever did it, by whom it is about, by one record or account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import String, and_, cast, false, literal, or_, select, union_all

from app.core.access.actor import SYSTEM
from app.core.access.scope import unscoped
from app.core.access.security_manager import may
from app.core.base.db import db
from app.core.base.ids import is_id
from app.core.models import AuditEntry, User

from .choices import OBJECTS
from .subjects import IDENTITY, PERSON, USER, about

ENTRY = AuditEntry.__table__
REFUSED = "refused"


def by_operator(typed: str) -> Any:
    """Entries of those whose name or login name has a text in it."""
    term = typed.strip()
    if term == SYSTEM.name:
        return AuditEntry.user_id.is_(None)
    full = User.last_name + User.first_name
    found = or_(full.contains(term, autoescape=True), User.username.contains(term, autoescape=True))
    return AuditEntry.user_id.in_(select(User.__table__.c.id).where(found))


def of_account(typed: str) -> Any:
    """All that an account did, and all that was done to it, by its login name."""
    users = User.__table__
    own = select(users.c.id).where(users.c.username == typed.strip())
    did = select(ENTRY.c.id).where(ENTRY.c.user_id.in_(own))
    done = _entries(USER, own)
    named = [
        _entries(table.name, select(table.c.id).where(table.c.user_id.in_(own)))
        for table in db.metadata.sorted_tables
        if table.name in OBJECTS and "user_id" in table.c and "id" in table.c
    ]
    return AuditEntry.id.in_(union_all(did, done, *named))


def of_record(given: str) -> Any:
    """All that was done to one record: its table and number."""
    table, _sign, number = given.partition("-")
    return and_(AuditEntry.object_type == table, AuditEntry.object_id == number)


def about_called(typed: str) -> Any:
    """All about whoever has, or had, a name."""
    person = db.metadata.tables[PERSON].alias("called")
    return _about(select(person.c[IDENTITY]).where(person.c.name == typed.strip()))


def about_identity(given: str) -> Any:
    """All about one identity, by its number."""
    return _about(select(literal(int(given)))) if is_id(given) else false()


def _about(identities: Any) -> Any:
    parts = [_entries(table, numbers) for table, numbers in about(identities).items()]
    return AuditEntry.id.in_(union_all(*parts))


def _entries(table: str, numbers: Any) -> Any:
    """The entries about some records of a table."""
    keys = select(cast(numbers.subquery().c.id, String(60)))
    return select(ENTRY.c.id).where(ENTRY.c.object_type == table, ENTRY.c.object_id.in_(keys))


def identity_words(given: str) -> str:
    """What the holder of an identity is called."""
    person = db.metadata.tables[PERSON]
    if not is_id(given):
        return given
    asked = select(person.c.name).where(person.c[IDENTITY] == int(given))
    return db.session.scalar(asked.order_by(person.c.id.desc()).limit(1)) or given


# --- from one entry to what belongs to it -------------------------------------------------------


def links(entry: AuditEntry) -> Sequence[tuple[str, str]]:
    """The lists that an entry leads to: label and address."""
    found = []
    if entry.object_id and entry.outcome != REFUSED:
        record = f"{entry.object_type}-{entry.object_id}"
        found.append((_("此对象的全部日志"), address(record=record)))
    if (identity := _identity_of(entry)) is not None:
        found.append((_("此人员的全部日志"), address(identity=str(identity))))
    if entry.request_id:
        found.append((_("同一次操作的日志"), address(request=entry.request_id)))
    if entry.user_id is not None and (user := _user(entry.user_id)) is not None:
        found.append((_("该账号的全部日志"), address(account=user.username)))
    return found


def record_url(table: str, number: str) -> str:
    """The list of all that was done to a record; nothing for who does not read it."""
    return address(record=f"{table}-{number}") if may("read", "audit.entry") else ""


def address(**asked: str) -> str:
    """The list by some of its filters, over all time."""
    given: dict[str, Any] = {f"_flt_0_{name}": one for name, one in asked.items()}
    return url_for("AuditView.list", **given)


def _user(number: int) -> User | None:
    with unscoped("the account that an entry names"):
        return db.session.get(User, number)


def _identity_of(entry: AuditEntry) -> int | None:
    table = db.metadata.tables.get(entry.object_type)
    if table is None or IDENTITY not in table.c or not is_id(entry.object_id):
        return None
    asked = select(table.c[IDENTITY]).where(table.c.id == int(entry.object_id))
    found: int | None = db.session.scalar(asked)
    return found
