"""Rows that an import leaves out: asked about, kept on its page, fetched to be mended."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.core.base import clock
from app.imports import operations
from app.imports.choices import ImportState
from tests.imports.rosters import batch_of, good_row, table_of, upload
from tests.support.pages import listed

FAULT = {"行": "3", "单元格": "H3", "列": "学历", "内容": "大专", "问题": "“大专”不在学历的选项中"}


def confirmed(page: str) -> list[str]:
    return re.findall(r'data-confirm="([^"]*)"[^>]*>导入有效行', page)


def marked(client: FlaskClient, batch: int) -> Any:
    answer = client.get(f"/imports/marked/{batch}")
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.data))


@pytest.fixture
def left(sent: Any, run_jobs: Any) -> tuple[FlaskClient, int]:
    """Two rows are stored, one is left out after its school was mended on screen."""
    client, batch = sent([good_row(1), good_row(2, 学历="大专"), good_row(3)])
    table = table_of(client.get(f"/imports/correct/{batch}").text)
    client.post(f"/imports/correct/{batch}", data=table | {"c-3-school": "中南大学"})
    client.post(f"/imports/store/{batch}")
    run_jobs()
    return client, batch


def test_what_is_left_out_is_asked_about(sent: Any) -> None:
    client, batch = sent([good_row(1), good_row(2, 学历="大专"), good_row(3)])
    asked = "将导入 2 行，另有 1 行有问题不导入。"
    assert confirmed(client.get(f"/imports/show/{batch}").text) == [asked]
    (words,) = confirmed(client.get(f"/imports/correct/{batch}").text)
    assert words == asked + "本页尚未保存的修改不会保存。"
    client, batch = sent([good_row(4)])
    shown = client.get(f"/imports/show/{batch}").text
    assert "导入有效行" in shown
    assert confirmed(shown) == []


def test_rows_left_out_stay_on_the_page(left: tuple[FlaskClient, int]) -> None:
    client, batch = left
    shown = client.get(f"/imports/show/{batch}").text
    assert listed(shown) == [FAULT]
    assert "有问题的 1 行没有导入" in shown
    assert "下载标注文件" in shown
    assert "在线修改" not in shown
    assert client.get(f"/imports/correct/{batch}").status_code == 404


def test_the_marked_file_of_the_rest_is_mended_and_sent_again(
    app: Flask, left: tuple[FlaskClient, int], run_jobs: Any, tmp_path: Path
) -> None:
    client, batch = left
    book = marked(client, batch)
    page = book.active
    heads = {cell.value: cell.column for cell in page[1]}
    names = [page.cell(row, heads["姓名"]).value for row in (2, 3, 4)]
    assert names == [None, good_row(2)["姓名"], None]
    assert [page.row_dimensions[row].hidden for row in (2, 3, 4)] == [True, False, True]
    assert page["H3"].comment.text == FAULT["问题"]
    assert page.cell(3, heads["毕业院校"]).value == "中南大学"
    page["H3"] = "大学专科"
    book.save(tmp_path / "mended.xlsx")
    again = int(upload(client, tmp_path / "mended.xlsx").location.rpartition("/")[2])
    run_jobs()
    client.post(f"/imports/store/{again}")
    run_jobs()
    assert (batch_of(app, again).row_count, batch_of(app, again).stored_count) == (1, 1)
    assert good_row(2)["姓名"] in client.get("/personnel/people/list/").text


def test_an_import_that_was_taken_back_says_so(left: tuple[FlaskClient, int]) -> None:
    client, batch = left
    client.post(f"/imports/undo/{batch}")
    shown = client.get(f"/imports/show/{batch}").text
    assert "0 行（已撤销 2 行）" in shown
    assert listed(shown) == [FAULT]
    assert listed(client.get("/imports/list/").text)[0]["已导入"] == "0（已撤销 2）"
    # Nothing of it is there any more, so the own workbook comes back whole.
    page = marked(client, batch).active
    assert [page.row_dimensions[row].hidden for row in (2, 3, 4)] == [False, False, False]
    assert page["A2"].value == good_row(1)["姓名"]


def test_what_was_left_out_goes_with_the_workbook(
    app: Flask, left: tuple[FlaskClient, int]
) -> None:
    client, batch = left
    with app.app_context():
        operations.throw_away_expired(clock.now() + dt.timedelta(days=8))
    shown = client.get(f"/imports/show/{batch}").text
    assert "到期清除" in shown
    assert "下载标注文件" not in shown
    assert client.get(f"/imports/marked/{batch}").status_code == 404
    assert batch_of(app, batch).stage is ImportState.STORED
    client.post(f"/imports/undo/{batch}")
    assert batch_of(app, batch).stage is ImportState.UNDONE


def test_what_cannot_be_read_is_shown_as_it_stands(app: Flask, sent: Any, sign_in: Any) -> None:
    number = 43010219800101000
    rows = [good_row(1, 参加工作时间="2012/13/1"), good_row(2, 身份证号=number)]
    client, batch = sent(rows)
    shown = listed(client.get(f"/imports/show/{batch}").text)
    assert [(one["行"], one["列"], one["内容"]) for one in shown] == [
        ("2", "参加工作时间", "2012/13/1"),
        ("3", "身份证号", str(number)),
    ]
    table = client.get(f"/imports/correct/{batch}").text
    assert "文件中为：2012/13/1" in table
    # Nothing was typed: it is as wrong as before.
    assert client.post(f"/imports/correct/{batch}", data=table_of(table)).status_code == 200
    assert batch_of(app, batch).faulty_count == 2
    other = sign_in("yl_admin")
    seen = other.get(f"/imports/show/{batch}").text + other.get(f"/imports/correct/{batch}").text
    assert str(number) not in seen


def test_columns_keep_their_order_while_faults_are_mended(sent: Any) -> None:
    rows = [good_row(1, 学历="大专", 手机号="139"), good_row(2, 专业类别="木工")]
    client, batch = sent(rows)

    def order(page: str) -> list[str]:
        return re.findall(r'name="c-3-([a-z_]+)"', page)

    table = client.get(f"/imports/correct/{batch}").text
    before = order(table)
    typed = {"c-2-education": "大学专科", "c-2-mobile": "13900000001"}
    after = client.post(f"/imports/correct/{batch}", data=table_of(table) | typed).text
    assert before
    assert order(after) == before


@pytest.mark.parametrize("way", ["new/roster", "show/{}", "correct/{}", "list/"])
def test_pages_stand_in_the_group_of_the_screen(sent: Any, way: str) -> None:
    client, batch = sent([good_row(1, 学历="大专")])
    page = client.get(f"/imports/{way.format(batch)}").text
    crumb = page.partition('class="zj-crumb"')[2].partition("</nav>")[0]
    assert "在职工作人员基础数据" in crumb
    assert 'href="/personnel/people/list/"' in crumb
