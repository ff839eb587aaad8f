"""Which lines a survey has and in which order, and what adds up to what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.core.base import clock
from tests.support.paper import drawn_table, drawn_texts
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


@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize(("kind", "title"), [("quality", "质量"), ("safety", "安全")])
def test_a_part_of_all_ties_with_the_survey_of_its_kind(
    desk: Desk, kind: str, title: str, back: int
) -> None:
    """Both say in words whether 双证 are in; with 双证 added both are equal."""
    year, report = clock.year() - back, f"survey_{kind}"
    every = desk.lines("hn_admin", "survey_all", year)
    label = f"其中：{KINDS[kind]}"
    (part,) = [by_heading("survey_all", one) for one in labelled(every, label)]
    (total,) = [
        by_heading(report, one) for one in labelled(desk.lines("hn_admin", report, year), "合计")
    ]
    dual = int(part[CERTIFIED, "双证"])
    assert dual > 0
    assert total[CERTIFIED, "其中双证"] == str(dual)
    assert int(total[CERTIFIED, f"{title}(含双证)"]) == (
        int(part[CERTIFIED, f"{title}(不含双证)"]) + dual
    )
    for same in ("合计", "占比(%)"):
        assert total[CERTIFIED, same] == part[CERTIFIED, same]


def test_the_same_words_stand_over_the_same_figures_on_every_report(desk: Desk) -> None:
    for report in ("survey_joint", "survey_all", "survey_quality", "survey_safety"):
        page = desk.page("hn_admin", report, clock.year())
        own = {title for band, title in heads(report) if band == CERTIFIED}
        assert not own & {"质量", "安全"}
        named = {word for word in ("不含双证", "含双证") if any(f"({word})" in t for t in own)}
        assert len(named) == 1
        for title in own:
            if "(" in title and "双证" in title:
                assert f"“{title}”" in "".join("".join(drawn_texts(page)).split())
    asked = {"year": clock.year(), "level": "province"}
    answer = desk.client("hn_admin").get("/reports/annual_summary/preview", query_string=asked)
    titles = [words for band, words in drawn_table(answer.text).heads if band == CERTIFIED]
    assert titles == ["合计", "质量(不含双证)", "安全(不含双证)", "双证", "占比(%)"]


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
