"""Pages of an import: template, upload, faults, correcting, marked file; the own organization's."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.core.base import clock
from app.core.base.masks import mask_id_number
from app.core.models import AuditEntry
from app.imports import queries
from app.imports.choices import ImportState
from tests.imports.rosters import NEW, batch_of, good_row, roster, table_of, upload
from tests.support import stored
from tests.support.factories import id_number
from tests.support.pages import listed


def texts(app: Flask, batch: int, *keys: str) -> list[tuple[str, ...]]:
    """What stands in some cells of each row."""
    with app.app_context():
        return [tuple(row.texts.get(key, "") for key in keys) for row in queries.rows(batch)]


def test_the_template_is_read_by_its_own_reader(
    sign_in: Any, run_jobs: Any, tmp_path: Path
) -> None:
    client = sign_in("yl_clerk")
    answer = client.get("/imports/template/roster")
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    page = book.worksheets[0]
    heads = {cell.value.lstrip("*"): cell for cell in page[1]}
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]
    assert page.column_dimensions[heads["身份证号"].column_letter].width == pytest.approx(22, abs=1)
    lists = [one for one in page.data_validations.dataValidation if one.type == "list"]
    assert len(lists) == 11
    assert all("选项" in one.formula1 for one in lists)
    assert "必填" in heads["姓名"].comment.text
    # Filled in and sent back it has no fault.
    for head, value in good_row(1).items():
        page.cell(2, heads[head].column, value)
    assert page.cell(2, heads["身份证号"].column).value == good_row(1)["身份证号"]
    book.save(tmp_path / "filled.xlsx")
    answer = upload(client, tmp_path / "filled.xlsx")
    run_jobs()
    shown = client.get(answer.location).text
    assert "导入有效行" in shown
    assert "问题清单" not in shown


@pytest.mark.parametrize(
    ("name", "words"), [("人员.xls", "只能上传 .xlsx 文件"), ("人员.xlsm", "含宏的工作簿不能上传")]
)
def test_what_is_no_workbook_is_refused_at_the_field(
    sign_in: Any, tmp_path: Path, name: str, words: str
) -> None:
    client = sign_in("yl_clerk")
    answer = upload(client, roster(tmp_path / "rows.xlsx", [good_row(1)]), name)
    assert answer.status_code == 422
    assert words in answer.text
    assert "请选择要导入的文件" in client.post(NEW).text


def test_a_damaged_workbook_is_named_on_its_page(
    sign_in: Any, run_jobs: Any, tmp_path: Path
) -> None:
    client = sign_in("yl_clerk")
    (tmp_path / "rows.xlsx").write_bytes(b"PK nothing")
    answer = upload(client, tmp_path / "rows.xlsx")
    assert "正在检查" in client.get(answer.location).text
    run_jobs()
    shown = client.get(answer.location).text
    assert "文件已损坏或不是 Excel 工作簿" in shown
    assert "导入有效行" not in shown


def test_faults_stand_in_a_list_and_are_corrected_on_screen(sent: Any, run_jobs: Any) -> None:
    rows = [good_row(1), good_row(2, 学历="大专"), good_row(3, 手机号="139")]
    client, batch = sent(rows)
    shown = client.get(f"/imports/show/{batch}").text
    assert listed(shown) == [
        {"行": "3", "单元格": "H3", "列": "学历", "内容": "大专", "问题": "“大专”不在学历的选项中"},
        {"行": "4", "单元格": "C4", "列": "手机号", "内容": "139", "问题": "请输入 11 位手机号码"},
    ]
    table = client.get(f"/imports/correct/{batch}").text
    assert 'name="c-3-education"' in table
    assert "请输入 11 位手机号码" in table
    # One is mended, the other made worse.
    typed = {"c-3-education": "大学专科", "c-4-mobile": "139 0000", "c-4-name": "=1+1"}
    table = client.post(f"/imports/correct/{batch}", data=table_of(table) | typed).text
    assert "有问题的行由 2 行变为 1 行" in table
    assert "c-3-education" not in table
    typed = {"c-4-mobile": "139 0000 0003", "c-4-name": "李三"}
    answer = client.post(f"/imports/correct/{batch}", data=table_of(table) | typed)
    assert answer.status_code == 303
    shown = client.get(answer.location).text
    assert "导入有效行" in shown
    assert "问题清单" not in shown
    client.post(f"/imports/store/{batch}")
    run_jobs()
    assert "已导入" in client.get(f"/imports/show/{batch}").text
    assert "李三" in client.get("/personnel/people/list/").text


def test_two_windows_on_one_page_lose_nothing_of_each_other(
    app: Flask, sent: Any, sign_in: Any
) -> None:
    rows = [good_row(1, 学历="大专"), good_row(2, 姓名=""), good_row(3, 姓名="")]
    client, batch = sent(rows)
    page = f"/imports/correct/{batch}"
    other = sign_in("yl_admin")
    first, second = table_of(client.get(page).text), table_of(other.get(page).text)
    # What the second one left alone stays as the first one made it.
    client.post(page, data=first | {"c-3-name": "李三", "c-2-school": "中南大学"})
    answer = other.post(page, data=second | {"c-4-name": "王四"})
    assert answer.status_code == 200
    assert texts(app, batch, "name", "school")[1:] == [("李三", "湖南大学"), ("王四", "湖南大学")]
    # Of what both changed the second one is told, and nothing is stored.
    answer = other.post(page, data=second | {"c-3-name": "李五", "c-2-school": "湘潭大学"})
    assert answer.status_code == 409
    assert "其他人修改了下面 2 个单元格" in answer.text
    assert "其他人已改为“李三”，再次保存则以您填写的为准" in answer.text
    assert texts(app, batch, "name", "school")[0][1] == "中南大学"
    again = table_of(answer.text)
    assert (again["c-3-name"], again["c-2-school"]) == ("李五", "湘潭大学")
    # Whoever has seen it decides.
    other.post(page, data=again)
    assert texts(app, batch, "name", "school")[:2] == [
        (good_row(1)["姓名"], "湘潭大学"),
        ("李五", "湖南大学"),
    ]


def test_rows_with_faults_are_left_out_by_choice(app: Flask, sent: Any, run_jobs: Any) -> None:
    client, batch = sent([good_row(1), good_row(2, 姓名="")])
    answer = client.post(f"/imports/store/{batch}")
    assert answer.status_code == 303
    run_jobs()
    found = batch_of(app, batch)
    assert (found.stage, found.stored_count) == (ImportState.STORED, 1)
    # Once is enough, however often it is pressed.
    client.post(f"/imports/store/{batch}")
    run_jobs()
    assert batch_of(app, batch).stored_count == 1


def test_a_cancelled_import_leaves_nothing(app: Flask, sent: Any, run_jobs: Any) -> None:
    client, batch = sent([good_row(1)])
    before = batch_of(app, batch).stored_as
    kept = Path(app.config["INSTANCE_DIR"]) / "imports" / str(before)
    assert kept.is_file()
    assert good_row(1)["身份证号"].encode() not in kept.read_bytes()
    client.post(f"/imports/cancel/{batch}")
    assert not kept.exists()
    assert batch_of(app, batch).stage is ImportState.CANCELLED
    client.post(f"/imports/store/{batch}")
    run_jobs()
    assert good_row(1)["姓名"] not in client.get("/personnel/people/list/").text


def test_the_marked_file_is_the_own_one(sent: Any) -> None:
    client, batch = sent([good_row(1), good_row(2, 学历="大专")])
    answer = client.get(f"/imports/marked/{batch}")
    assert answer.status_code == 200
    page = load_workbook(BytesIO(answer.data)).active
    (marked,) = [cell for row in page.iter_rows() for cell in row if cell.comment]
    assert (marked.coordinate, marked.comment.text) == ("H3", "“大专”不在学历的选项中")


def test_what_nobody_sees_is_not_kept_of_what_is_typed(sent: Any) -> None:
    client, batch = sent([good_row(1), good_row(2, 学历="大专")])
    typed = {"c-3-school": "湖南\x01大学\x0b\u200b ", "c-3-education": "专科\x02"}
    shown = table_of(client.get(f"/imports/correct/{batch}").text)
    page = client.post(f"/imports/correct/{batch}", data=shown | typed).text
    assert table_of(page)["c-3-school"] == "湖南大学"
    answer = client.get(f"/imports/marked/{batch}")
    cells = load_workbook(BytesIO(answer.data)).active["H3"]
    assert (cells.value, cells.comment.text) == ("专科", "“专科”不在学历的选项中")


def test_only_the_sender_sees_numbers_in_full(app: Flask, sent: Any, sign_in: Any) -> None:
    old = id_number(dt.date(clock.year() - 62, 1, 1), 5)
    noted = good_row(1, 身份证号=old, 用工形式="合同制聘用", 备注="")
    twin = good_row(2)["身份证号"]
    rows = [noted, good_row(2, 手机号="13911112222"), good_row(3, 身份证号=twin, 学历="大专")]
    rows.append(good_row(4, 学历=good_row(5)["身份证号"], 备注="电话13922223333", 姓名=""))
    client, batch = sent(rows)
    show, correct = f"/imports/show/{batch}", f"/imports/correct/{batch}"
    own = client.get(show).text + client.get(correct).text
    other = sign_in("yl_admin")
    shown, table = other.get(show).text, other.get(correct).text
    for number in (old, twin, "13911112222"):
        assert number in own
        assert number not in shown + table
    assert mask_id_number(old) in shown
    assert mask_id_number(twin) in shown
    assert "139****2222" in table
    assert "由上传人修改" in table
    # Nor in the column of something else, nor in what is said of it.
    for number in (good_row(5)["身份证号"], "13922223333"):
        assert number in own
        assert number not in shown + table
    # What is not shown is not typed over, whatever is sent; all else is.
    typed = table_of(client.get(correct).text) | {"c-4-mobile": "13700000000"}
    other.post(correct, data=typed | {"c-4-school": "中南大学"})
    assert texts(app, batch, "mobile", "school")[2] == (good_row(3)["手机号"], "中南大学")


def test_the_marked_file_is_the_sender_s_alone_and_audited(
    app: Flask, sent: Any, sign_in: Any
) -> None:
    client, batch = sent([good_row(1), good_row(2, 学历="大专")])
    other = sign_in("yl_admin")
    assert "下载标注文件" in client.get(f"/imports/show/{batch}").text
    assert "下载标注文件" not in other.get(f"/imports/show/{batch}").text
    assert other.get(f"/imports/marked/{batch}").status_code == 404
    assert stored.rows(app, AuditEntry, action="download") == []
    assert client.get(f"/imports/marked/{batch}").status_code == 200
    (told,) = stored.rows(app, AuditEntry, action="download")
    assert (told.object_type, told.object_id) == ("import_batch", str(batch))
    assert told.changes["rows"] == 2


@pytest.mark.parametrize("username", ["yl_leader", "cs_leader", "hn_leader"])
def test_a_leader_imports_nothing(sent: Any, sign_in: Any, username: str) -> None:
    _client, batch = sent([good_row(1)])
    leader = sign_in(username)
    for path in (NEW, "/imports/list/", f"/imports/show/{batch}", "/imports/template/roster"):
        assert leader.get(path).status_code == 403
    assert leader.post(f"/imports/store/{batch}").status_code == 403
    assert "/imports/new" not in leader.get("/personnel/people/list/").text


@pytest.mark.parametrize("username", ["ty_clerk", "cs_admin", "hn_admin"])
def test_another_organization_knows_nothing_of_it(
    app: Flask, sent: Any, sign_in: Any, username: str
) -> None:
    _client, batch = sent([good_row(1)])
    stranger = sign_in(username)
    for way in ("show", "status", "marked", "correct"):
        assert stranger.get(f"/imports/{way}/{batch}").status_code == 404
    for way in ("store", "cancel", "undo", "correct"):
        assert stranger.post(f"/imports/{way}/{batch}").status_code == 404
    assert "rows" not in stranger.get("/imports/list/").text
    assert batch_of(app, batch).stage is ImportState.CHECKED


def test_the_page_says_how_far_it_is(sign_in: Any, run_jobs: Any, tmp_path: Path, at: Any) -> None:
    client = sign_in("yl_clerk")
    answer = upload(client, roster(tmp_path / "rows.xlsx", [good_row(1)]))
    batch = answer.location.rpartition("/")[2]
    told = client.get(f"/imports/status/{batch}").json
    assert (told["state"], told["moving"], told["waiting"]) == ("checking", True, False)
    at(f"{clock.local(clock.now()) + dt.timedelta(minutes=1):%Y-%m-%d %H:%M}")
    assert client.get(f"/imports/status/{batch}").json["waiting"]
    run_jobs()
    told = client.get(f"/imports/status/{batch}").json
    assert (told["state"], told["moving"], told["done"]) == ("checked", False, 1)
    assert re.search(r"导入检查完成：人员.xlsx", client.get("/messages/list/").text)
