from __future__ import annotations

import re

import pytest

from app.reporting.html import document, render_pages, stylesheet
from app.reporting.pages import paginate
from tests.reporting.samples import GROUPED, invented, sheet_of
from tests.support.paper import drawn_rows, drawn_texts

PAPER = paginate(sheet_of(GROUPED, invented(120), watermark="测试甲 2026-11-24"))


def test_every_page_repeats_the_header_and_counts() -> None:
    html = document(PAPER)
    pages = drawn_rows(html)
    assert len(pages) == len(PAPER.pages) > 1
    for page in pages:
        assert page[0] == ["序号", "机构名称", "成立日期", "人员（人）", "监督经费（万元）", "备注"]
    for number, text in enumerate(drawn_texts(html), 1):
        assert f"第 {number} 页　共 {len(pages)} 页" in text


def test_a_range_of_pages_keeps_their_numbers() -> None:
    (text,) = drawn_texts(render_pages(PAPER, first=2, last=2))
    assert f"第 2 页　共 {len(PAPER.pages)} 页" in text


def test_texts_cannot_become_markup() -> None:
    data = invented(2)
    data[0]["name"] = '<script>alert("1")</script><img src=x onerror=y>'
    data[1]["memo"] = "&lt;b&gt; \"quoted\" 'x'"
    html = document(paginate(sheet_of(GROUPED, data, watermark="<i>", notes=("<u>注</u>",))))
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert "<u>" not in html
    cells = [cell for row in drawn_rows(html)[0] for cell in row]
    assert data[0]["name"] in cells
    assert data[1]["memo"] in cells


def test_every_length_grows_with_the_scale() -> None:
    one, two = (
        [float(length) for length in re.findall(r"width:([\d.]+)mm", document(PAPER, k))]
        for k in (1.0, 2.0)
    )
    assert two == pytest.approx([2 * length for length in one], abs=0.002)


def test_preview_and_print_use_song_and_hei_the_pdf_what_the_server_has() -> None:
    assert "SimSun" in stylesheet(PAPER)
    assert "SimHei" in stylesheet(PAPER)
    assert '"WenQuanYi Zen Hei","Noto Sans CJK SC","BabelStone Han","HanaMinA"' in stylesheet(
        PAPER, pdf=True
    )
    assert "@page{size:420mm 297mm" in stylesheet(PAPER)


def test_our_classes_collide_with_nobody() -> None:
    names = {
        name for part in re.findall(r'class="([^"]+)"', document(PAPER)) for name in part.split()
    }
    assert names
    assert all(name.startswith("zjp-") for name in names)


def test_the_watermark_lies_below_the_table_on_every_page() -> None:
    html = render_pages(PAPER)
    assert html.count("测试甲 2026-11-24") == len(PAPER.pages)
    assert html.index("zjp-mark") < html.index("<table")
