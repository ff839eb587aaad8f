"""R01: who may have it, what it says of an organization, and what must be filled in first."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind
from app.core.base.db import db
from app.core.models import User
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState, VerificationEnd
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProjectReturn,
    StaffSnapshot,
)
from tests.support.factories import make_verification
from tests.support.forms import options
from tests.support.moves import change, settle
from tests.support.paper import drawn_rows, sheet_texts, sheets

YEAR = clock.year()
FORM = "/reports/organization_form"
JOINT = OrganizationKind.JOINT


@pytest.fixture
def four(app: Flask, figures: Flask) -> Flask:
    """Changsha (2) has all four in both years."""
    with app.app_context(), unscoped("the four"):
        make_verification(2, dt.date(YEAR - 2, 1, 1), dt.date(YEAR + 1, 1, 1))
        db.session.commit()
    return app


def preview(client: Any, organization: int, year: int) -> Any:
    asked = {"year": year, "organization": organization}
    return client.get(f"{FORM}/preview", query_string=asked)


def rows_of(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    return [row for page in drawn_rows(answer.text) for row in page]


def sql(app: Flask, statement: str) -> list[tuple[Any, ...]]:
    with app.app_context():
        return [tuple(row) for row in db.session.connection().exec_driver_sql(statement)]


def test_the_form_says_what_the_tables_hold(app, sign_in, four):
    rows = rows_of(preview(sign_in("cs_leader"), 2, YEAR))
    (name,) = sql(app, "SELECT name FROM organization WHERE id = 2")[0]
    assert ["机构名称", name] == rows[1][:2]
    posts, area, vehicles, tools = sql(
        app,
        "SELECT posts_total, office_area, vehicles, instruments FROM profile_return"
        f" WHERE organization_id = 2 AND year = {YEAR}",
    )[0]
    equipment = next(row for row in rows if row[0] == "办公面积(㎡)")
    shown = [f"{Decimal(area) / 100:.2f}", str(vehicles), str(tools)]
    assert equipment[1::2] == shown
    today = clock.today().isoformat()
    on_roster = (
        f"organization_id = 2 AND joined_on <= '{today}' AND (left_on IS NULL OR"
        f" left_on > '{today}') AND employ_type <> 'seconded_in'"
    )
    ((on_duty,),) = sql(app, f"SELECT count(*) FROM person WHERE {on_roster}")
    structure = rows[rows.index(["二、人员结构情况"]) + 3]
    assert structure[:2] == [str(posts), str(on_duty)]
    assert sum(map(int, structure[8:12])) == on_duty
    titles = rows[rows.index(["二、人员结构情况"]) + 6]
    assert sum(map(int, titles[:4])) == sum(map(int, titles[4:])) == on_duty
    fields = rows[rows.index(["二、人员结构情况"]) + 9]
    assert sum(map(int, fields)) == on_duty


def test_the_project_table_is_whole_and_its_sums_are_right(app, sign_in, four):
    rows = rows_of(preview(sign_in("cs_leader"), 2, YEAR))
    held = {
        (category, flow): values
        for category, flow, *values in sql(
            app,
            "SELECT l.category, l.flow, l.projects, l.units, l.area, l.length, l.cost"
            " FROM project_line l JOIN project_return r ON r.id = l.return_id"
            f" WHERE r.organization_id = 2 AND r.year = {YEAR}",
        )
    }
    sign = {"carried": 1, "new": 1, "completed": -1, "ended": -1}
    assert set(sign) == {flow.value for flow in ProjectFlow}

    def shown(values: list[int]) -> list[str]:
        counts, amounts = values[:2], values[2:]
        return [*map(str, counts), *(f"{Decimal(one) / 100:.2f}" for one in amounts)]

    def added(categories: list[str], flow: str) -> list[int]:
        found = [held[category, flow] for category in categories]
        return [sum(column) for column in zip(*found, strict=True)]

    every = [category.value for category in ProjectCategory]
    for title, categories in (
        ("房屋建筑小计", every[:3]),
        ("合计", every),
        ("市政基础设施", ["municipal"]),
    ):
        start = next(n for n, row in enumerate(rows) if row[0] == title)
        block = [rows[start][2:], *(row[1:] for row in rows[start + 1 : start + 5])]
        flows = [added(categories, flow) for flow in sign]
        assert block[:4] == [shown(flow) for flow in flows], title
        end = [
            sum(way * value for way, value in zip(sign.values(), column, strict=True))
            for column in zip(*flows, strict=True)
        ]
        assert block[4] == shown(end), title


def test_money_and_verification(app, sign_in, four):
    rows = rows_of(preview(sign_in("cs_leader"), 2, YEAR))
    budgeted, special, received = sql(
        app,
        "SELECT budgeted_personnel, budgeted_special, received_personnel FROM funding_return"
        f" WHERE organization_id = 2 AND year = {YEAR}",
    )[0]
    sums = next(row for row in rows if row[0] == "应拨")
    due = Decimal(budgeted + special) / 100
    assert sums == ["应拨", f"{due:.2f}", "实拨", f"{Decimal(received) / 100:.2f}", "支出", "10.43"]
    share = next(row for row in rows if row[0] == "全额保障")
    assert share[1] == "是"
    assert share[3] == f"{Decimal(received) / due:.1f}"
    certificate = next(row for row in rows if row[0] == "证书编号")
    assert certificate[1] == f"湘建监机〔{YEAR - 2}〕002号"
    assert certificate[3] == f"{YEAR - 2}-01-01 至 {YEAR + 1}-01-01"


def test_a_past_year_is_what_was_stored(app, sign_in, four):
    rows = rows_of(preview(sign_in("cs_leader"), 2, YEAR - 1))
    with app.app_context(), unscoped("test"):
        stored = (
            db.session.query(StaffSnapshot)
            .filter_by(organization_id=2, year=YEAR - 1, version=2)
            .one()
            .cells
        )
    structure = rows[rows.index(["二、人员结构情况"]) + 3]
    assert structure[:4] == ["42", *(str(stored[k]) for k in ("on_duty", "authorized", "contract"))]


LACKS = {
    "projects": "监督工程情况填报",
    "funding": "监督经费情况填报",
    "verification": "监督资格验证情况填报",
}


@pytest.mark.parametrize("lacking", list(LACKS))
@pytest.mark.parametrize("state", [ReturnState.DRAFT, ReturnState.RETURNED])
def test_each_of_the_four_can_be_the_missing_one(app, sign_in, four, lacking, state):
    with app.app_context(), unscoped("take one away"):
        of_the_year = {"organization_id": 2, "year": YEAR - 1}
        if lacking in ("projects", "funding"):
            model = ProjectReturn if lacking == "projects" else FundingReturn
            db.session.query(model).filter_by(**of_the_year).one().state = state
        else:
            found = db.session.query(OrganizationVerification).filter_by(organization_id=2).one()
            if state is ReturnState.DRAFT:
                found.valid_to = dt.date(YEAR - 1, 12, 30)
            else:
                found.revoked_on = dt.date(YEAR - 1, 12, 31)
                found.revoked_as = VerificationEnd.REVOKED
        db.session.commit()
    client = sign_in("cs_leader")
    answer = preview(client, 2, YEAR - 1)
    assert answer.status_code == 400
    assert f"{YEAR - 1} 年度还差：{LACKS[lacking]}，" in answer.text
    asked = {"year": YEAR - 1, "organization": 2, "format": "pdf"}
    refused = client.post(f"{FORM}/export", data=asked)
    assert refused.status_code == 400
    assert LACKS[lacking] in refused.json["error"][0]
    assert client.post(f"{FORM}/conditions", data=asked | {"year": YEAR - 1}).status_code == 400


def test_a_past_year_without_a_stored_structure_has_no_form(app, sign_in, four):
    with app.app_context(), unscoped("a year before the first snapshot"):
        for model in (ProjectReturn, FundingReturn):
            told = {"organization_id": 2, "year": YEAR - 2, "explanations": {}}
            db.session.add(model(state=ReturnState.LOCKED, **told))
        db.session.commit()
    answer = preview(sign_in("cs_leader"), 2, YEAR - 2)
    assert f"{YEAR - 2} 年度还差：人员结构情况，" in answer.text


def test_nothing_filled_in_names_all_that_is_missing(sign_in, four):
    answer = preview(sign_in("hn_admin"), 6, YEAR)
    assert (
        f"{YEAR} 年度还差：监督工程情况填报、监督经费情况填报、监督资格验证情况填报" in answer.text
    )


def test_whose_form_who_may_have(sign_in, four):
    for name, organization, status in (
        ("hn_admin", 2, 200),
        ("cs_admin", 2, 200),
        ("cs_clerk", 2, 403),
        ("auditor", 2, 403),
        ("zz_admin", 2, 404),
        ("yl_leader", 2, 404),
        ("yl_admin", 2, 404),
        ("yl_admin", 4, 400),
        ("yl_clerk", 4, 403),
        # In reach, with something missing.
        ("cs_admin", 4, 400),
        ("hn_admin", 999, 404),
    ):
        assert preview(sign_in(name), organization, YEAR).status_code == status, name


def offered(client: Any, year: int) -> list[str]:
    return offered_in(client.get(f"{FORM}/conditions?year={year}").text)


def offered_in(page: str) -> list[str]:
    return list(options(page, "organization").values())


def test_the_dialog_offers_the_organizations_of_its_year(app, sign_in, four):
    """As they were called on its last day, and who was in reach then."""
    with app.app_context(), unscoped("the tree moves"):
        day = dt.date(YEAR, 1, 1)
        change(4, day, name="岳麓区服务中心", division_code="430212", parent_id=3)
        db.session.commit()
    ours, theirs = sign_in("cs_leader"), sign_in("zz_admin")
    assert "岳麓区建设工程质量安全监督站" in offered(ours, YEAR - 1)
    assert "岳麓区建设工程质量安全监督站" not in offered(theirs, YEAR - 1)
    assert "岳麓区服务中心" in offered(theirs, YEAR)
    assert not {"岳麓区服务中心", "岳麓区建设工程质量安全监督站"} & set(offered(ours, YEAR))


def test_what_a_year_does_not_have_is_not_replaced(app, sign_in, four):
    with app.app_context(), unscoped("the tree grows"):
        place = {"level": Level.COUNTY, "division_code": "430111", "parent_id": 2}
        settle(9, name="雨花区新站", kind=JOINT, valid_from=dt.date(YEAR, 3, 1), **place)
        user = db.session.scalars(select(User).where(User.username == "yl_leader")).one()
        user.organization_id = 9
        db.session.commit()
    page = sign_in("cs_leader").get(f"{FORM}/conditions?year={YEAR - 1}&organization=9").text
    assert "所选年度没有原来选择的机构，请重新选择" in page
    assert options(page, "organization")[""] == "请选择"
    assert " selected" not in page.split('name="organization"')[1].split("</select>")[0]
    # Who had no organization then is told so, with the field still there.
    page = sign_in("yl_leader").get(f"{FORM}/conditions?year={YEAR - 1}").text
    assert offered_in(page) == ["请选择"]


def test_a_form_is_looked_up_by_the_organization_it_is_about(app, sign_in, run_jobs, four):
    asked = {"year": YEAR, "organization": 2, "format": "xlsx"}
    number = sign_in("hn_admin").post(f"{FORM}/export", data=asked).json["number"]
    run_jobs()
    for name, found in (("cs_leader", True), ("zz_admin", False), ("yl_leader", False)):
        page = sign_in(name).get("/reports/verification/", query_string={"number": number})
        assert ("与校验码相符" in page.text) is found, name


def test_an_endless_year_is_refused_at_its_field(sign_in, four):
    answer = sign_in("hn_admin").post(f"{FORM}/conditions", data={"year": "9" * 5_000})
    assert answer.status_code == 400
    assert "请选择统计年度" in answer.text or "年度应在" in answer.text


def test_the_files_say_the_same(app, sign_in, four, run_jobs):
    client = sign_in("cs_leader")
    drawn = rows_of(preview(client, 2, YEAR))
    asked = {"year": YEAR, "organization": 2, "format": "xlsx"}
    run = client.post(f"{FORM}/export", data=asked).json
    assert (run["state"], run["rows"]) == ("done", 1)
    content = client.get(run["file_url"], buffered=True).data
    texts = sheet_texts(sheets(content)[0])
    body = [[cell for cell in row if cell.strip()] for row in drawn]
    found = [[cell for cell in row if cell.strip()] for row in texts]
    assert [row for row in body if row not in found] == []
    ((name,),) = sql(app, "SELECT name FROM organization WHERE id = 2")
    assert any(f"条件：统计年度 {YEAR} 年；机构 {name}" in cell for row in texts for cell in row)
