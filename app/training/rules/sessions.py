"""What a session must fulfil, and how far it is on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.base.formats import any_phone_fault
from app.imports.declaration import BOOK_LANGUAGE
from app.imports.workbook import heading_text
from app.training.choices import SessionPhase, TrainingKind

from .results import HEADINGS

Values = Mapping[str, Any]
# What stays as it is once organizations have been told of a session.
SETTLED = ("kind", "covers", "year", "issue")
# What stays once a result was entered.
GRADED_BY = ("starts_on", "ends_on", "hours", "subjects")


def phase(session: Any, day: dt.date) -> SessionPhase:
    """How far a session is on a day."""
    if session.cancelled_at is not None:
        return SessionPhase.CANCELLED
    if session.ended_at is not None:
        return SessionPhase.ENDED
    if session.published_at is None:
        return SessionPhase.DRAFT
    if day > session.ends_on:
        return SessionPhase.EXAMINED
    if day >= session.starts_on:
        return SessionPhase.RUNNING
    return SessionPhase.CLOSED if day > session.enrol_to else SessionPhase.OPEN


def refusals(values: Values, most_days: int, early_days: int) -> Iterator[FieldError]:
    """All that speaks against a session as it was typed; how many days one lasts at most, and how
    many before it begins people check in at the earliest."""
    yield from _order(values)
    yield from _length(values, most_days)
    yield from _check_in(values, early_days)
    if (phone := values.get("contact_phone")) and (fault := any_phone_fault(phone)):
        yield FieldError("V11", "contact_phone", fault)
    yield from _seats(values)
    yield from _subjects(values)
    yield from _lessons(values)
    is_continuing = values.get("kind") == TrainingKind.CONTINUING
    if is_continuing and "extension_months" in values and values["extension_months"] is None:
        yield FieldError("TS7", "extension_months", _("继续教育培训须填写证书有效期延长的月数"))


def _order(values: Values) -> Iterator[FieldError]:
    for code, first, last, words in (
        ("TS1", "starts_on", "ends_on", _("培训结束日期不能早于培训开始日期")),
        ("TS2", "enrol_from", "enrol_to", _("报名截止日期不能早于报名开始日期")),
        ("TS3", "enrol_to", "starts_on", _("报名截止日期不能晚于培训开始日期")),
        ("TS3", "allocate_by", "starts_on", _("额度分配截止日期不能晚于培训开始日期")),
    ):
        earlier, later = values.get(first), values.get(last)
        if earlier and later and later < earlier:
            yield FieldError(code, last if code in ("TS1", "TS2") else first, words)


def _length(values: Values, most_days: int) -> Iterator[FieldError]:
    first, last = values.get("starts_on"), values.get("ends_on")
    if first and last and (last - first).days >= most_days:
        yield FieldError("TS13", "ends_on", _("培训不能超过 %(n)d 天", n=most_days))


def _check_in(values: Values, early_days: int) -> Iterator[FieldError]:
    first, last, at = (values.get(name) for name in ("starts_on", "ends_on", "checks_in_at"))
    if not first or not last or not at:
        return
    if not first - dt.timedelta(days=early_days) <= clock.local(at).date() <= last:
        words = _("报到时间应在培训开始前 %(n)d 天至培训结束之间", n=early_days)
        yield FieldError("TS15", "checks_in_at", words)


def _seats(values: Values) -> Iterator[FieldError]:
    """V26: Σ 市州名额 ≤ 总名额."""
    places, seats = values.get("places"), values.get("seats")
    if places is None or seats is None:
        return
    given = sum(row["seats"] or 0 for row in places.values())
    if given > seats:
        words = _("市州名额合计 %(given)d，超过总名额 %(seats)d", given=given, seats=seats)
        yield FieldError("V26", "places", words)
    if given == 0:
        yield FieldError("TS4", "places", _("请填写市州名额"))


def _subjects(values: Values) -> Iterator[FieldError]:
    subjects: Sequence[Any] | None = values.get("subjects")
    if subjects is None:
        return
    if not subjects:
        yield FieldError("TS5", "subjects", _("请填写考核科目"))
    names = [heading_text(row["name"]) for row in subjects]
    taken = _taken_names()
    for place, row in enumerate(subjects):
        full, least = row["full_mark"], row["pass_mark"]
        if full == 0:
            yield FieldError("TS5", f"subjects-{place}-full_mark", _("满分须大于 0"))
        if full is not None and least is not None and least > full:
            yield FieldError("TS5", f"subjects-{place}-pass_mark", _("合格线不能高于满分"))
        if names[place] and names.index(names[place]) < place:
            yield FieldError("TS5", f"subjects-{place}-name", _("科目重复"))
        if row["name"] and names[place] in taken:
            words = _("“%(name)s”不能作科目名称：成绩表另有此栏", name=row["name"])
            yield FieldError("TS5", f"subjects-{place}-name", words)


def usual_refusals(
    values: Values, usual: Mapping[TrainingKind, Sequence[str]]
) -> Iterator[FieldError]:
    """考核科目 are not just those that are usual for the other 培训类型."""
    kind, subjects = values.get("kind"), values.get("subjects")
    if kind is None or not subjects or not usual[kind]:
        return
    names = [row["name"] for row in subjects]
    if names != usual[kind] and names in usual.values():
        own = _("、").join(usual[kind])
        words = _("考核科目与培训类型不符，%(kind)s为%(names)s", kind=kind.label, names=own)
        yield FieldError("TS14", "subjects", words)


def _taken_names() -> set[str]:
    """What other columns of tables of results are called; a workbook tells them apart by words."""
    with force_locale(BOOK_LANGUAGE):
        return {"", *HEADINGS, *(heading_text(str(words)) for words in HEADINGS.values())}


def _lessons(values: Values) -> Iterator[FieldError]:
    lessons, hours = values.get("lessons") or (), values.get("hours")
    told = [row["hours"] for row in lessons]
    if told and hours is not None and None not in told and sum(told) != hours:
        words = _("课程表合计 %(sum)d 学时，与学时 %(hours)d 不一致", sum=sum(told), hours=hours)
        yield FieldError("TS6", "lessons", words)
    first, last = values.get("starts_on"), values.get("ends_on")
    if not first or not last or last < first:
        return
    for place, row in enumerate(lessons):
        # As the form reads them: days in writing, which sort as days do.
        if row["day"] and not first.isoformat() <= row["day"] <= last.isoformat():
            words = _("课程表第 %(n)d 行的日期不在培训起止日期之内", n=place + 1)
            yield FieldError("TS16", f"lessons-{place}-day", words)


def handed_on_refusals(
    values: Values, handed_on: Mapping[str, int], names: Mapping[str, str]
) -> Iterator[FieldError]:
    """V26: no 市州名额 below what that prefecture has handed on already."""
    places = values.get("places")
    if places is None:
        return
    for key, count in handed_on.items():
        if (places.get(key, {}).get("seats") or 0) < count:
            words = _("%(name)s已分配 %(n)d 个名额，不能少于已分配数", name=names[key], n=count)
            yield FieldError("V26", f"places-{key}-seats", words)


def graded_refusals(before: Values, values: Values) -> Iterator[FieldError]:
    """What results follow from stays once one was entered: days, 学时 and 考核科目."""
    for name in GRADED_BY:
        if values.get(name) is not None and before[name] != values[name]:
            yield FieldError("TS12", name, _("已录入成绩，不能更改"))


def settled_refusals(before: Values, values: Values) -> Iterator[FieldError]:
    """What may no longer be changed: organizations go by it already."""
    for name in SETTLED:
        if values.get(name) is not None and before[name] != values[name]:
            yield FieldError("TS8", name, _("档期已发布，不能更改"))
