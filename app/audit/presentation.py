"""How entries of the audit trail read: who, which record, what was changed from what to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import LazyString
from flask_babel import gettext as _
from sqlalchemy import inspect

from app.core.base.db import db
from app.core.base.per_request import once
from app.core.models import AuditEntry
from app.core.screens.history import Change, Words, changes_told
from app.core.screens.value_display import NOTHING, moment_text
from app.core.tree.organization_tree import organization_names

from .choices import ACTIONS, CHANGES, FIELDS, OBJECTS, CheckState
from .models import AuditCheck
from .queries import COUNTED_TO, SealState

# The colours of the results of a check.
TONES = {
    CheckState.RUNNING: "wait",
    CheckState.INTACT: "ok",
    CheckState.BROKEN: "bad",
    CheckState.FAILED: "mute",
}
# So many names of changed fields stand in a line.
MOST_NAMES = 3
# How the framework writes a right.
RIGHT = ("can ", "menu ")
NO_WORDS: Words = {}


def action_words(entry: AuditEntry) -> Any:
    """What was done."""
    return ACTIONS.get(entry.action, entry.action)


def object_words(entry: AuditEntry) -> Any:
    """What kind of record, or which screen, it was done to."""
    return OBJECTS.get(entry.object_type) or _screen_title(entry.object_type) or _("页面")


def record_words(value: str) -> str:
    """The kind and number of a record, as a link says it."""
    table, _sign, number = value.partition("-")
    return f"{OBJECTS.get(table, table)} {number}"


def organization_words(entry: AuditEntry) -> str:
    """The organization of whoever did it."""
    return organization_names().get(entry.organization_id or 0, NOTHING)


def outcome_words(entry: AuditEntry) -> str:
    """Whether it was done or refused."""
    return _("拒绝") if entry.outcome == "refused" else _("成功")


def summary(entry: AuditEntry) -> str:
    """What an entry is about, in a line."""
    if entry.action in CHANGES:
        return _shortened([str(change.label) for change in changes_of(entry)]) or NOTHING
    told = details(entry, listed=_shortened)
    return _("；").join(f"{label} {text}" for label, text in told) or NOTHING


def _shortened(names: Sequence[str]) -> str:
    """The first of several names, and how many there are."""
    shown = _joined(names[:MOST_NAMES])
    if len(names) <= MOST_NAMES:
        return shown
    return _("%(names)s 等 %(n)d 项", names=shown, n=len(names))


def _joined(names: Sequence[str]) -> str:
    return _("、").join(names)


def changes_of(entry: AuditEntry, words: Words = NO_WORDS) -> list[Change]:
    """The fields that were changed, as far as they have a name, with their values as kept.

    ``words`` says how the values of some columns read.
    """
    model = model_of(entry)
    if model is None or entry.action not in CHANGES:
        return []
    labels = labels_of(model)
    of_columns = changes_told(model, entry, labels, words)
    return [*of_columns, *_relations(entry, model, labels)]


def _relations(entry: AuditEntry, model: Any, labels: Mapping[str, Any]) -> Iterator[Change]:
    """What was taken from and given to a list, such as the roles of a user."""
    relations = inspect(model).relationships
    for name, held in (entry.changes or {}).items():
        if name in relations and name in labels:
            yield Change(labels[name], *map(_listed, held))


def _listed(names: list[str]) -> str:
    """Names of roles; rights are counted, for nobody reads their names."""
    if any(name.startswith(RIGHT) for name in names):
        return _("%(n)d 项", n=len(names))
    return _joined(names) or NOTHING


def details(
    entry: AuditEntry, listed: Callable[[Sequence[str]], str] = _joined
) -> Iterator[tuple[str, str]]:
    """What is kept of an act that changes no row: label and words."""
    held = entry.changes or {}
    model = model_of(entry)
    if field := _named_field(held):
        yield _("内容"), str(labels_of(model).get(field, field)) if model else field
    for key, label in _kept_words().items():
        if held.get(key) not in (None, "", {}, []):
            yield str(label), str(held[key])
    if names := held.get("accounts"):
        yield _("登录账号"), listed(names)
    for argument, values in (held.get("filters") or {}).items():
        name = argument.split("_", 3)[-1]
        label = labels_of(model).get(name, _("条件")) if model else _("条件")
        yield str(label), _joined([str(one) for one in values])


def _named_field(held: Mapping[str, Any]) -> str | None:
    """The field that an act was about; of a changed row it may be a column of that name."""
    named = held.get("field")
    return named if isinstance(named, str) else None


def _kept_words() -> Mapping[str, str]:
    return {
        "title": _("标题"),
        "name": _("名称"),
        "number": _("编号"),
        "format": _("格式"),
        "rows": _("行数"),
        "year": _("年度"),
        "version": _("版本"),
        "reason": _("原因"),
        "repeated": _("次数"),
    }


def model_of(entry: AuditEntry) -> Any:
    """The class of a record; of those that share a table the one that has most of what is told."""
    held = entry.changes or {}
    names = {*held, _named_field(held)}
    return max(
        _models().get(entry.object_type, ()),
        key=lambda model: len(names.intersection(inspect(model).column_attrs.keys())),
        default=None,
    )


def _models() -> Mapping[str, Sequence[Any]]:
    """The mapped classes by the name of their table, what several have in common first."""
    return once(("tables",), _by_table)


def _by_table() -> Mapping[str, Sequence[Any]]:
    found = defaultdict[str, list[Any]](list)
    mappers = db.Model.registry.mappers  # type: ignore[attr-defined]
    for mapper in sorted(mappers, key=lambda one: (one.inherits is not None, one.class_.__name__)):
        found[mapper.local_table.name].append(mapper.class_)
    return found


def labels_of(model: Any) -> Mapping[str, Any]:
    """What the screens of a table call its columns; names that nobody wrote are left out."""
    own = FIELDS.get(model.__tablename__, {})
    return once(("labels", model), lambda: {**own, **dict(_said(model))})


def _said(model: Any) -> Iterator[tuple[str, Any]]:
    for view in current_app.extensions["appbuilder"].baseviews:
        if getattr(getattr(view, "datamodel", None), "obj", None) is model:
            for name, label in view.label_columns.items():
                if isinstance(label, LazyString):
                    yield name, label


def _screen_title(endpoint: str) -> Any:
    name = endpoint.partition(".")[0]
    for view in current_app.extensions["appbuilder"].baseviews:
        if type(view).__name__ == name:
            return getattr(view, "list_title", None)
    return None


# --- the seal ---------------------------------------------------------------------------------


def fault_words(check: AuditCheck) -> str:
    """What is wrong, and with which entry: the first one that does not hold."""
    if check.fault is None:
        return NOTHING
    if check.broken_id is None:
        return _("第 %(seq)d 条：%(fault)s", seq=check.broken_seq, fault=check.fault.label)
    return _(
        "第 %(seq)d 条（日志编号 %(id)d）：%(fault)s",
        seq=check.broken_seq,
        id=check.broken_id,
        fault=check.fault.label,
    )


def unsealed_words(count: int) -> str:
    """How many entries are not sealed, as far as they were counted."""
    return f"{COUNTED_TO:,}+" if count > COUNTED_TO else f"{count:,}"


def check_words(check: AuditCheck | None) -> str:
    """What the last check said."""
    if check is None:
        return _("还没有校验过")
    words = fault_words(check) if check.fault is not None else check.state.label
    return _("%(at)s %(words)s", at=moment_text(check.asked_at), words=words)


def copy_words(state: SealState) -> str:
    """How far the copy on the other machine is; nothing where there is none."""
    copy = state.copy
    if copy is None:
        return _("尚未开始")
    if copy.failed_at is not None:
        words = _("自 %(at)s 起未能送达，恢复后自动补送", at=moment_text(copy.failed_at))
        return _("已送达第 %(seq)s 条，%(words)s", seq=f"{copy.seq:,}", words=words)
    return _("已送达第 %(seq)s 条", seq=f"{copy.seq:,}")
