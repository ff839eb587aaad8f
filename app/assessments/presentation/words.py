"""How assessments read: addresses, periods, scores, the arithmetic of a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assessments import rules
from app.assessments.choices import AssessmentKind as Kind
from app.assessments.models import (
    AssessedProject,
    Assessment,
    GroupAssessment,
    HierarchicalAssessment,
)
from app.assessments.rules import Findings
from app.core.access.actor import current_actor
from app.core.base.tenths import number_of
from app.core.tree.organization_tree import tree
from app.scoring.rules import FULL, SheetContent

# The screens of a kind: its assessments, and their projects.
BASES: Mapping[Kind, str] = {
    Kind.GROUP: "/assessments/groups",
    Kind.HIERARCHICAL: "/assessments/hierarchical",
}
PROJECTS: Mapping[Kind, str] = {
    Kind.GROUP: "/assessments/projects",
    Kind.HIERARCHICAL: "/assessments/hierarchical-projects",
}
QUARTERS: Mapping[int, Any] = {
    1: _l("第一季度"),
    2: _l("第二季度"),
    3: _l("第三季度"),
    4: _l("第四季度"),
}
HALVES: Mapping[int, Any] = {1: _l("上半年"), 2: _l("下半年")}
PERIODS = {Kind.GROUP: QUARTERS, Kind.HIERARCHICAL: HALVES}


def address(number: int) -> str:
    """查看 of a 监督组考核."""
    return f"{BASES[Kind.GROUP]}/show/{number}"


def hierarchy_address(number: int) -> str:
    """查看 of a 层级考核."""
    return f"{BASES[Kind.HIERARCHICAL]}/show/{number}"


def show_address(item: Assessment) -> str:
    """查看 of an assessment."""
    return f"{BASES[item.kind]}/show/{item.id}"


def pad_address(item: Assessment) -> str:
    """The pad of an assessment."""
    return f"{BASES[item.kind]}/pad/{item.id}"


def score_text(score: int | None) -> str:
    """Whole hundredths as a score with two decimals."""
    if score is None:
        return "—"
    whole, rest = divmod(score, 100)
    return f"{whole}.{rest:02d}"


def period_words(item: Assessment) -> str:
    """季度 or 半年 of an assessment."""
    return str(PERIODS[item.kind][item.period])


def subject_of(item: Assessment) -> tuple[Any, str]:
    """Whom an assessment is about: what they are, and who."""
    if isinstance(item, HierarchicalAssessment):
        return _("被考核机构"), item.target_name
    assert isinstance(item, GroupAssessment)
    return _("被考核人员"), item.member_names


def picker_heading() -> str:
    """The title of the dialog in which people are ticked (ruling 16)."""
    own = tree().get(current_actor().organization_id or 0)
    return _("%(name)s被考核人员", name=own.name if own is not None else "")


def arithmetic_words(found: Findings, content: SheetContent) -> str:
    """How a score came about: 100 − (2×1 + 3×1) = 95."""
    score = rules.score_of_project(found, content)
    terms = " + ".join(_terms(found, content))
    most = number_of(score.most)
    left = f"{most} − ({terms})" if terms else f"{most}"
    if score.most * 10 != FULL:
        left = f"({left}) ÷ {most} × 100"
    elif not terms:
        return left
    return f"{left} = {plain_score(score.score or 0)}"


def plain_score(score: int) -> str:
    """A score without decimals that say nothing."""
    return score_text(score).rstrip("0").rstrip(".")


def _terms(found: Findings, content: SheetContent) -> Iterator[str]:
    points = {one.code: one.points for item in content.items for one in item.points}
    for item in content.items:
        own = [one for one in found.deductions if one.item == item.number]
        if item.number in found.left_out or not own:
            continue
        if sum(one.value for one in own) > item.most:
            yield _("%(n)s（扣完）", n=number_of(item.most))
            continue
        for one in own:
            each = points.get(one.code, 0)
            is_product = one.value == each * one.count
            yield f"{number_of(each)}×{one.count}" if is_product else f"{number_of(one.value)}"


def project_address(item: Assessment, projects: Sequence[AssessedProject]) -> str:
    """The page of a project of an assessment; of a new one where there is none."""
    if projects:
        return f"{PROJECTS[item.kind]}/edit/{projects[0].id}"
    return f"{PROJECTS[item.kind]}/add?of={item.id}"
