"""The pages of 首次设置 over an empty installation: what each step makes, refuses and tells."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, Parameter, User
from app.core.tree.organization_tree import divisions, tree
from tests.imports.workbooks import packed, parts, sheet
from tests.support import application
from tests.support.forms import errors

PROVINCE = {
    "name": "湖南总站",
    "short_name": "总站",
    "division": "430000",
    "kind": "joint",
    "day": f"{clock.year()}-01-01",
}
PASSWORD = re.compile(r"\b[a-z]{4}-[A-Z]{4}-[2-9]{4}\b")


@pytest.fixture
def begun(admin: FlaskClient) -> FlaskClient:
    """The province is there."""
    assert admin.post("/setup/province", data=PROVINCE).status_code == 303
    return admin


def names(app: Flask) -> list[str]:
    with app.app_context(), unscoped("look"):
        found = [node.name for node in tree().values()]
        db.session.remove()
    return found


def rows_of(app: Flask, level: str, *, kind: str = "joint") -> dict[str, Any]:
    """What the page of a level sends, every row ticked."""
    with app.app_context(), unscoped("look"):
        codes = [place.code for place in divisions().values() if place.level == level]
        db.session.remove()
    sent = {f"name-{code}": f"{code}质量安全站" for code in codes}
    return sent | {f"kind-{code}": kind for code in codes} | {"pick": codes}


def test_home_leads_to_the_first_step_that_is_open(bare: Flask, admin: FlaskClient) -> None:
    page = admin.get("/").text
    assert "首次设置" in page
    assert 'href="/setup/province"' in page
    admin.post("/setup/province", data=PROVINCE)
    assert "继续设置" in admin.get("/").text


def test_the_province_is_made_once(bare: Flask, admin: FlaskClient) -> None:
    assert admin.post("/setup/province", data=PROVINCE | {"name": ""}).status_code == 422
    assert names(bare) == []
    assert admin.post("/setup/province", data=PROVINCE).location == "/setup/organizations"
    again = admin.post("/setup/province", data=PROVINCE | {"name": "又一总站"})
    assert again.status_code == 422
    assert names(bare) == ["湖南总站"]


def test_a_level_is_made_of_the_rows_that_are_ticked(bare: Flask, begun: FlaskClient) -> None:
    sent = rows_of(bare, "prefecture") | {"pick": ["430100", "430400"], "kind-430400": "split"}
    assert begun.post("/setup/prefectures", data=sent).status_code == 303
    made = ["430100质量安全站", "430400质量站", "430400安全站"]
    assert names(bare) == ["湖南总站", *made]
    page = begun.get("/setup/prefectures").text
    assert "name-430100" not in page
    assert "name-430200" in page


def test_the_pattern_of_names_is_the_office_s(begun: FlaskClient) -> None:
    page = begun.get("/setup/prefectures?pattern=××质量安全服务中心").text
    assert "长沙市质量安全服务中心" in page
    assert "长沙市建设工程质量安全监督站" in begun.get("/setup/prefectures?pattern=x").text


def test_wrong_rows_are_told_at_their_cells_and_nothing_is_made(
    bare: Flask, begun: FlaskClient
) -> None:
    sent = rows_of(bare, "prefecture") | {
        "name-430100": "",
        "name-430200": "湖南总站",
        "name-430400": "衡阳站",
        "kind-430400": "split",
    }
    answer = begun.post("/setup/prefectures", data=sent)
    assert answer.status_code == 422
    assert "名称中须含" in answer.text
    sent["kind-430400"] = "joint"
    answer = begun.post("/setup/prefectures", data=sent)
    assert 'id="name-430100-err"' in answer.text
    assert "机构名称“湖南总站”已被其他机构使用" in answer.text
    # What was typed is still there.
    assert 'value="衡阳站"' in answer.text
    assert names(bare) == ["湖南总站"]


def test_what_is_wrong_is_told_in_one_round(bare: Flask, admin: FlaskClient) -> None:
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()
    answer = admin.post("/setup/province", data=PROVINCE | {"name": "", "day": tomorrow})
    told = {"name": "请填写机构名称", "day": "生效日期不能晚于今天"}
    assert (answer.status_code, errors(answer.text)) == (422, told)
    # Where nobody can read of which kind it is to be, the day is asked all the same.
    answer = admin.post("/setup/province", data=PROVINCE | {"kind": "", "day": tomorrow})
    told = {"kind": "请填写机构类别", "day": "生效日期不能晚于今天"}
    assert (answer.status_code, errors(answer.text)) == (422, told)
    assert admin.post("/setup/province", data=PROVINCE).status_code == 303
    sent = rows_of(bare, "prefecture") | {"name-430100": "", "kind-430400": "split"}
    answer = admin.post("/setup/prefectures", data=sent | {"name-430400": "衡阳站"})
    told = {
        "name-430100": "请填写机构名称",
        "name-430400": "拆分为两个机构时，名称中须含“质量安全”",
    }
    assert (answer.status_code, errors(answer.text)) == (422, told)
    assert names(bare) == ["湖南总站"]


def test_a_row_that_somebody_else_has_made_is_made_no_second_time(
    bare: Flask, begun: FlaskClient
) -> None:
    sent = rows_of(bare, "prefecture")
    begun.post("/setup/prefectures", data=sent)
    assert begun.post("/setup/prefectures", data=sent).status_code == 422
    assert len(names(bare)) == 15


def test_the_template_is_filled_and_comes_back(bare: Flask, begun: FlaskClient) -> None:
    content = begun.get("/setup/template").data
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert "机构名称" in rows[0]
    assert len(rows) == 1 + 14 + 122

    def send(**more: str) -> Any:
        sent = {"file": (io.BytesIO(content), "模板.xlsx"), **more}
        return begun.post("/setup/workbook", data=sent)

    checked = send(check="1")
    assert "将建立 136 个机构，0 个已存在" in checked.text
    assert len(names(bare)) == 1
    assert send().status_code == 303
    assert len(names(bare)) == 137
    assert "已建立 0 个机构，136 个已存在" in begun.get(send().location).text


def test_a_wrong_workbook_is_told_by_row_and_column(bare: Flask, begun: FlaskClient) -> None:
    text = "机构名称,行政区划,机构类别\n长沙站,长沙,合署\n,株洲市,合署\n"
    sent = {"file": (io.BytesIO(text.encode()), "t.csv")}
    answer = begun.post("/setup/workbook", data=sent)
    assert answer.status_code == 422
    assert "第 2 行“行政区划”：没有“长沙”这一行政区划" in answer.text
    assert "第 3 行“机构名称”：请填写机构名称" in answer.text
    assert names(bare) == ["湖南总站"]


@pytest.mark.parametrize("where", ["workbook", "divisions"])
def test_a_damaged_workbook_is_told_and_nothing_is_made(
    bare: Flask, admin: FlaskClient, tmp_path: Path, where: str
) -> None:
    if where == "workbook":
        admin.post("/setup/province", data=PROVINCE)
    torn = '<?xml version="1.0" encoding="foo"?>' + sheet('<row r="²"/>')
    content = packed(tmp_path / "t.xlsx", parts(torn)).read_bytes()
    answer = admin.post(f"/setup/{where}", data={"file": (io.BytesIO(content), "t.xlsx")})
    assert answer.status_code == 422
    assert "文件已损坏或不是 Excel 工作簿" in answer.text


# --- accounts -------------------------------------------------------------------------------


def account_rows(page: str) -> dict[str, Any]:
    """What the page of the accounts would send."""
    cells = re.findall(r'name="((?:username|person)-\w+)" value="([^"]*)"', page)
    return dict(cells) | {"pick": re.findall(r'name="pick" value="(\w+)"', page)}


def test_the_sheet_has_each_password_once_and_the_trail_says_so(
    bare: Flask, begun: FlaskClient
) -> None:
    begun.post("/setup/prefectures", data=rows_of(bare, "prefecture") | {"pick": ["430100"]})
    sent = account_rows(begun.get("/setup/accounts").text)
    assert set(sent["pick"]) >= {"sys_admin", "sec_admin", "auditor"}
    assert sent["username-sys_admin"] == "sys_admin"
    sheet = begun.post("/setup/accounts", data=sent)
    assert sheet.status_code == 200
    assert sheet.headers["Cache-Control"] == "no-store"
    shown = PASSWORD.findall(sheet.text)
    assert len(set(shown)) == 5
    assert "admin_43010001" in sheet.text
    assert not PASSWORD.search(begun.get("/setup/accounts").text)
    with bare.app_context(), unscoped("look"):
        users = db.session.scalars(select(User).where(User.must_change_password)).all()
        held = {user.username: user.roles[0].name for user in users}
        assert held == {
            "sys_admin": "系统管理员",
            "sec_admin": "安全管理员",
            "auditor": "审计员",
            "admin_43000001": "省级管理员",
            "admin_43010001": "市州级管理员",
        }
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).all()
        assert [entry.changes["rows"] for entry in told] == [5]
        assert not any(one in str(entry.changes) for entry in told for one in shown)
        db.session.remove()


def test_a_second_click_makes_no_second_account(bare: Flask, begun: FlaskClient) -> None:
    sent = account_rows(begun.get("/setup/accounts").text)
    begun.post("/setup/accounts", data=sent)
    again = begun.post("/setup/accounts", data=sent)
    assert again.status_code == 422
    assert "他人刚刚建立了其中的账号" in again.text
    assert not PASSWORD.search(again.text)


def test_login_names_are_refused_at_their_cells(begun: FlaskClient) -> None:
    sent = account_rows(begun.get("/setup/accounts").text)
    sent |= {"username-sys_admin": "a b", "username-auditor": "TECH_admin"}
    answer = begun.post("/setup/accounts", data=sent)
    assert answer.status_code == 422
    assert 'id="username-sys_admin-err"' in answer.text
    assert "登录账号 tech_admin 已存在" in answer.text
    assert not PASSWORD.search(answer.text)


def test_a_password_is_seen_again_only_by_a_new_one(bare: Flask, begun: FlaskClient) -> None:
    sent = account_rows(begun.get("/setup/accounts").text) | {"pick": ["sys_admin"]}
    (first,) = PASSWORD.findall(begun.post("/setup/accounts", data=sent).text)
    row = re.search(r'name="rowid" value="(\d+)"', begun.get("/setup/accounts").text)
    assert row is not None
    twice = {"rowid": [row[1], row[1]]}
    (second,) = PASSWORD.findall(begun.post("/setup/accounts/reset", data=twice).text)
    assert first != second
    client = bare.test_client()
    signed_in = {"username": "sys_admin", "password": first}
    assert client.post("/login/", data=signed_in).status_code == 401
    assert client.post("/login/", data=signed_in | {"password": second}).status_code == 302


# --- what an office decides -----------------------------------------------------------------


def parameter_rows(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(version-\w+)" value="(\d+)"', page))


def test_year_and_parameters_are_stored_and_settled(bare: Flask, begun: FlaskClient) -> None:
    versions = parameter_rows(begun.get("/setup/year").text)
    typed = {"first_year": "2020", "year_lock_date": "4-30", "annual_due_date": "03-15"}
    assert begun.post("/setup/year", data=versions | typed).location == "/setup/parameters"
    with bare.app_context(), unscoped("look"):
        stored = {row.key: row.value for row in db.session.scalars(select(Parameter))}
        db.session.remove()
    assert stored == {"first_year": 2020, "year_lock_date": "04-30", "annual_due_date": "03-15"}
    # A page that was opened before somebody else's change says so.
    slow = begun.post("/setup/year", data=versions | typed | {"first_year": "2019"})
    assert slow.status_code == 422
    assert "该记录状态已变化" in slow.text


def test_it_ends_and_leaves_the_menu(bare: Flask, begun: FlaskClient) -> None:
    page = begun.get("/setup/").text
    order = ["完善基本信息", "维护在职人员", "完善持证人员信息", "填报监督工程", "填报监督经费"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert ">首次设置<" in begun.get("/organizations/overview/list/").text
    assert begun.post("/setup/finish").location == "/"
    assert "首次设置已完成" in begun.get("/").text
    assert ">首次设置<" not in begun.get("/organizations/overview/list/").text
    assert 'id="setup-h"' not in begun.get("/").text


WAYS = ("", "province", "organizations", "prefectures", "counties", "template", "year")


def test_once_it_has_ended_its_pages_are_there_for_nobody(bare: Flask, begun: FlaskClient) -> None:
    begun.post("/setup/finish")
    for way in (*WAYS, "parameters"):
        assert begun.get(f"/setup/{way}").status_code == 404, way
    for way in ("province", "divisions", "prefectures", "counties", "workbook", "year", "finish"):
        assert begun.post(f"/setup/{way}").status_code == 404, way
    page = begun.get("/setup/accounts").text
    assert "/setup/year" not in page
    # Neither what is seen there nor what is still to be made.
    assert "sys_admin" not in page
    assert "admin_43000001" in page


def test_once_it_has_ended_nobody_makes_or_resets_an_officer(
    bare: Flask, begun: FlaskClient
) -> None:
    sent = account_rows(begun.get("/setup/accounts").text)
    begun.post("/setup/accounts", data=sent | {"pick": ["auditor"]})
    row = re.search(r'name="rowid" value="(\d+)"', begun.get("/setup/accounts").text)
    assert row is not None
    begun.post("/setup/finish")
    forged = begun.post("/setup/accounts", data=sent | {"pick": ["sec_admin"]})
    assert (forged.status_code, PASSWORD.findall(forged.text)) == (422, [])
    assert "auditor" not in begun.get("/setup/accounts").text
    again = begun.post("/setup/accounts/reset", data={"rowid": row[1]})
    assert (again.status_code, PASSWORD.findall(again.text)) == (422, [])
    # An organization without an administrator gets one still.
    (number,) = (key for key in sent["pick"] if key.isdigit())
    assert PASSWORD.search(begun.post("/setup/accounts", data=sent | {"pick": [number]}).text)


def test_it_does_not_end_before_there_is_a_province(bare: Flask, admin: FlaskClient) -> None:
    admin.post("/setup/finish")
    assert "完成首次设置" in admin.get("/setup/").text


@pytest.mark.parametrize("username", ["hn_admin", "yl_clerk", "sec_admin"])
def test_nobody_else_is_led_there(app: Flask, username: str) -> None:
    client = application.entrance(app)(username)
    assert "/setup/" not in client.get("/").text
    assert client.get("/setup/").status_code == 403
