"""Every write of the module.

The configuration is held before any row of it is read, so changes follow one another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor, current_actor
from app.core.access.admitted_addresses import admits
from app.core.access.security_manager import roles_of
from app.core.base import clock
from app.core.base.choices import DayKind
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused, Unconfirmed
from app.core.configuration import cache, dictionaries, dictionary_effects, numbering
from app.core.configuration.dictionary_effects import Edit
from app.core.configuration.frozen_dictionaries import freeze_added
from app.core.configuration.number_patterns import BadPattern, Pattern
from app.core.configuration.numbering import Rule
from app.core.models import CalendarDay, DictionaryEntry, NumberingRule, Parameter
from app.reporting import layouts
from app.reporting.declaration import Report
from app.reporting.layouts import Layout
from app.reporting.models import ReportLayout

from . import queries, rules

STEP = 10
PAPER = {"paper", "landscape", "font_pt"}
# Codes of the office's own entries; those that come with the product are words.
OWN_CODE = "own_"


# --- dictionaries ---------------------------------------------------------------------------


def add_entry(values: Mapping[str, Any], _actor: Actor) -> DictionaryEntry:
    """新增: an entry at the end of its dictionary, with a code of its own for good."""
    cache.hold()
    rows = queries.dictionary_rows(values["dictionary"])
    Refused.if_any(entry_refusals(values["dictionary"], values, rows))
    found = DictionaryEntry(
        dictionary=values["dictionary"],
        code=_next_code(rows),
        label=values["label"],
        group=values.get("group"),
        position=max((row.position for row in rows), default=-STEP) + STEP,
        is_active=True,
    )
    db.session.add(found)
    db.session.flush()
    freeze_added()
    return found


def change_entry(entry: DictionaryEntry, values: Mapping[str, Any], _actor: Actor) -> None:
    """修改: another label or class; the code stays, for records point at it.

    Raises Unconfirmed with what will change, unless ``values["confirmed"]`` agrees to it.
    """
    others = [row for row in queries.dictionary_rows(entry.dictionary) if row.id != entry.id]
    Refused.if_any(entry_refusals(entry.dictionary, values, others))
    group = values.get("group", entry.group)
    edit = Edit(entry.dictionary, entry.code, (entry.label, values["label"]), (entry.group, group))
    before = dictionary_effects.figures(edit)
    entry.label, entry.group = edit.label[1], edit.group[1]
    entry.version += 1
    db.session.flush()
    effects = queries.effects_of(edit, before, dictionary_effects.figures(edit))
    Unconfirmed.unless(values.get("confirmed", ""), rules.effect_lines(edit, effects))


def switch_entry(entry: DictionaryEntry, *, active: bool) -> None:
    """停用 or 启用; a dictionary always offers something."""
    if not active:
        rows = queries.dictionary_rows(entry.dictionary)
        if not any(row.is_active and row.id != entry.id for row in rows):
            raise Refused.because("SE5", "", _("每个字典至少保留一个启用的条目"))
    if entry.is_active is not active:
        entry.is_active = active
        entry.version += 1
    db.session.flush()


def move_entry(entry: DictionaryEntry, *, up: bool) -> None:
    """上移 or 下移: change places with the neighbour; at the end nothing happens."""
    rows = list(queries.dictionary_rows(entry.dictionary))
    place = rows.index(entry)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    neighbour = rows[other]
    if neighbour.position == entry.position:
        for number, row in enumerate(rows):
            row.position = number * STEP
    entry.position, neighbour.position = neighbour.position, entry.position
    db.session.flush()


def entry_refusals(
    dictionary: str, values: Mapping[str, Any], others: Collection[DictionaryEntry]
) -> Iterator[FieldError]:
    """What stands against an entry of a dictionary, from the other entries; the form asks, too."""
    offered = [group for group, _words in dictionaries.groups(dictionary)]
    yield from rules.label_refusals(values["label"], others)
    if offered:
        yield from rules.group_refusals(values.get("group"), offered, others)


def _next_code(rows: Any) -> str:
    used = [row.code.removeprefix(OWN_CODE) for row in rows if row.code.startswith(OWN_CODE)]
    return f"{OWN_CODE}{max((int(one) for one in used if one.isdigit()), default=0) + 1}"


# --- parameters -----------------------------------------------------------------------------


def set_parameter(key: str, value: Any, *, version: int) -> None:
    """Store a value that fits; None is the default again.

    ``version`` is that of the row that the page showed, 0 without one. Raises Conflict, and
    Refused where the one who stores it could not work from the present address any more.
    """
    cache.hold()
    found = queries.parameter_row(key)
    _expect(found, version)
    stored = list(value) if isinstance(value, tuple) else value
    if found is None:
        db.session.add(Parameter(key=key, value=stored))
    elif found.value != stored:
        found.value = stored
        found.version += 1
    db.session.flush()
    _refuse_to_lock_out(current_actor())


def _refuse_to_lock_out(actor: Actor) -> None:
    """Nobody stores what would keep the own next request out."""
    if actor.user_id is None or admits(roles_of(actor.user_id), actor.address):
        return
    told = {"address": actor.address}
    words = _(
        "保存后您将不能从当前网络地址 %(address)s 使用系统，请先把它列入管理员登录地址", **told
    )
    raise Refused.because("SE8", "value", words)


def _expect(found: Parameter | NumberingRule | None, version: int) -> None:
    if (found.version if found is not None else 0) != version:
        raise Conflict(_("该记录状态已变化，请刷新"))


# --- numbering rules ------------------------------------------------------------------------


def set_pattern(rule: Rule, text: str, *, version: int, organization_id: int) -> None:
    """Store another pattern, once no number that was given can come again. Raises Conflict."""
    # The counter first, as whoever takes a number does.
    numbering.lock(rule.key)
    cache.hold()
    found = queries.rule_row(rule.key)
    _expect(found, version)
    check_pattern(rule, text, organization_id=organization_id)
    if found is None:
        db.session.add(NumberingRule(key=rule.key, pattern=text))
    elif found.pattern != text:
        found.pattern = text
        found.version += 1
    db.session.flush()


def check_pattern(rule: Rule, text: str, *, organization_id: int) -> str:
    """The next number by a pattern; raises Refused where the pattern cannot be used."""
    try:
        pattern: Pattern = rules.read_pattern(text, rule.placeholders)
    except BadPattern as bad:
        raise Refused.because("SE4", "pattern", str(bad)) from bad
    shown = numbering.examples({rule.key: pattern}, organization_id=organization_id)[rule.key]
    refusals = [*rules.example_refusals(shown)]
    if numbering.repeats(rule.key, pattern):
        words = _("按此格式可能产生与已发编号相同的编号，请调整固定文字或位数")
        refusals.append(FieldError("SE4", "pattern", words))
    Refused.if_any(refusals)
    return shown


# --- reports --------------------------------------------------------------------------------


def set_layout(report: Report, values: Mapping[str, Any], *, version: int, actor: Actor) -> None:
    """Store another version of a report's words and paper; unchanged values make none.

    ``version`` is that of the page. Raises Refused and Conflict.
    """
    cache.hold()
    now = queries.layout_now(report)
    if now.version != version:
        raise Conflict(_("该记录状态已变化，请刷新"))
    wanted = _changed_layout(now, values)
    if wanted == now:
        return
    Refused.if_any(layout_refusals(report, wanted))
    db.session.add(
        ReportLayout(
            report=report.name,
            changed_by=actor.name,
            changed_at=clock.now(),
            **{**asdict(wanted), "version": now.version + 1},
        )
    )
    db.session.flush()


def reset_layout(report: Report, *, version: int, actor: Actor) -> None:
    """恢复默认: a further version that says what the definition says. Raises Conflict."""
    default = asdict(queries.default_layout(report))
    set_layout(report, default, version=version, actor=actor)


def _changed_layout(now: Layout, values: Mapping[str, Any]) -> Layout:
    return Layout(**{**asdict(now), **values, "version": now.version})


def typed_refusals(report: Report, values: Mapping[str, Any]) -> list[FieldError]:
    """What stands against values of which some are None, for they could not be read.

    These stay as they are; nobody can say what fits on a paper of which something is not known.
    """
    read = {name: value for name, value in values.items() if value is not None}
    wanted = _changed_layout(queries.layout_now(report), read)
    is_known = read.keys() >= PAPER
    found = layout_refusals(report, wanted)
    return [one for one in found if one.field in read and (is_known or one.field not in PAPER)]


def layout_refusals(report: Report, wanted: Layout) -> Iterator[FieldError]:
    """What stands against the words and the paper of a report."""
    yield from rules.place_refusals("title", wanted.title, _("标题"), report.place_names)
    yield from rules.note_refusals(wanted.notes)
    watermark = wanted.watermark
    yield from rules.place_refusals("watermark", watermark, _("水印"), layouts.WATERMARK_PLACES)
    if not layouts.fits(report, wanted):
        words = _("报表的各列在 %(paper)s 上放不下，请改用更大的纸张或横向", paper=wanted.paper)
        yield FieldError("SE7", "paper", words)


# --- the calendar ---------------------------------------------------------------------------


def set_days(first: dt.date, last: dt.date, kind: DayKind, note: str | None, *, stamp: str) -> int:
    """Say of each day of a range what it is; how many days that were.

    ``stamp`` is that of the calendar that the page showed. Raises Conflict.
    """
    Refused.if_any(rules.span_refusals(first, last))
    cache.hold()
    if queries.calendar_stamp() != stamp:
        raise Conflict(_("他人刚刚修改了工作日历。您填写的内容仍在，请核对后重新提交。"))
    known = queries.days_between(first, last)
    days = [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]
    for day in days:
        _set_day(day, known.get(day), kind, note)
    db.session.flush()
    return len(days)


def _set_day(day: dt.date, found: CalendarDay | None, kind: DayKind, note: str | None) -> None:
    if found is not None:
        found.kind, found.note = kind, note
    elif kind is not DayKind.USUAL:
        db.session.add(CalendarDay(day=day, kind=kind, note=note))
