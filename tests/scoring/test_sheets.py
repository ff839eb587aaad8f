"""考核表维护: a new version is a draft of the last, published when worth 100, and kept as it is."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.base import clock
from app.core.base.db import db
from app.scoring import queries
from app.scoring.choices import SheetKind
from app.scoring.models import ScoreSheet
from tests.imports.workbooks import written
from tests.support.forms import errors, fields
from tests.support.pages import listed, plain
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases

BASE = "/scoring/sheets"
# A sheet of two items, as it is typed: two lines of the first, one of the second, a veto.
LINES = (
    ("一、准备", "1.1", "手续", "60", "X1", "未办理", "3", "每次"),
    ("", "", "", "", "X2", "登记不全", "0.5", "每项"),
    ("二、监督", "2.1", "抽查", "40", "Y1", "未抽查", "40", "每家"),
    ("一票否决", "", "", "", "V1", "弄虚作假", "", ""),
)
KEYS = ("section", "number", "title", "most", "code", "text", "points", "unit")
HEADS = ("类别", "序号", "考核项目", "分值", "代码", "扣分内容", "扣分", "单位")


def typed(lines: Any = LINES, **changed: str) -> dict[str, str]:
    cells = {
        f"lines-{place}-{key}": text
        for place, line in enumerate(lines)
        for key, text in zip(KEYS, line, strict=True)
    }
    return {"kind": "project", "title": "试行评分表", "year": str(clock.year()), **cells, **changed}


def add(client: Any, lines: Any = LINES, **changed: str) -> Any:
    return client.post(f"{BASE}/add", data=typed(lines, **changed))


def newest(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(ScoreSheet.id).order_by(ScoreSheet.id.desc())).first()


def in_force(app: Flask, year: int | None = None) -> str:
    with app.app_context():
        sheet = queries.sheet_for(SheetKind.PROJECT, year or clock.year())
        assert sheet is not None
        return sheet.items[0].title


def test_what_is_shipped_is_in_force(app, sign_in):
    rows = listed(sign_in("yl_clerk").get(f"{BASE}/list/").text)
    assert [(row["评分表"], row["版本"], row["本年度使用"]) for row in rows] == [
        ("监督机构工作考核评分表", "1", "是"),
        ("监督工作规范化考核评分表（项目）", "1", "是"),
    ]
    assert in_force(app) == "监督手续与项目登记"


def test_a_new_version_begins_with_the_last_and_is_used_once_it_is_published(app, sign_in):
    admin, clerk = sign_in("hn_admin"), sign_in("yl_clerk")
    begun = fields(admin.get(f"{BASE}/add?like=project").text)
    assert begun["lines-0-title"] == "监督手续与项目登记"
    assert begun["lines-67-code"] == "V6"
    assert admin.post(f"{BASE}/add", data=begun).status_code == 303
    assert add(admin).status_code == 303
    number = newest(app)
    assert len(listed(clerk.get(f"{BASE}/list/").text)) == 2
    assert clerk.get(f"{BASE}/show/{number}").status_code == 404
    assert in_force(app) == "监督手续与项目登记"
    assert admin.post(f"{BASE}/publish/{number}").status_code == 303
    assert in_force(app) == "手续"
    assert in_force(app, clock.year() - 1) == "监督手续与项目登记"
    page = plain(clerk.get(f"{BASE}/show/{number}").text)
    assert "共 2 个考核项目、3 条扣分内容，合计 100 分" in page
    assert "X2 登记不全 每项 扣 0.5 分" in page
    assert "V1 弄虚作假 项目等次不合格" in page


def test_what_is_published_stays(app, sign_in):
    admin = sign_in("hn_admin")
    add(admin)
    number = newest(app)
    assert admin.get(f"{BASE}/edit/{number}").status_code == 200
    admin.post(f"{BASE}/publish/{number}")
    assert admin.get(f"{BASE}/edit/{number}").status_code == 403
    assert admin.post(f"{BASE}/edit/{number}", data=typed()).status_code == 403
    assert admin.post(f"{BASE}/delete/{number}").status_code == 403
    again = admin.post(f"{BASE}/publish/{number}", follow_redirects=True)
    assert "评分表已发布，请复制为新版本后修改" in again.text


def test_a_sheet_that_is_not_worth_a_hundred_is_not_published(app, sign_in):
    admin = sign_in("hn_admin")
    assert add(admin, LINES[:2]).status_code == 303
    number = newest(app)
    refused = admin.post(f"{BASE}/publish/{number}", follow_redirects=True)
    assert "各考核项目分值合计 60 分，应为 100 分" in refused.text
    begun = fields(admin.get(f"{BASE}/edit/{number}").text)
    sent = {**typed(), "version": begun["version"]}
    assert admin.post(f"{BASE}/edit/{number}", data=sent).status_code == 303
    assert "已发布" in admin.post(f"{BASE}/publish/{number}", follow_redirects=True).text


def test_every_fault_is_told_at_its_cell_and_nothing_typed_is_lost(app, sign_in):
    wrong = add(
        sign_in("hn_admin"),
        (("一、准备", "1.1", "手续", "三", "X1", "", "3", "每次"), *LINES[1:]),
        title="",
        **{"lines-1-code": "Y1", "lines-2-points": "41"},
    )
    assert wrong.status_code == 422
    told = errors(wrong.text)
    assert "不能为空" in told["lines-0-text"]
    assert "应为不小于 0 的数字，最多一位小数" in told["lines-0-most"]
    assert "“Y1”重复" in told["lines-2-code"]
    assert "不能大于考核项目的分值（40）" in told["lines-2-points"]
    assert "title" in told
    assert fields(wrong.text)["lines-0-most"] == "三"
    assert newest(app) == 2


def test_versions_that_are_made_at_once_are_two(app, sign_in):
    clients = [sign_in("hn_admin") for _one in range(2)]

    def act(place: int, wait: Wait) -> int:
        wait()
        return int(add(clients[place]).status_code)

    assert together([partial(act, place) for place in range(2)]) == [303, 303]
    with app.app_context():
        asked = select(ScoreSheet.issue).where(ScoreSheet.kind == SheetKind.PROJECT)
        assert sorted(db.session.scalars(asked)) == [1, 2, 3]


def upload(client: Any, number: int, path: Path, rows: Any) -> str:
    file = written(path / "评分表.xlsx", [HEADS, *rows])
    sent = {"file": (BytesIO(file.read_bytes()), "评分表.xlsx")}
    answer = client.post(f"/imports/new/score_sheet.{number}", data=sent)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_workbook_goes_out_and_comes_in(app, sign_in, run_jobs, tmp_path):
    admin = sign_in("hn_admin")
    add(admin, LINES[:2])
    number = newest(app)
    book = load_workbook(BytesIO(admin.get(f"/imports/template/score_sheet.{number}").data))
    heads, *rows = book["数据"].values
    assert [str(head).removeprefix("*") for head in heads] == list(HEADS)
    assert [row[4] for row in rows[:2]] == ["X1", "X2"]
    page = upload(admin, number, tmp_path, LINES)
    run_jobs()
    assert "导入有效行" not in admin.get(page).text
    admin.post(page.replace("/show/", "/store/"))
    run_jobs()
    shown = plain(admin.get(f"{BASE}/show/{number}").text)
    assert "共 2 个考核项目、3 条扣分内容，合计 100 分" in shown


def test_a_workbook_with_a_fault_is_not_stored_in_parts(app, sign_in, run_jobs, tmp_path):
    admin = sign_in("hn_admin")
    add(admin)
    number = newest(app)
    rows = [LINES[0], LINES[1], ("二、监督", "2.1", "抽查", "4", *LINES[2][4:])]
    page = upload(admin, number, tmp_path, rows)
    run_jobs()
    text = admin.get(page).text
    assert "不能大于考核项目的分值（4）" in plain(text)
    assert "改正全部问题后才能导入" in text
    admin.post(page.replace("/show/", "/store/"))
    run_jobs()
    assert "合计 100 分" in plain(admin.get(f"{BASE}/show/{number}").text)


@pytest.mark.parametrize("who", ["hn_review", "hn_leader", "cs_admin", "yl_clerk", "auditor"])
def test_others_keep_no_sheets(app, sign_in, who):
    add(sign_in("hn_admin"))
    number, client = newest(app), sign_in(who)
    assert client.get(f"{BASE}/add").status_code == 403
    assert client.post(f"{BASE}/publish/{number}").status_code in (403, 404)
    assert client.post(f"{BASE}/delete/{number}").status_code in (403, 404)
    assert client.get(f"/imports/new/score_sheet.{number}").status_code in (403, 404)
