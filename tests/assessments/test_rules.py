"""What projects and 提交 of an assessment must fulfil, and what comes of them; no database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app.assessments import rules
from app.assessments.rules import Deduction, Submission
from app.core.base.choices import OrganizationKind
from app.long_form.unread import UNREAD
from app.scoring.choices import Grade, SheetKind
from app.scoring.rules import ItemContent, PointContent, SheetContent, group_grade
from app.scoring.shipped_sheets import shipped

pytestmark = pytest.mark.usefixtures("app_context")

SHEET = SheetContent(
    [
        ItemContent("一、准备", "1.1", "手续", 40, [PointContent("A1", "未办理", 20, "每次")]),
        ItemContent(
            "二、安全监督",
            "2.1",
            "抽查",
            960,
            [PointContent("B1", "未抽查", 5, "每次"), PointContent("B2", "无记录", 30, "每家")],
        ),
    ],
    {"V1": "弄虚作假"},
)
BLANK = {"ticked": None, "count": None, "value": None, "fact": None}
PLAIN = {"out": None, "reason": None}


def marks(**typed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Cells of 扣分内容 by place: p0 is that of the first one."""
    return {str(n): {**BLANK, **typed.get(f"p{n}", {})} for n in range(3)}


def items(**typed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {str(n): {**PLAIN, **typed.get(f"p{n}", {})} for n in range(2)}


def told(marks: Any, items: Any) -> dict[str, str]:
    found = rules.project_faults(marks, items, SHEET)
    return {error.field: error.message for error in found}


def test_what_is_ticked_has_a_value_within_its_item_in_steps_of_a_half():
    half = {"ticked": "y", "value": Decimal("0.5"), "fact": "一处"}
    good = marks(p0={"ticked": "y", "count": 2}, p1=half)
    assert told(good, items()) == {}
    wrong = marks(
        p0={"ticked": "y"},
        p1={"ticked": "y", "value": Decimal("0.7"), "count": 100},
        p2={"ticked": "y", "value": Decimal("96.5")},
    )
    assert told(wrong, items()) == {
        "marks-0-value": "A1 已勾选，请录入扣分",
        "marks-1-count": "B1 的次数应为 1 至 99",
        "marks-1-value": "B1 应扣 0.5 至 96 分，以 0.5 分为单位",
        "marks-2-value": "B2 应扣 0.5 至 96 分，以 0.5 分为单位",
    }
    assert told(marks(p0={"ticked": "y", "value": Decimal(0)}), items())
    assert not told(marks(p0={"ticked": "y", "value": Decimal(4), "count": 2}), items())
    assert told(marks(p0={"ticked": "y", "count": 0}), items())


def test_a_value_that_is_not_the_sheet_s_says_why():
    other = {"ticked": "y", "count": 2, "value": Decimal(3)}
    words = "A1 的扣分与扣分标准不同，请填写扣分说明"
    assert told(marks(p0=other), items()) == {"marks-0-fact": words}
    assert told(marks(p0={**other, "count": None}), items()) == {"marks-0-fact": words}
    assert told(marks(p0={**other, "fact": "一次较轻"}), items()) == {}
    # Three times 2 are no more than the 4 that the item is worth.
    capped = {"ticked": "y", "count": 3, "value": Decimal(4)}
    assert told(marks(p0=capped), items()) == {}


def test_what_is_typed_and_not_ticked_is_told_and_not_dropped():
    loose = marks(p0={"value": Decimal(1)}, p1={"fact": "三处"})
    assert told(loose, items(p1={"reason": "无此项"})) == {
        "marks-0-value": "A1 填写了扣分，但没有勾选",
        "marks-1-fact": "B1 填写了扣分，但没有勾选",
        "items-1-reason": "2.1 抽查填写了不适用的原因，但没有勾选不适用",
    }


def test_what_cannot_be_read_does_not_hide_what_else_is_wrong():
    unread = marks(p0={"ticked": "y", "value": UNREAD, "count": UNREAD}, p2={"ticked": "y"})
    assert [*told(unread, items())] == ["marks-2-value"]


def test_an_item_that_does_not_apply_has_a_reason_and_nothing_ticked():
    ticked = marks(p1={"ticked": "y", "count": 1})
    assert told(ticked, items(p1={"out": "y", "reason": "独立质量"})) == {
        "items-1-out": "2.1 抽查已勾选扣分内容，不能同时为不适用"
    }
    both = items(p0={"out": "y"}, p1={"out": "y", "reason": "无"})
    assert told(marks(), both) == {
        "items-0-reason": "1.1 手续不适用，请填写原因",
        "items": "不能所有考核项目都不适用",
    }


def test_findings_follow_from_what_was_typed():
    typed = marks(
        p0={"ticked": "y", "count": 3, "fact": "三次"},
        p1={"ticked": "y", "value": Decimal("1.5")},
    )
    vetoes = {"0": {"ticked": "y"}}
    found = rules.findings_of(typed, items(), vetoes, SHEET)
    # Three times 2 are no more than the 4 that the item is worth.
    assert found.deductions == [
        Deduction("1.1", "A1", "未办理", 3, 40, "三次"),
        Deduction("2.1", "B1", "未抽查", 1, 15),
    ]
    assert (found.left_out, found.vetoes) == ({}, {"V1": "弄虚作假"})
    assert rules.score_of_project(found, SHEET).score == 94_50


def test_an_item_that_does_not_apply_is_out_of_the_base():
    out = items(p0={"out": "y", "reason": "无"})
    typed = marks(p1={"ticked": "y", "count": 2}, p2={"ticked": "y", "value": Decimal(31)})
    found = rules.findings_of(typed, out, {"0": {"ticked": None}}, SHEET)
    score = rules.score_of_project(found, SHEET)
    assert (score.most, score.earned, score.score) == (960, 640, 66_67)


def test_the_section_of_a_task_that_an_organization_has_not_is_left_out():
    sheet = shipped(SheetKind.PROJECT)
    for kind, section in (("quality", "三、安全监督"), ("safety", "二、质量监督")):
        out = rules.without_task(sheet, OrganizationKind.of(kind))
        assert {item.section for item in sheet.items if item.number in out} == {section}
    assert rules.without_task(sheet, OrganizationKind.JOINT) == []


# --- 提交 -----------------------------------------------------------------------------------


def late(day: dt.date, reason: str = "", projects: int = 1) -> list[str]:
    asked = Submission(projects, dt.date(2026, 3, 31), day, reason)
    return [one.field for one in rules.submission_faults(asked, least=1, backfill_days=30)]


def test_it_is_late_only_after_the_days_of_backfilling_and_then_says_why():
    assert late(dt.date(2026, 4, 30)) == []
    assert late(dt.date(2026, 5, 1)) == ["late_reason"]
    assert late(dt.date(2026, 5, 1), "停电") == []
    assert late(dt.date(2026, 4, 1), projects=0) == [""]


def test_few_projects_are_told_and_not_refused():
    assert rules.few_words(1) == "只有 1 个项目，一般不少于 2 个"
    assert rules.few_words(2) == ""


@pytest.mark.parametrize("typed", ["张三、赵六", "赵六，张三", "赵六 张三", "张三"])
def test_who_assesses_is_not_assessed(typed):
    found = list(rules.assessor_faults(typed, ["张三", "李四"]))
    assert [one.message for one in found] == ["张三是被考核人员，不能同时为考核人员"]
    assert not list(rules.assessor_faults("张三丰", ["张三", "李四"]))
    assert not list(rules.assessor_faults(None, ["张三"]))


def test_the_outcome_is_the_mean_with_the_cap_of_failed_projects():
    limits = (90, 80, 70)
    good = [(95_00, Grade.EXCELLENT), (90_01, Grade.EXCELLENT)]
    assert rules.outcome_of(good, limits, group_grade) == (92_51, Grade.EXCELLENT)
    capped = [*good, (99_00, Grade.FAILED)]
    assert rules.outcome_of(capped, limits, group_grade) == (94_67, Grade.BARELY)
    failed = [(99_00, Grade.FAILED), (99_00, Grade.FAILED), good[0]]
    assert rules.outcome_of(failed, limits, group_grade)[1] is Grade.FAILED


def test_points_are_suggested_for_each_member_on_the_last_day_of_the_quarter():
    day = rules.last_day(2026, 4, 3)
    found = rules.suggestions(Grade.FAILED, [(1, 11), (2, 12)], day)
    assert found == [
        {"person_id": 1, "identity_id": 11, "reason": "J101", "day": "2026-12-31"},
        {"person_id": 2, "identity_id": 12, "reason": "J101", "day": "2026-12-31"},
    ]
    assert [one["reason"] for one in rules.suggestions(Grade.BARELY, [(1, 11)], day)] == ["J102"]
    assert rules.suggestions(Grade.PASSED, [(1, 11)], day) == []


def test_problems_are_told_by_project():
    told = rules.problems_of([("甲工程", ["未交底", "无记录"]), ("乙工程", [])])
    assert told == ["甲工程：未交底；无记录"]


def test_periods_begin_and_end_on_their_days():
    assert rules.period_of(dt.date(2026, 3, 31), 3) == 1
    assert rules.period_of(dt.date(2026, 4, 1), 3) == 2
    assert rules.period_of(dt.date(2026, 7, 1), 6) == 2
    assert rules.first_day(2026, 2, 6) == dt.date(2026, 7, 1)
    assert rules.last_day(2026, 1, 3) == dt.date(2026, 3, 31)
    assert rules.last_day(2026, 2, 6) == dt.date(2026, 12, 31)
