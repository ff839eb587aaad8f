"""A title and notes of the office that look like something else: on every file they are words."""

from __future__ import annotations

import html
import re
import zipfile
from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl.utils.escape import unescape

from app.core.base import clock
from tests.reporting.exports import PROVINCE, ask, state
from tests.support.paper import sheets

LAYOUT = "/settings/reports/edit/annual_summary"
YEAR = clock.year()


def set_words(client, **words: str):
    sent = {"title": "汇总表", "notes": "", "signature": "", "watermark": "", "version": "0"}
    paper = {"paper": "A3", "landscape": "True", "font_pt": "9"}
    return client.post(LAYOUT, data={**sent, **paper, **words})


@pytest.mark.parametrize(
    ("title", "tab", "file"),
    [
        ("汇总:第一/二?部[分]*表\\甲", "汇总第一二部分表甲", "汇总_第一_二_部[分]_表_甲"),
        ("长" * 38, "长" * 31, "长" * 38),
        ("长" * 100, "长" * 31, "长" * 90),
        ("=1+1", "=1+1", "=1+1"),
        ("=cmd|' /C calc'!A0", "=cmd|' C calc'!A0", "=cmd_' _C calc'!A0"),
        ("_x0041_", "_x0041_", "_x0041_"),
        ("'引号'", "引号", "'引号'"),
        ("<img src=file:///etc/passwd>", "<img src=fileetcpasswd>", "_img src=file____etc_passwd_"),
        ("甲&乙 &P &N", "甲&乙 &P &N", "甲&乙 &P &N"),
        ("..", "..", "未命名"),
        ("CON", "CON", "_CON"),
    ],
    ids=[
        *("forbidden", "long", "longest", "formula", "command", "escape", "quotes"),
        *("markup", "codes", "dots", "device"),
    ],
)
def test_a_title_is_words_in_preview_spreadsheet_and_name(sign_in, worker, title, tab, file):
    client = sign_in("hn_admin")
    assert set_words(client, title=title, notes=f"{title[:99]}\n@SUM(A1)").status_code == 303
    page = client.get("/reports/annual_summary/preview", query_string=PROVINCE).text
    printed = "".join(re.findall(r'<div class="zjp-title">(.*?)</div>', page))
    assert html.unescape(printed).startswith(title)
    assert "<img" not in printed
    run = ask(client, PROVINCE)
    worker()
    answer = client.get(state(client, run)["file_url"], buffered=True)
    name = unquote(answer.headers["Content-Disposition"].rpartition("UTF-8''")[2])
    assert name.removeprefix("attachment; filename=").strip('"') == f"{file}-{YEAR}.xlsx"
    sheet = sheets(answer.data)[0]
    assert sheet.title == tab
    assert unescape(sheet["A1"].value) == title
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["@SUM(A1)"] == "s"
    with zipfile.ZipFile(BytesIO(answer.data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
