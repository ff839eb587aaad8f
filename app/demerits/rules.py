"""Rules of demerit points: functions of plain values (2.19, V37, rulings 42 and 46)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.demerits.choices import MeasureKind, Suggestion

Values = Mapping[str, Any]
# So many days the same fact is looked at a second time before it is recorded again.
ALIKE_DAYS = 30
REASON_COLUMNS = ("group", "code", "text", "points", "needs_project", "suggestion")
YES, NO = "yes", "no"
# What is wrong with a line of a list: its place, the column, and the words.
Fault = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """记分事由 as the list in force says it."""

    group: str
    code: str
    text: str
    points: int
    needs_project: bool = False
    suggestion: Suggestion = Suggestion.NONE


@dataclass(frozen=True, slots=True)
class Thresholds:
    """累计 from which each measure follows."""

    remind: int
    talk: int
    notice: int
    full: int


# --- the list of reasons --------------------------------------------------------------------


def reasons_of(lines: Sequence[Values]) -> list[Reason]:
    """Lines without faults as reasons; 类别 is filled in where it begins."""
    found, group = [], ""
    for line in lines:
        group = line["group"] or group
        found.append(
            Reason(
                group,
                line["code"],
                line["text"],
                line["points"],
                line["needs_project"] == YES,
                Suggestion.of(line["suggestion"]),
            )
        )
    return found


def lines_of(reasons: Sequence[Any]) -> list[dict[str, Any]]:
    """Reasons as lines that can be typed, ``reasons_of`` the other way round."""
    found, group = list[dict[str, Any]](), ""
    for one in reasons:
        said = {"code": one.code, "text": one.text, "points": one.points}
        needs = YES if one.needs_project else NO
        begun = None if one.group == group else one.group
        group = one.group
        own = {"needs_project": needs, "suggestion": one.suggestion.value}
        found.append({"group": begun, **said, **own})
    return found


def list_faults(lines: Sequence[Values]) -> Iterator[Fault]:
    """All that is wrong with the lines of a list; what could not be read is None."""
    if lines and not lines[0]["group"]:
        yield 0, "group", str(_("不能为空"))
    groups, codes = list[str](), set[str]()
    for place, line in enumerate(lines):
        group, code, points = line["group"], line["code"], line["points"]
        if group and group in groups[:-1]:
            yield place, "group", str(_("“%(words)s”重复", words=group))
        if group and group not in groups:
            groups.append(group)
        if code in codes:
            yield place, "code", str(_("“%(words)s”重复", words=code))
        codes |= {code} - {None}
        if points is not None and points < 1:
            yield place, "points", str(_("应为大于 0 的整数"))


# --- a record -------------------------------------------------------------------------------


def day_fault(happened_on: dt.date | None, today: dt.date, *, may_go_back: bool) -> str:
    """V37: not in the future, and within this cycle; whoever may go back has the last one, too."""
    if happened_on is None:
        return ""
    if happened_on > today:
        return str(_("记分时间不能晚于今天"))
    first = today.year - 1 if may_go_back else today.year
    if happened_on.year < first:
        return str(_("记分时间应在 %(year)d 年 1 月 1 日以后", year=first))
    return ""


def record_faults(
    values: Values, offered: Mapping[str, Reason], today: dt.date, *, may_go_back: bool
) -> Iterator[FieldError]:
    """All that speaks against a record as it was typed; what is absent or unread is None."""
    if words := day_fault(values.get("happened_on"), today, may_go_back=may_go_back):
        yield FieldError("V37", "happened_on", words)
    codes = values.get("reasons")
    if codes is None:
        return
    if not codes:
        yield FieldError("V37", "reasons", str(_("请勾选记分事由")))
    if gone := [code for code in codes if code not in offered]:
        words = str(_("记分事由已变更，请重新勾选：%(codes)s", codes=_("、").join(gone)))
        yield FieldError("V37", "reasons", words)
    if any(offered[code].needs_project for code in codes if code in offered):
        for name in ("project", "builder"):
            if name in values and not values[name]:
                yield FieldError("V37", name, str(_("所选记分事由涉及工程，请填写")))


def proposed(code: str, offered: Mapping[str, Reason]) -> Reason | None:
    """The reason of a 建议记分, where a list has it and proposes it by itself (系统建议: 自动)."""
    found = offered.get(code)
    return found if found is not None and found.suggestion is Suggestion.AUTOMATIC else None


def is_alike(
    project: str | None, happened_on: dt.date, other: str | None, other_day: dt.date
) -> bool:
    """Whether two records of one person and reason may be about one fact (V37)."""
    is_near = abs((happened_on - other_day).days) <= ALIKE_DAYS
    return (project or "") == (other or "") and is_near


# --- the cycle ------------------------------------------------------------------------------


def cycle_of(day: dt.date) -> int:
    """记分周期 of a day: the calendar year."""
    return day.year


def measures_for(total: int, limits: Thresholds) -> frozenset[MeasureKind]:
    """The measures that follow from a total; who is stopped at the full one is not talked to."""
    found = {
        MeasureKind.REMIND: total >= limits.remind,
        MeasureKind.TALK: limits.talk <= total < limits.full,
        MeasureKind.NOTICE: total >= limits.notice,
        MeasureKind.SUSPENSION: total >= limits.full,
    }
    return frozenset(kind for kind, follows in found.items() if follows)


def open_total(total: int, settled: int) -> int:
    """What of a total is not 已处理 by retraining."""
    return max(total - settled, 0)


def is_cleared(total: int, settled: int, cycle: int, today: dt.date, full: int) -> bool:
    """Whether the points of a cycle count no more: it is over, and what was full is 已处理."""
    return cycle < cycle_of(today) and open_total(total, settled) < full
