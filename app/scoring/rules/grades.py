"""等次 of projects, groups and organizations (2.18), and the points they bring (2.19)."""

from __future__ import annotations

from collections.abc import Sequence

from app.scoring.choices import Grade

ORDER = tuple(Grade)
# The least score of 优秀, 合格 and 基本合格, in points.
Limits = tuple[int, int, int]
HUNDREDTHS = 100


def grade_of(score: int, limits: Limits, *, vetoed: bool = False) -> Grade:
    """等次 of a score in hundredths; a 一票否决 is 不合格, whatever the score."""
    if vetoed:
        return Grade.FAILED
    for grade, least in zip(ORDER, limits, strict=False):
        if score >= least * HUNDREDTHS:
            return grade
    return Grade.FAILED


def group_grade(score: int, projects: Sequence[Grade], limits: Limits) -> Grade:
    """等次 of a 监督组: at most 基本合格 with a project 不合格, 不合格 with more than half."""
    failed = projects.count(Grade.FAILED)
    if 2 * failed > len(projects):
        return Grade.FAILED
    return _at_best(grade_of(score, limits), Grade.BARELY if failed else Grade.EXCELLENT)


def organization_grade(score: int, projects: Sequence[Grade], limits: Limits) -> Grade:
    """等次 of 层级考核: at most 合格 with a project 不合格, 不合格 with half of them or more."""
    failed = projects.count(Grade.FAILED)
    if failed and 2 * failed >= len(projects):
        return Grade.FAILED
    return _at_best(grade_of(score, limits), Grade.PASSED if failed else Grade.EXCELLENT)


def _at_best(grade: Grade, best: Grade) -> Grade:
    return max(grade, best, key=ORDER.index)
