"""The screens of the module where no browser is needed: filters, prefill, conflicts, export."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import (
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
)
from tests.support.factories import make_person
from tests.support.forms import value_of
from tests.support.pages import listed
from tests.support.paper import sheet_texts, sheets

BASE = "/organizations/project-returns"
YEAR = clock.year() - 1


@pytest.fixture
def returns(app) -> dict[tuple[int, int], int]:
    """Two years of everybody; in the last 40 housing projects are left, of 12.5 万㎡."""
    found = {}
    with app.app_context(), unscoped("returns of the tests"):
        for number in range(1, 7):
            for year in (YEAR - 1, YEAR):
                row = ProjectReturn(
                    organization_id=number,
                    year=year,
                    state=ReturnState.SUBMITTED,
                    explanations={},
                    penalties=3,
                    changed_by="湘致远",
                )
                for flow, count in ((ProjectFlow.CARRIED, 50), (ProjectFlow.COMPLETED, 10)):
                    row.lines.append(
                        ProjectLine(
                            organization_id=number,
                            category=ProjectCategory.HOUSING,
                            flow=flow,
                            projects=count,
                            units=count,
                            area=count * 5 / 16,
                        )
                    )
                db.session.add(row)
                db.session.flush()
                found[number, year] = row.id
        db.session.commit()
        db.session.remove()
    return found


def years_of(page: str) -> list[str]:
    return re.findall(r'data-l="年度">([^<]*)</td>', page)


def test_the_list_shows_one_year_and_only_that(sign_in, returns):
    client = sign_in("yl_clerk")
    client.post("/year/", data={"year": str(YEAR - 1)})
    assert years_of(client.get(f"{BASE}/list/").text) == [str(YEAR - 1)]
    assert years_of(client.get(f"{BASE}/list/?_flt_0_year={YEAR}").text) == [str(YEAR)]
    every = years_of(client.get(f"{BASE}/list/?_flt_0_year=").text)
    assert sorted(every) == [str(YEAR - 1), str(YEAR)]
    assert client.get(f"{BASE}/list/?_flt_0_year=last").status_code == 400


def test_the_overseer_s_list_holds_the_subordinates_and_no_stranger(sign_in, returns):
    page = sign_in("cs_leader").get(f"{BASE}/list/?_flt_0_year={YEAR}").text
    assert len(years_of(page)) == 3
    assert "岳麓区" in page
    assert "天元区" not in page.partition("<tbody>")[2]
    assert len(years_of(sign_in("cs_clerk").get(f"{BASE}/list/?_flt_0_year={YEAR}").text)) == 1


def test_a_new_form_starts_from_last_year(sign_in, returns):
    page = sign_in("yl_clerk").get(f"{BASE}/add?year={YEAR + 1}").text
    assert value_of(page, "housing-carried-projects") == "40"
    assert value_of(page, "housing-carried-area") == "12.5"
    assert value_of(page, "housing-new-projects") == ""
    beside = page.partition('data-last="penalties"')[2].partition("</small>")[0]
    assert "<span>3</span>" in beside


def test_another_year_of_the_form_is_asked_for(sign_in, returns):
    client = sign_in("yl_clerk")
    found = client.get(f"{BASE}/last-year?year={YEAR}").json
    assert found["taken"] == "该年度数据已存在，请修改"
    assert found["carried"]["housing-carried-projects"] == "40"
    assert client.get(f"{BASE}/last-year?year={YEAR + 1}").json["taken"] == ""
    before = client.get(f"{BASE}/last-year?year={YEAR - 5}").json
    assert before == {"last": {}, "carried": {}, "taken": "", "taken_url": ""}
    assert client.get(f"{BASE}/last-year").status_code == 400


def test_an_outdated_page_keeps_what_was_typed_and_says_who_was_first(sign_in, returns):
    first, second = sign_in("yl_admin"), sign_in("yl_clerk")
    address = f"{BASE}/edit/{returns[4, YEAR]}"
    carried = {"projects": "40", "units": "40", "area": "12.5"}
    typed = {f"housing-carried-{measure}": number for measure, number in carried.items()}
    typed |= {"act": "submit", "version": "1", "penalties": "3"}
    assert first.post(address, data={**typed, "talks": "4"}).status_code == 303
    answer = second.post(address, data={**typed, "talks": "77"})
    assert answer.status_code == 409
    assert "岳观澜 已保存过这份填报，请核对后再次提交" in answer.text
    assert value_of(answer.text, "talks") == "77"
    assert value_of(second.get(address).text, "talks") == "4"


def test_what_was_handed_in_stays_handed_in_while_it_is_changed(sign_in, returns):
    """There is no 暂存 for it, and a request that asks for one is checked like any other."""
    client = sign_in("yl_clerk")
    address = f"{BASE}/edit/{returns[4, YEAR]}"
    assert 'name="act" value="draft"' not in client.get(address).text
    answer = client.post(address, data={"act": "draft", "version": "1", "penalties": "99"})
    assert answer.status_code == 422
    assert "已提交" in client.get(f"{BASE}/list/?_flt_0_year={YEAR}").text
    assert value_of(client.get(address).text, "penalties") == "3"


def test_the_list_is_exported_as_it_is_filtered(sign_in, returns):
    client = sign_in("cs_admin")
    answer = client.post(f"{BASE}/export/?_flt_0_year={YEAR}", buffered=True)
    rows = sheet_texts(sheets(answer.data)[0])
    years = [row[0] for row in rows if row and row[0] in (str(YEAR), str(YEAR - 1))]
    assert years == [str(YEAR)] * 3
    assert any("岳麓区建设工程质量安全监督站" in row for row in rows)
    assert file_name(answer) == f"监督工程情况填报-{YEAR}年度.xlsx"
    every = client.post(f"{BASE}/export/?_flt_0_year=")
    assert file_name(every) == "监督工程情况填报.xlsx"


def file_name(answer) -> str:
    return unquote(answer.headers["Content-Disposition"].partition("UTF-8''")[2])


def test_the_year_is_chosen_from_those_there_are(sign_in, returns):
    page = sign_in("yl_clerk").get(f"{BASE}/list/?_flt_0_year={YEAR}").text
    field = page.split('name="_flt_0_year"')[1].split("</select>")[0]
    assert re.findall(r'<option value="(\d+)"', field) == [
        str(year) for year in range(clock.year(), 2014, -1)
    ]
    assert re.findall(r'<option value="(\d+)" selected', field) == [str(YEAR)]


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("", 25),
        ("page_OverviewView=999", 25),
        ("psize_OverviewView=25&page_OverviewView=1", 25),
        ("page_OverviewView=2&psize_OverviewView=50", 50),
    ],
)
def test_the_overview_s_pager_says_what_it_shows(sign_in, query, size):
    page = sign_in("cs_leader").get(f"/organizations/overview/list/?{query}").text
    assert "第 1–3 条，共 3 条" in page
    assert "没有符合条件的记录" not in page
    assert 'aria-current="page">1</a>' in page
    assert f"<option selected>{size}</option>" in page


def test_too_few_certified_is_said_in_words(app, sign_in):
    with app.app_context(), unscoped("people of the tests"):
        make_person(organization_id=4)
        db.session.commit()
    leader = sign_in("yl_leader")
    leader.post("/year/", data={"year": str(clock.year())})
    page = leader.get("/organizations/overview/list/").text
    assert re.search(r"低于要求：</span>0\.0%", page)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("_flt_0_name=浏阳", ["浏阳市建设工程质量安全监督站"]),
        ("_flt_0_level=prefecture", ["长沙市建设工程质量安全监督站"]),
        ("_flt_0_kind=safety", []),
        ("_flt_0_marks.state=complete", []),
        ("_flt_0_prefecture=株洲市", []),
    ],
)
def test_the_overview_is_filtered(sign_in, query, names):
    page = sign_in("cs_leader").get(f"/organizations/overview/list/?{query}").text
    assert [row["机构名称"] for row in listed(page)] == names
    assert ("没有符合条件的记录" in page) == (not names)


def test_the_overview_ticks_what_was_handed_in(sign_in, returns):
    client = sign_in("yl_leader")
    client.post("/year/", data={"year": str(YEAR)})
    page = client.get("/organizations/overview/list/").text
    ticks = re.findall(r'data-l="(工程|经费|资格验证)">(.*?)</td>', page)
    assert {name: "已填写" in words for name, words in ticks} == {
        "工程": True,
        "经费": False,
        "资格验证": False,
    }
    assert "完善中" in page


def test_a_past_year_keeps_the_posts_that_were_submitted(app, sign_in):
    """A year whose 基本情况 and structure are not there has no figures; they were 0 once."""
    with app.app_context(), unscoped("profiles of the tests"):
        now = {"nature": "government", "posts_total": 31, "office_area": 400, "vehicles": 6}
        then = {"nature": "public_one", "posts_total": 23, "office_area": 250, "vehicles": 2}
        for year, facts in ((YEAR + 1, now), (YEAR, then)):
            db.session.add(
                ProfileReturn(organization_id=4, year=year, state=ReturnState.SUBMITTED, **facts)
            )
        db.session.commit()
        db.session.remove()
    client = sign_in("yl_leader")
    for year, nature, posts, vehicles in (
        (YEAR + 1, "行政机关（内设机构）", "31", "6"),
        (YEAR, "公益一类事业单位", "23", "2"),
        (YEAR - 1, "—", "—", None),
    ):
        client.post("/year/", data={"year": str(year)})
        row = client.get("/organizations/overview/list/").text
        assert re.findall(r'data-l="(?:性质|编制)"[^>]*>(?:<span title=")?([^"<]*)', row) == [
            nature,
            posts,
        ]
        shown = dict(
            re.findall(
                r"<dt>([^<]*)</dt><dd>([^<]*)</dd>",
                client.get("/organizations/overview/show/4").text,
            )
        )
        assert shown["机构性质"] == nature
        assert shown.get("核定编制数") == (posts if vehicles else None)
        assert shown.get("监督执法车辆(辆)") == vehicles
        known = "0" if year == clock.year() else "—"
        assert re.findall(r'data-l="(?:在职|持证)"[^>]*>([^<]*)</td>', row) == [known] * 2
        assert (shown["在职总人数"], shown["双证"], shown["持证占比"]) == (known, known, "—")
