"""The conditions of the surveys: what they leave out, and those that do not exist."""

from __future__ import annotations

from itertools import product

import pytest

from app.core.base import clock
from tests.support.forms import options
from tests.support.summary import DIVISIONS
from tests.support.survey.columns import REPORTS, columns
from tests.support.survey.desk import Desk
from tests.support.survey.lines import labelled, names_in

LAST_YEAR = str(clock.year() - 1)

CHOSEN = [
    {"prefecture": "430100"},
    {"prefecture": "430200", "level": "prefecture"},
    {"level": "province"},
    {"level": "county"},
    {"nature": "public_one"},
    {"nature": "government", "level": "county"},
    {"prefecture": "430100", "level": "county", "nature": "enterprise"},
]


@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize("report", REPORTS)
def test_conditions_leave_the_others_out(desk: Desk, report: str, back: int) -> None:
    year = clock.year() - back
    wrong = [
        fault for chosen in CHOSEN for fault in desk.faults("hn_review", report, year, **chosen)
    ]
    assert not wrong, "\n".join(wrong)
    for chosen in CHOSEN:
        lines = desk.lines("hn_review", report, year, **chosen)
        assert "prefecture" not in chosen or not labelled(lines, "小计"), chosen


def test_conditions_hold_for_the_file_too(desk: Desk) -> None:
    year = clock.year() - 1
    chosen = {"prefecture": "430100", "level": "county"}
    lines = desk.both("hn_review", "survey_all", year, **chosen)
    wrong = desk.faults("hn_review", "survey_all", year, **chosen)
    assert not wrong, "\n".join(wrong)
    assert names_in(lines)


@pytest.mark.parametrize("report", REPORTS)
def test_a_prefecture_chooses_among_its_own(desk: Desk, report: str) -> None:
    wrong = [
        fault
        for chosen in ({"prefecture": "430100"}, {"level": "county"}, {"nature": "government"})
        for fault in desk.faults("cs_leader", report, clock.year(), **chosen)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("report", REPORTS)
def test_nothing_found_is_an_empty_table(desk: Desk, report: str) -> None:
    # In Changsha, which has stations, none of the province; and in Xiangxi none at all.
    for chosen in ({"prefecture": "430100", "level": "province"}, {"prefecture": "433100"}):
        lines = desk.both("hn_admin", report, clock.year(), **chosen)
        assert lines == [["无符合条件的数据"] * len(columns(report))], chosen


def test_the_province_chooses_among_all_prefectures_and_others_not_beyond_their_own(
    desk: Desk,
) -> None:
    """Also one whose only station rests by now, since its earlier years have rows."""

    def offered(username: str) -> set[str]:
        page = desk.client(username).get("/reports/survey_all/conditions").text
        return set(options(page, "prefecture")) - {""}

    lines = desk.lines("hn_admin", "survey_quality", clock.year() - 2, prefecture="430700")
    assert names_in(lines) == ["常德市建设工程质量监督站"]
    assert offered("cs_admin") <= {"430100"}
    assert offered("hn_admin") == {code for code, _name in DIVISIONS}


MISTAKES = [
    ({"year": ""}, "请选择统计年度"),
    ({"year": "2014"}, "年度应在 2015 至"),
    ({"year": str(clock.year() + 1)}, "年度应在 2015 至"),
    ({"year": "-1"}, "年度应在 2015 至"),
    ({"year": "123456789"}, "年度应在 2015 至"),
    ({"year": "今年"}, "请选择统计年度"),
    ({"year": LAST_YEAR, "prefecture": "999999"}, "没有这个市州"),
    ({"year": LAST_YEAR, "prefecture": "430104"}, "没有这个市州"),
    ({"year": LAST_YEAR, "level": "town"}, "没有这种机构级别"),
    ({"year": LAST_YEAR, "nature": "nothing"}, "没有这种机构性质"),
    ({"year": LAST_YEAR, "kind": "joint"}, "没有这个条件"),
]


@pytest.mark.parametrize("report", REPORTS)
def test_the_first_year_answers_without_a_figure(desk: Desk, report: str) -> None:
    lines = desk.both("hn_admin", report, 2015)
    # Nobody has filed for it, which is no 0.
    assert lines
    assert {cell for line in lines for cell in line[5:] if cell != line[0]} == {"", "—"}


def test_conditions_that_do_not_exist_are_refused(desk: Desk) -> None:
    client = desk.client("hn_admin")
    for report, (chosen, words) in product(REPORTS, MISTAKES):
        shown = client.get(f"/reports/{report}/preview", query_string=chosen)
        assert shown.status_code == 400
        assert words in shown.text
        asked = {**chosen, "format": "xlsx"}
        assert client.post(f"/reports/{report}/export", data=asked).status_code == 400
