"""Which lines a survey has and in which order, and what adds up to what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.base import clock
from tests.support.survey.columns import KINDS, SINGLE, columns, heads, label_span
from tests.support.survey.desk import Desk
from tests.support.survey.lines import by_heading, labelled, names_in

CERTIFIED = "持证监督人员（人）"


def test_rows_stand_by_place_level_kind_division_and_number(desk: Desk) -> None:
    lines = desk.lines("hn_admin", "survey_all", clock.year())
    assert [(line[1], line[4], line[3]) for line in lines if line[0].isdigit()] == [
        ("省本级", "省级", "合署"),
        ("省本级", "省级", "独立质量"),
        ("长沙市", "市州级", "合署"),
        ("长沙市", "县级", "合署"),
        ("长沙市", "县级", "合署"),
        ("长沙市", "县级", "独立质量"),
        ("长沙市", "县级", "独立质量"),
        ("长沙市", "县级", "独立安全"),
        ("株洲市", "市州级", "合署"),
        ("株洲市", "市州级", "独立质量"),
        ("株洲市", "市州级", "独立安全"),
        ("株洲市", "县级", "合署"),
        ("湘潭市", "县级", "合署"),
        ("衡阳市", "市州级", "独立安全"),
    ]
    assert names_in(lines)[5:7] == ["岳麓区建设工程质量监督站", "浏阳市建设工程质量监督站"]
    assert [line[0] for line in lines if line[0].isdigit()] == [str(n) for n in range(1, 15)]
    labels = [line[0] for line in lines if not line[0].isdigit()]
    assert labels == [*["小计"] * 5, "其中：合署", "其中：独立质量", "其中：独立安全", "合计"]


def test_who_was_open_on_the_last_day_counts(desk: Desk) -> None:
    """11 began on 31 December, 12 was no more on it, 15 rested since June."""

    def names(report: str, back: int) -> list[str]:
        return names_in(desk.lines("hn_admin", report, clock.year() - back))

    for back, expected in ((0, True), (1, True), (2, False)):
        assert ("望城区建设工程安全监督站" in names("survey_safety", back)) is expected
    for back, expected in ((1, False), (2, True)):
        assert ("开福区建设工程安全监督站" in names("survey_safety", back)) is expected
        assert ("常德市建设工程质量监督站" in names("survey_quality", back)) is expected


@pytest.mark.parametrize("back", [0, 1])
def test_the_parts_and_the_whole_tie(desk: Desk, back: int) -> None:
    """R06 = R03 + R04 + R05, and its 其中 lines are their totals."""
    year = clock.year() - back
    every = desk.lines("hn_admin", "survey_all", year)
    (whole,) = [by_heading("survey_all", line) for line in labelled(every, "合计")]
    totals = {}
    for report in SINGLE:
        lines = desk.lines("hn_admin", report, year)
        (totals[report],) = [by_heading(report, line) for line in labelled(lines, "合计")]
        label = f"其中：{KINDS[report.removeprefix('survey_')]}"
        (part,) = [by_heading("survey_all", line) for line in labelled(every, label)]
        for head, cell in totals[report].items():
            if cell == "合计" or (report != "survey_joint" and head[0] == CERTIFIED):
                continue
            assert part[head] == cell, (report, head)
        for title in ("合计", "占比(%)"):
            assert part[CERTIFIED, title] == totals[report][CERTIFIED, title]
    shared = [
        (column.band, column.title)
        for column in columns("survey_all")
        if column.form in ("count", "amount")
        and all(column in columns(report) for report in SINGLE)
    ]
    assert len(shared) > 25
    for head in shared:
        added = sum(Decimal(totals[report][head]) for report in SINGLE)
        assert Decimal(whole[head]) == added, head


def test_holders_of_both_certificates_are_among_those_of_one(desk: Desk) -> None:
    year = clock.year()
    every = desk.lines("hn_admin", "survey_all", year)
    for report, title, word in (
        ("survey_quality", "质量", "独立质量"),
        ("survey_safety", "安全", "独立安全"),
    ):
        (part,) = [by_heading("survey_all", one) for one in labelled(every, f"其中：{word}")]
        lines = desk.lines("hn_admin", report, year)
        (total,) = [by_heading(report, one) for one in labelled(lines, "合计")]
        dual = int(part[CERTIFIED, "双证"])
        assert dual > 0
        assert total[CERTIFIED, "其中双证"] == str(dual)
        assert int(total[CERTIFIED, title]) == int(part[CERTIFIED, title]) + dual
        assert total[CERTIFIED, "合计"] == part[CERTIFIED, "合计"]


def test_subtotals_add_up_and_a_prefecture_has_none(desk: Desk) -> None:
    year = clock.year()
    lines = desk.lines("hn_admin", "survey_all", year)
    on_duty = heads("survey_all").index(("人员（人）", "在职"))
    (total,) = labelled(lines, "合计")
    assert sum(int(line[on_duty]) for line in labelled(lines, "小计")) == int(total[on_duty])
    own = desk.lines("cs_admin", "survey_all", year)
    assert labelled(own, "小计") == []
    place = labelled(lines, "小计")[1][label_span("survey_all") :]
    (own_total,) = labelled(own, "合计")
    assert own_total[label_span("survey_all") :] == place
