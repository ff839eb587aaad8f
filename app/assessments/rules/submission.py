"""What 提交 of an assessment asks, and what is frozen by it (V36; specification 2.18, 3.7)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.scoring.choices import Grade
from app.scoring.rules import Limits, mean_of

# With fewer projects 提交 says so, and goes on.
FEW_PROJECTS = 2
# 建议记分 of a 监督组考核: the reason in the dictionary of demerits, and how many points.
BY_GROUP_GRADE: Mapping[Grade, tuple[str, int]] = {
    Grade.FAILED: ("J101", 3),
    Grade.BARELY: ("J102", 2),
}
# The same for who supervises a project that is 不合格 in a 层级考核.
BY_FAILED_PROJECT = ("J103", 3)
BETWEEN_NAMES = re.compile(r"[、，,；;\s]+")
GroupGrade = Callable[[int, Sequence[Grade], Limits], Grade]


@dataclass(frozen=True, slots=True)
class Submission:
    """What 提交 looks at: projects, the last day of the period, today, and why it is late."""

    projects: int
    ends_on: dt.date
    today: dt.date
    late_reason: str


def submission_faults(
    submission: Submission, *, least: int, backfill_days: int
) -> Iterator[FieldError]:
    """What stands against 提交."""
    if submission.projects < least:
        words = _("至少保存 %(n)d 个项目后才能提交", n=least)
        yield FieldError("V36", "", words)
    limit = submission.ends_on + dt.timedelta(days=backfill_days)
    if submission.today > limit and not submission.late_reason:
        words = _("已超过补录期限（%(day)s），请填写补录说明", day=limit)
        yield FieldError("V36", "late_reason", words)


def few_words(projects: int) -> str:
    """What is said where there are few projects."""
    if projects >= FEW_PROJECTS:
        return ""
    return _("只有 %(n)d 个项目，一般不少于 %(few)d 个", n=projects, few=FEW_PROJECTS)


def assessor_faults(assessors: str | None, assessed: Collection[str]) -> Iterator[FieldError]:
    """考核人员 are not among the 被考核人员."""
    names = BETWEEN_NAMES.split(assessors or "")
    if both := [name for name in dict.fromkeys(names) if name in assessed]:
        words = _("%(names)s是被考核人员，不能同时为考核人员", names=_("、").join(both))
        yield FieldError("V36", "assessors", words)


def outcome_of(
    projects: Sequence[tuple[int, Grade]], limits: Limits, grade: GroupGrade
) -> tuple[int, Grade]:
    """考核得分 and 考核等次 of scores and grades of projects."""
    score = mean_of([score for score, _grade in projects])
    assert score is not None
    return score, grade(score, [one for _score, one in projects], limits)


def problems_of(projects: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """存在的主要问题: what was found of each project, in one line with its name."""
    return [f"{name}：{'；'.join(found)}" for name, texts in projects if (found := [*texts])]


def project_suggestions(
    projects: Iterable[tuple[str, Grade, Iterable[tuple[int, int]]]], day: dt.date
) -> list[dict[str, Any]]:
    """建议记分 of a 层级考核: for each member of the team of each project that is 不合格.

    Projects are name, grade and team by person and identity; it counts on the last day of the
    half-year (ruling 42).
    """
    reason, points = BY_FAILED_PROJECT
    said = _said(reason, points, day)
    return [
        {"person_id": person, "identity_id": identity, **said, "project": name}
        for name, grade, team in projects
        if grade is Grade.FAILED
        for person, identity in team
    ]


def suggestions(
    grade: Grade, members: Iterable[tuple[int, int]], day: dt.date
) -> list[dict[str, Any]]:
    """建议记分 of a 监督组考核: the same for each member, by person and identity.

    It counts on the last day of the quarter (ruling 42).
    """
    if grade not in BY_GROUP_GRADE:
        return []
    reason, points = BY_GROUP_GRADE[grade]
    said = _said(reason, points, day)
    return [{"person_id": person, "identity_id": identity, **said} for person, identity in members]


def _said(reason: str, points: int, day: dt.date) -> dict[str, Any]:
    return {"reason": reason, "points": points, "day": day.isoformat()}
