from __future__ import annotations

from dataclasses import replace

import pytest

from app.reporting import Column, Page, TableReport
from tests.reporting.samples import GROUPED, count


def test_texts_follow_the_parameters() -> None:
    report = GROUPED.resolve({"year": 2025})
    assert report.title == "湖南省监督机构情况2025年度汇总表"
    assert report.subtitle == "统计年度：2025 年"
    assert report.notes == ("附注：工程面积按竣工图计。",)


def test_a_report_can_drop_its_groups_for_some_parameters() -> None:
    def vary(report: TableReport, parameters: object) -> TableReport:
        return replace(report, group_key=None, group_label=None)

    assert replace(GROUPED, vary=vary).resolve({"year": 2025}).group_key is None


def test_a_note_that_says_nothing_is_left_out() -> None:
    assert replace(GROUPED, notes=(lambda _: "", "甲")).resolve({"year": 1}).notes == ("甲",)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Column("a", "甲", fmt="money"),  # type: ignore[arg-type]
        lambda: Column("a", "甲", agg="sum"),
        lambda: Column("a", "甲", ratio=("b", "c")),
        lambda: Column("a", "甲", fmt="pct", agg="sum", ratio=("b", "c")),
        lambda: Column("a", "甲", mm=0),
        lambda: Column("a", "甲", fmt="int", sums_alone=True),
        lambda: replace(GROUPED, columns=()),
        lambda: replace(GROUPED, columns=(Column("a", "甲"), Column("a", "乙"))),
        lambda: replace(GROUPED, columns=(count("a", "甲"), Column("b", "乙"))),
    ],
)
def test_a_wrong_declaration_is_refused_at_once(wrong: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        wrong()  # type: ignore[operator]


def test_paper_is_turned() -> None:
    assert Page("A3").size == (420, 297)
    assert Page("A4", landscape=False).size == (210, 297)


def test_the_label_of_totals_reaches_to_the_first_sum() -> None:
    assert GROUPED.label_span == 3
