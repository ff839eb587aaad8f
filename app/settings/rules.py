"""What must hold of settings; no database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.core.configuration.dictionaries import DictionaryWord
from app.core.configuration.dictionary_effects import Edit, Holding
from app.core.configuration.dictionary_words import GROUPS
from app.core.configuration.number_patterns import LONGEST, BadPattern, Pattern
from app.core.screens.value_display import number_text

LONGEST_SPAN = 31
LONGEST_NOTE = 200
PLACE = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")
YEARS = range(2015, 2100)


def label_refusals(label: str | None, others: Collection[DictionaryWord]) -> Iterator[FieldError]:
    """No two entries of a dictionary read the same, also not one that is retired."""
    same = next((entry for entry in others if entry.label == label), None)
    if same is None:
        return
    words = _("已有同名条目，请换一个名称")
    if not same.is_active:
        words = _("已有同名条目且已停用，请直接启用该条目")
    yield FieldError("SE1", "label", words)


def group_refusals(
    group: str | None, offered: Collection[str], others: Collection[DictionaryWord]
) -> Iterator[FieldError]:
    """A class is one of those that figures count by; where all entries have one, it is needed."""
    if group is not None and group not in offered:
        yield FieldError("SE2", "group", _("请在列表中选择统计归类"))
    if group is None and others and all(entry.group for entry in others):
        yield FieldError("SE2", "group", _("请选择统计归类，否则报表不会计入该条目"))


class ChangedFigure(NamedTuple):
    """A sum of an open year that becomes another, by what reports call it."""

    year: int
    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Effects:
    """What an edit of an entry changes, in which reports, and the years that it leaves alone."""

    holdings: Sequence[Holding]
    figures: Sequence[ChangedFigure]
    reports: Sequence[str]
    closed: Sequence[int]


def effect_lines(edit: Edit, effects: Effects) -> list[str]:
    """What an edit changes, in sentences; none where nothing that is stored reads otherwise."""
    if not (edit.is_renamed or edit.is_regrouped) or not (effects.holdings or effects.figures):
        return []
    lines = list(_edit_lines(edit))
    years = {one.year for one in effects.holdings if one.year is not None}
    for year in sorted(years | {one.year for one in effects.figures}, reverse=True):
        parts = [_list(_held(effects, year)), _list(_figures(effects, year))]
        words = _("；").join(part for part in parts if part)
        lines.append(_("%(year)d 年度（未锁定）：%(words)s", year=year, words=words))
    if everywhere := _list(_held(effects, None)):
        lines.append(_("不分年度：%(words)s", words=everywhere))
    if effects.reports:
        lines.append(_("涉及报表：%(words)s", words=_list(effects.reports)))
    if effects.closed:
        years_words = _list(str(year) for year in effects.closed)
        lines.append(_("已锁定的 %(years)s 年度保持锁定时的名称和归类，不变", years=years_words))
    return lines


def _edit_lines(edit: Edit) -> Iterator[str]:
    if edit.is_renamed:
        yield _("名称由“%(old)s”改为“%(new)s”", old=edit.label[0], new=edit.label[1])
    if edit.is_regrouped:
        words = GROUPS.get(edit.dictionary, {})
        old, new = (words.get(one or "", one or _("不归类")) for one in edit.group)
        yield _(
            "“%(name)s”的统计归类由“%(old)s”改为“%(new)s”", name=edit.label[1], old=old, new=new
        )


def _held(effects: Effects, year: int | None) -> Iterator[str]:
    for one in effects.holdings:
        if one.year == year:
            yield _("%(kind)s %(n)s 条", kind=one.kind, n=number_text(one.records))


def _figures(effects: Effects, year: int) -> Iterator[str]:
    for one in effects.figures:
        if one.year == year:
            before, after = number_text(one.before), number_text(one.after)
            yield _("“%(label)s”由 %(a)s 变为 %(b)s", label=one.label, a=before, b=after)


def _list(words: Any) -> str:
    return _("、").join(words)


def span_refusals(first: dt.date | None, last: dt.date | None) -> Iterator[FieldError]:
    """A range of days runs forwards and is no longer than a month; None could not be read."""
    if first and last and last < first:
        yield FieldError("SE3", "last", _("截止日期不能早于起始日期"))
    elif first and last and (last - first).days >= LONGEST_SPAN:
        yield FieldError("SE3", "last", _("一次最多设置 %(n)d 天", n=LONGEST_SPAN))
    if first and first.year not in YEARS:
        words = _("日期须在 %(low)d 至 %(high)d 年之间", low=YEARS[0], high=YEARS[-1])
        yield FieldError("SE3", "first", words)


def place_refusals(
    field: str, text: str, label: Any, known: Collection[str]
) -> Iterator[FieldError]:
    """A text names in braces only what can be filled in, and every brace is closed."""
    offered = _("、").join(f"{{{name}}}" for name in known)
    strange = [name for name in PLACE.findall(text) if name not in known]
    if not strange and not BRACE.search(PLACE.sub("", text)):
        return
    found = f"{{{strange[0]}}}" if strange else _("单个花括号")
    if offered:
        words = _(
            "%(label)s不能使用%(found)s，可用：%(known)s", label=label, found=found, known=offered
        )
    else:
        words = _("%(label)s不能使用%(found)s", label=label, found=found)
    yield FieldError("SE6", field, words)


def note_refusals(notes: str) -> Iterator[FieldError]:
    """Notes are short lines."""
    if any(len(line) > LONGEST_NOTE for line in notes.splitlines()):
        yield FieldError("SE6", "notes", _("附注每行不能超过 %(n)d 个字", n=LONGEST_NOTE))


def read_pattern(text: str, allowed: Collection[str]) -> Pattern:
    """The pattern that was typed; raises BadPattern with the words why not."""
    pattern = Pattern.parse(text)
    if strange := [place for place in pattern.places if place not in allowed]:
        raise BadPattern(_("该编号不能使用占位符 {%(name)s}", name=strange[0]))
    return pattern


def example_refusals(example: str) -> Iterator[FieldError]:
    """A number has a length that fits on forms."""
    if len(example) > LONGEST:
        words = _(
            "编号不能超过 %(n)d 个字符，现为 %(now)d 个：%(example)s",
            n=LONGEST,
            now=len(example),
            example=example,
        )
        yield FieldError("SE4", "pattern", words)
