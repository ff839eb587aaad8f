"""What was not filed is never 0: blank, left out of sums and ratios, and named by part."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn
from tests.support.paper import drawn_table, drawn_texts
from tests.support.summary import FILED
from tests.support.survey import world

YEAR = clock.year()
PARTS = ("基本情况", "人员结构", "工程", "经费", "资格验证")
LINE = re.compile("未填报机构（不计入相应合计和比率）：([^。]*)。(.*?)(?:持证人员中|数据来源)")


@pytest.fixture
def stations(grown: Any) -> Flask:
    """The world of the surveys."""
    return grown("surveys", world.fill)


def preview(client: Any, report: str, year: int, **more: str) -> str:
    answer = client.get(f"/reports/{report}/preview", query_string={"year": year, **more})
    assert answer.status_code == 200
    return str(answer.text)


def told(page: str) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """The 未填报 line: how many lack each part, and which parts each of the named lacks."""
    found = LINE.search("".join("".join(drawn_texts(page)).split()))
    if found is None:
        return {}, {}
    counts = dict(re.fullmatch(r"(.+?)(\d+)个", one).groups() for one in found[1].split("，"))
    named = [one.split("：") for one in found[2].split("；")]
    lacking = {n: tuple(parts.split("、")) for parts, names in named for n in names.split("、")}
    return {part: int(count) for part, count in counts.items()}, lacking


def lacking(app: Flask, year: int) -> dict[str, tuple[str, ...]]:
    """What each organization of the year lacks, by plain SQL."""
    day = min(clock.today(), clock.last_day(year))
    running = year == clock.year()
    of_year = f"year = {year} AND state IN {FILED}"
    held = {
        "基本情况": f"profile_return WHERE {f'state IN {FILED}' if running else of_year}",
        "人员结构": "organization" if running else f"staff_snapshot WHERE year = {year}",
        "工程": f"project_return WHERE {of_year}",
        "经费": f"funding_return WHERE {of_year}",
        "资格验证": f"organization_verification WHERE valid_from <= '{day}'"
        f" AND valid_to >= '{day}' AND (revoked_on IS NULL OR revoked_on > '{day}')",
    }
    with app.app_context():
        ask = db.session.connection().exec_driver_sql
        nodes = ask(
            f"SELECT organization_id, name FROM organization_version WHERE valid_from <= '{day}'"
            f" AND (valid_to IS NULL OR valid_to > '{day}') AND status IN ('active', 'preparing')"
        ).all()
        having = {
            part: {
                row[0]
                for row in ask(
                    f"SELECT {'id' if table == 'organization' else 'organization_id'} FROM {table}"
                )
            }
            for part, table in held.items()
        }
    found = {
        name: tuple(part for part in PARTS if number not in having[part]) for number, name in nodes
    }
    return {name: parts for name, parts in found.items() if parts}


@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize("report", ["annual_summary", "survey_all"])
def test_the_line_counts_by_part_and_names_each_once(app, sign_in, stations, report, back):
    year = YEAR - back
    more = {"level": "province"} if report == "annual_summary" else {}
    counts, named = told(preview(sign_in("hn_admin"), report, year, **more))
    wanted = lacking(app, year)
    assert named == wanted
    parts = [part for missing in wanted.values() for part in missing]
    assert counts == {part: parts.count(part) for part in PARTS if part in parts}
    assert {"基本情况", "工程", "经费", "资格验证"} <= set(counts)


@pytest.mark.parametrize("report", ["survey_joint", "survey_quality", "survey_safety"])
def test_each_survey_names_those_of_its_own_kind(app, sign_in, stations, report):
    page = preview(sign_in("hn_admin"), report, YEAR)
    _counts, named = told(page)
    shown = {line[2] for line in drawn_table(page, repeated=3).lines if line[0].isdigit()}
    wanted = {name: parts for name, parts in lacking(app, YEAR).items() if name in shown}
    assert named == wanted


@pytest.mark.parametrize("state", [ReturnState.DRAFT, ReturnState.RETURNED])
def test_a_draft_or_returned_part_is_blank_and_named(app, sign_in, figures, state):
    """基本情况 that went back was counted as 0 and named nowhere."""
    with app.app_context(), unscoped("they go back"):
        for model in (ProfileReturn, ProjectReturn, FundingReturn):
            db.session.query(model).filter_by(organization_id=2, year=YEAR - 1).one().state = state
        db.session.commit()
    asked = {"level": "prefecture", "prefecture": "430100"}
    page = preview(sign_in("cs_admin"), "annual_summary", YEAR - 1, **asked)
    name = "长沙市建设工程质量安全监督站"
    counts, named = told(page)
    assert named[name] == ("基本情况", "工程", "经费", "资格验证")
    assert counts["基本情况"] == 1
    rows = {line[1]: line[2:] for line in drawn_table(page).lines}
    own, total = rows[name], rows["合计"]
    assert own[-1] == "1个机构未填报"
    # 机构性质 and 核定编制, then 年末在监 to 支出, then 办公条件.
    assert own[4:10] == [""] * 6
    assert own[27:44] == [*[""] * 15, "—", ""]
    assert own[44:47] == [""] * 3
    others = [cells for label, cells in rows.items() if label not in (name, "合计")]
    for place in (4, 9, 27, 37, 41, 44):
        assert Decimal(total[place]) == sum(Decimal(cells[place]) for cells in others)


@pytest.mark.parametrize("back", [0, 1])
def test_the_area_of_each_person_is_that_of_those_who_filed(app, sign_in, stations, back):
    """Both lists behind it are of the same organizations, and their sums are divided."""
    client, year = sign_in("hn_admin"), YEAR - back
    page = preview(client, "survey_all", year)
    heads = [head[-1] for head in drawn_table(page, repeated=3).heads]
    total = drawn_table(page, repeated=3).lines[-1]
    address = {"year": year, "line": "total", "column": "area_each"}
    behind = client.get("/reports/survey_all/behind", query_string=address).text
    told = re.findall(r"合计[^0-9]*([0-9.,]+)", behind)
    sums = [Decimal(one.replace(",", "")) for one in told]
    assert len(sums) == 2
    exact = (sums[0] / sums[1]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert total[heads.index("人均在监面积(万㎡)")] == str(exact)
    assert sums[1] < Decimal(total[heads.index("合计")])


def test_a_blank_figure_opens_nothing(sign_in, stations):
    page = preview(sign_in("hn_admin"), "survey_all", YEAR)
    assert re.search(r'<a href="behind[^"]*">[^<]', page)
    assert not re.search(r'<a href="behind[^"]*"></a>', page)
