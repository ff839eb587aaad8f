"""变更记录: the audit entries of a record, with the labels of its screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, inspect, select

from app.core.access.actor import SYSTEM
from app.core.base.db import db
from app.core.configuration import dictionaries
from app.core.models import AuditEntry
from app.core.tree.organization_tree import organization_names

from .value_display import NOTHING, moment_text, yes_or_no
from .value_kinds import ValueKind, attribute

MOST = 50
ACTIONS = ("create", "update", "delete")
Words = Mapping[str, Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that was changed, in words."""

    label: Any
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did to a record at one moment."""

    at: dt.datetime
    who: str
    action: Any
    object_id: str
    changes: tuple[Change, ...]

    @property
    def moment(self) -> str:
        """The moment on Shanghai's clock."""
        return moment_text(self.at)


def record_history(
    obj: Any, *, labels: Mapping[str, Any] | None = None, words: Words | None = None
) -> list[Event]:
    """The changes of one record, the newest first.

    Only fields with a label are told: one of ``labels``, else the column's own
    ``info["label"]``. ``words`` says how a field's stored value reads (also
    None), where the column's kind does not.
    """
    key = ",".join(str(part) for part in inspect(obj).identity)
    return history_of(type(obj), AuditEntry.object_id == key, labels=labels, words=words)


def history_of(
    model: type[Any],
    *criteria: Any,
    labels: Mapping[str, Any] | None = None,
    words: Words | None = None,
    created: Any = None,
) -> list[Event]:
    """The newest changes of the records of a table that fulfil criteria on the audit trail.

    ``created`` is said in the place of 新增 where a first row is a change of what code declares.
    """
    entries = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.object_type == model.__tablename__,
            AuditEntry.action.in_(ACTIONS),
            *criteria,
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    )
    actions = {"create": created or _("新增"), "update": _("修改"), "delete": _("删除")}
    told = [(entry, _event(model, entry, actions, labels or {}, words or {})) for entry in entries]
    return [event for entry, event in told if event.changes or entry.action != "update"]


def last_changes(model: type[Any]) -> dict[str, tuple[str, str]]:
    """Who changed each record of a small table last, and when."""
    newest = (
        select(func.max(AuditEntry.id))
        .where(AuditEntry.object_type == model.__tablename__, AuditEntry.action.in_(ACTIONS))
        .group_by(AuditEntry.object_id)
    )
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.id.in_(newest)))
    return {row.object_id: (row.user_name, moment_text(row.at)) for row in rows}


def _event(
    model: type[Any],
    entry: AuditEntry,
    actions: Mapping[str, Any],
    labels: Mapping[str, Any],
    words: Words,
) -> Event:
    changes = tuple(changes_told(model, entry, labels, words))
    who = _("系统") if entry.user_name == SYSTEM.name else entry.user_name
    return Event(entry.at, who, actions[entry.action], entry.object_id, changes)


def changes_told(
    model: type[Any], entry: AuditEntry, labels: Mapping[str, Any], words: Words
) -> Iterator[Change]:
    """The fields with a label that an entry about a record of a table tells, in words."""
    columns = inspect(model).column_attrs
    for name, held in entry.changes.items():
        # Of relations those are told that a screen has a label for.
        if name not in columns and name not in labels:
            continue
        label = labels.get(name) or attribute(model, name).info.get("label")
        if not label:
            continue
        if name in words or name not in columns:
            write, kept = words.get(name, _plain_words), held
        else:
            write, kept = _writer(model, name), _without_equals(held)
        old, new = (str(write(one)) for one in kept)
        if old == new and any(_has_parts(one) for one in held):
            new = _("%(words)s（内容有修改）", words=new)
        if old != new:
            yield Change(label, old, new)


def _without_equals(held: Any) -> Any:
    """Of two mappings of names to values the entries that differ, for the others say nothing."""
    if not any(isinstance(one, dict) for one in held):
        return held
    old, new = (one if isinstance(one, dict) else {} for one in held)
    changed = {key for key in {*old, *new} if key not in old or old[key] != new.get(key)}
    return [{key: one[key] for key in one if key in changed} for one in (old, new)]


def _writer(model: type[Any], name: str) -> Callable[[Any], Any]:
    """How the value that the audit trail keeps of a column reads."""
    said = attribute(model, name).info if hasattr(model, name) else {}
    write = partial(_declared_words, said) if "words" in said else _write_value(model, name)
    return lambda value: NOTHING if value in (None, "", {}) else write(value)


def _write_value(model: type[Any], name: str) -> Callable[[Any], Any]:
    if not hasattr(model, name):
        # A column that there is no more.
        return str
    found = attribute(model, name)
    if found.dictionary:
        return partial(_code_words, found.dictionary)
    if found.kind is ValueKind.ENUM:
        labels = {str(member): member.label for member in found.members}
        return lambda value: labels.get(value, value)
    if found.kind is ValueKind.ORGANIZATION:
        return lambda number: organization_names().get(number, NOTHING)
    if found.kind is ValueKind.MOMENT:
        return lambda text: moment_text(dt.datetime.fromisoformat(text))
    return yes_or_no if found.kind is ValueKind.BOOLEAN else _plain_words


def _declared_words(info: Mapping[str, Any], value: Any) -> str:
    """A value as its column says in ``words`` that one reads; of a mapping or a list, each one.

    ``names`` says how the keys of a mapping read, where they are not words themselves.
    """
    if isinstance(value, dict):
        return _entries(value, info["words"], info.get("names", str))
    if isinstance(value, list):
        return _("、").join(str(info["words"](one)) for one in value) or NOTHING
    return str(info["words"](value))


def _entries(
    held: Mapping[str, Any], words: Callable[[Any], Any], names: Callable[[str], Any]
) -> str:
    return _("、").join(f"{names(key)} {words(one)}" for key, one in held.items())


def _code_words(dictionary: str, held: str | list[str]) -> str:
    """One code, or several, of a dictionary."""
    codes = [held] if isinstance(held, str) else held
    return _("、").join(dictionaries.label(dictionary, code) for code in codes) or NOTHING


def _has_parts(value: Any) -> bool:
    """Whether a value is a table or a record, which no cell can tell."""
    parts = value if isinstance(value, list) else ()
    return isinstance(value, dict) or any(isinstance(one, dict | list) for one in parts)


def _plain_words(value: Any) -> str:
    """A value of no kind of its own: texts and numbers as they are, a table by how long it is.

    Of names with numbers each is told.
    """
    if isinstance(value, dict) and all(isinstance(one, int | float) for one in value.values()):
        return _entries(value, _plain_words, str)
    if _has_parts(value):
        return _("%(n)d 项", n=len(value))
    if isinstance(value, list):
        return _("、").join(map(_plain_words, value)) or NOTHING
    return yes_or_no(value) if isinstance(value, bool) else str(value)
