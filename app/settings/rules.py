"""What must hold of settings; no database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from typing import Any

from flask_babel import gettext as _

from app.core.dictionaries import Entry
from app.core.errors import FieldError
from app.core.number_patterns import LONGEST, BadPattern, Pattern

LONGEST_SPAN = 31
LONGEST_NOTE = 200
PLACE = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")
YEARS = range(2015, 2100)


def label_refusals(label: str, others: Collection[Entry]) -> Iterator[FieldError]:
    """No two entries of a dictionary read the same, also not one that is retired."""
    same = next((entry for entry in others if entry.label == label), None)
    if same is None:
        return
    words = _("已有同名条目，请换一个名称")
    if not same.is_active:
        words = _("已有同名条目且已停用，请直接启用该条目")
    yield FieldError("SE1", "label", words)


def group_refusals(
    group: str | None, offered: Collection[str], others: Collection[Entry]
) -> Iterator[FieldError]:
    """A class is one of those that figures count by; where all entries have one, it is needed."""
    if group is not None and group not in offered:
        yield FieldError("SE2", "group", _("请在列表中选择统计归类"))
    if group is None and others and all(entry.group for entry in others):
        yield FieldError("SE2", "group", _("请选择统计归类，否则报表不会计入该条目"))


def span_refusals(first: dt.date, last: dt.date) -> Iterator[FieldError]:
    """A range of days runs forwards and is no longer than a month."""
    if last < first:
        yield FieldError("SE3", "last", _("截止日期不能早于起始日期"))
    elif (last - first).days >= LONGEST_SPAN:
        yield FieldError("SE3", "last", _("一次最多设置 %(n)d 天", n=LONGEST_SPAN))
    if first.year not in YEARS:
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
