"""Entries as sentences: who did what to whose record, from what to what, and on what ground."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.models import AuditEntry
from app.core.screens.history import Change
from app.core.screens.value_display import NOTHING, moment_text
from app.core.tree.organization_tree import organization_names
from app.reporting.declaration import Report
from app.reporting.registry import registered
from app.reporting.title_places import fill_places

from . import queries
from .choices import ACTIONS, CHANGES, OBJECTS
from .presentation import action_words, changes_of, details, labels_of, model_of, object_words
from .subjects import PERSON, USER, Key, Subject, is_part, subjects, table_of

MOVE, IMPORT = "workflow_event", "import_batch"
REFUSED = "refused"
# So many changes are told in a sentence, each as long as this.
MOST_CHANGES, LONGEST_VALUE = 8, 60
Subjects = Mapping[Key, Subject]


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words; a ground is blank where there is none."""

    sentence: str
    ground: str


def tell(entries: Sequence[AuditEntry]) -> Sequence[AuditEntry]:
    """Put entries into words, with a fixed number of statements for all of them."""
    requests = {one.request_id for one in entries if one.request_id}
    grounds = defaultdict[str, list[AuditEntry]](list)
    for one in queries.reasons(requests) if requests else ():
        grounds[one.request_id].append(one)
    keys = {key for one in entries for key in _keys(one)}
    keys |= {_key(one) for some in grounds.values() for one in some}
    found = subjects(keys)
    for one in entries:
        ground = _ground(one, grounds.get(one.request_id, ()), found)
        one.told = Told(_sentence(one, ground, found), ground)  # type: ignore[misc]
    return entries


# --- what it is about ---------------------------------------------------------------------------


def _key(entry: AuditEntry) -> Key:
    """The record that an entry is about; a move is about the case that was moved."""
    held = entry.changes or {}
    if entry.object_type == MOVE and "resource" in held:
        return table_of(_new(held["resource"])) or "", str(_new(held.get("item_id")))
    if entry.outcome == REFUSED:
        return table_of(entry.object_type) or "", entry.object_id
    return entry.object_type, entry.object_id


def _keys(entry: AuditEntry) -> Iterator[Key]:
    """All records that have to be known to put an entry into words."""
    yield _key(entry)
    for name, table in _references(entry).items():
        for value in (entry.changes or {})[name]:
            if value is not None:
                yield table, str(value)


def _references(entry: AuditEntry) -> Mapping[str, str]:
    """The changed columns that name another record, with its table."""
    model = model_of(entry)
    if model is None or entry.action not in CHANGES:
        return {}
    known, columns = labels_of(model), model.__table__.c
    return {
        name: key.column.table.name
        for name in entry.changes or {}
        if name in columns and (name in known or columns[name].info.get("label"))
        for key in columns[name].foreign_keys
        if key.column.name == "id" and key.column.table.name != "organization"
    }


def _new(value: Any) -> Any:
    return value[-1] if isinstance(value, list) else value


# --- words --------------------------------------------------------------------------------------


def _sentence(entry: AuditEntry, ground: str, found: Subjects) -> str:
    words = _("%(who)s于 %(at)s %(deed)s", who=_who(entry), at=_at(entry), deed=_deed(entry, found))
    return _("%(words)s，依据：%(ground)s", words=words, ground=ground) if ground else words


def _at(entry: AuditEntry) -> str:
    return moment_text(entry.at)


def _who(entry: AuditEntry) -> str:
    organization = organization_names().get(entry.organization_id or 0)
    if not organization:
        return entry.user_name or _("未登录者")
    return _("%(name)s（%(organization)s）", name=entry.user_name, organization=organization)


def _deed(entry: AuditEntry, found: Subjects) -> str:
    what = _what(entry, found)
    if entry.outcome == REFUSED:
        return _refusal(entry, what)
    if entry.object_type == MOVE and entry.action == "create":
        return _("办理%(what)s：%(move)s", what=what, move=_move(entry))
    if entry.action == "update":
        return _update(entry, what, found)
    if entry.action == "create":
        return _("新增了%(what)s", what=what) + _content(entry, found)
    if entry.action == "delete":
        return _("删除了%(what)s", what=what)
    return _act(entry, what)


def _content(entry: AuditEntry, found: Subjects) -> str:
    """What a part of a record said, as nobody opens it by itself."""
    subject = found.get(_key(entry))
    if subject is None or subject.of is None or not is_part(entry.object_type):
        return ""
    values = [one for one in changes_of(entry) if one.new != subject.name]
    told = _("；").join(f"{one.label} {_cut(one.new)}" for one in values[:MOST_CHANGES])
    return _("（%(told)s）", told=told) if told else ""


def _act(entry: AuditEntry, what: str) -> str:
    """An act that changes no row, with whatever was kept of it."""
    told = list(details(entry))
    if entry.action == "reveal" and told:
        return _("查看了%(what)s的完整%(field)s", what=what, field=told[0][1])
    beside = [(label, text) for label, text in told if f"“{text}”" not in what]
    kept = _("；").join(f"{label} {_cut(text)}" for label, text in beside)
    if not kept:
        return _("%(act)s：%(what)s", act=action_words(entry), what=what)
    return _("%(act)s：%(what)s（%(kept)s）", act=action_words(entry), what=what, kept=kept)


def _refusal(entry: AuditEntry, what: str) -> str:
    words = _("访问%(what)s，%(why)s", what=what, why=ACTIONS.get(entry.action, entry.action))
    times = (entry.changes or {}).get("repeated")
    return _("%(words)s，另有 %(n)s 次", words=words, n=times) if times else words


def _update(entry: AuditEntry, what: str, found: Subjects) -> str:
    changes = changes_of(entry, _reference_words(entry, found))
    if not changes:
        return _("修改了%(what)s", what=what)
    told = _("；").join(map(_change, changes[:MOST_CHANGES]))
    if len(changes) > MOST_CHANGES:
        told = _("%(told)s；等共 %(n)d 项", told=told, n=len(changes))
    return _("将%(what)s的%(changes)s", what=what, changes=told)


def _change(change: Change) -> str:
    old, new = (_("空") if one == NOTHING else _cut(one) for one in (change.old, change.new))
    return _("%(label)s由“%(old)s”改为“%(new)s”", label=change.label, old=old, new=new)


def _cut(text: Any) -> str:
    words = str(text)
    return words if len(words) <= LONGEST_VALUE else f"{words[:LONGEST_VALUE]}…"


def _reference_words(entry: AuditEntry, found: Subjects) -> dict[str, Any]:
    def words(table: str) -> Any:
        return lambda value: NOTHING if value is None else _called(table, str(value), found)

    return {name: words(table) for name, table in _references(entry).items()}


def _called(table: str, number: str, found: Subjects) -> str:
    subject = found.get((table, number))
    return (subject and (subject.who or subject.name or subject.number)) or NOTHING


def _what(entry: AuditEntry, found: Subjects) -> str:
    """The record in words, with whose it is; what is gone by the name that was kept of it."""
    table, number = _key(entry)
    subject = found.get((table, number))
    kind = OBJECTS.get(table) or object_words(entry)
    if subject is not None:
        return _described(table, str(kind), subject, found)
    if entry.object_type == "report" and (report := registered().get(entry.object_id)):
        return _("报表“%(name)s”", name=_printed_title(entry, report))
    name = _kept_name(entry)
    if name:
        return _("%(kind)s“%(name)s”", kind=kind, name=name)
    return str(kind)


def _printed_title(entry: AuditEntry, report: Report) -> str:
    """The title of a report as it was printed; else the declared one, its places left blank."""
    blank = fill_places(report.title, dict.fromkeys(report.place_names, ""))
    return str((entry.changes or {}).get("title") or blank)


def _kept_name(entry: AuditEntry) -> str:
    """What a record that is gone was called, or what an act names itself."""
    held = entry.changes or {}
    named = _new(held.get("name")) or _new(held.get("title"))
    if named or entry.outcome == REFUSED:
        return str(named or "")
    return "" if entry.object_id.isdigit() else entry.object_id


def _described(table: str, kind: str, subject: Subject, found: Subjects) -> str:
    if subject.of is not None and (whole := found.get(subject.of)) is not None:
        inner = _described(subject.of[0], str(OBJECTS.get(subject.of[0], "")), whole, found)
        own = organization_names().get(subject.organization_id or 0, "")
        part = _part(kind, subject)
        # What belongs to all has parts for one organization each.
        if own and not (whole.who or whole.organization_id):
            part = _("%(whole)s的%(part)s", whole=own, part=part)
        return _("%(whole)s的%(part)s", whole=inner, part=part)
    organization = organization_names().get(subject.organization_id or 0, "")
    if subject.who:
        name, place = subject.who, organization
        whose = _("%(name)s（%(place)s）", name=name, place=place) if place else name
        if table == PERSON:
            return _("%(kind)s%(whose)s", kind=kind, whose=whose)
    else:
        whose = organization
    part = _part(kind, subject)
    return _("%(whole)s的%(part)s", whole=whose, part=part) if whose else part


def _part(kind: str, subject: Subject) -> str:
    """A record by its kind, name, number and year."""
    named = _("“%(name)s”", name=subject.name) if subject.name not in ("", subject.who) else ""
    year = _("（%(year)d 年度）", year=subject.year) if subject.year else ""
    return f"{kind}{named}{subject.number and f' {subject.number} '}{year}".strip()


# --- grounds ------------------------------------------------------------------------------------


def _ground(entry: AuditEntry, beside: Sequence[AuditEntry], found: Subjects) -> str:
    """The move, the import or the reason by which something was done."""
    own = _key(entry)
    moves = [one for one in beside if one.object_type == MOVE and one.action == "create"]
    moves.sort(key=lambda one: _key(one) != own)
    if moves and entry.object_type != MOVE:
        return _("%(what)s %(move)s", what=_what(moves[0], found), move=_move(moves[0]))
    imports = [one for one in beside if one.object_type == IMPORT]
    if imports and entry.object_type != IMPORT:
        return _what(imports[0], found)
    held = entry.changes or {}
    return str(_new(held.get("reason")) or "") if entry.object_type != USER else ""


def _move(event: AuditEntry) -> str:
    """The word of a move, and the opinion that was given with it."""
    held = event.changes or {}
    words = _new(held.get("words")) or {}
    name, opinion = words.get("name") or _new(held.get("name")), _new(held.get("opinion"))
    return _("%(move)s（%(opinion)s）", move=name, opinion=opinion) if opinion else str(name)
