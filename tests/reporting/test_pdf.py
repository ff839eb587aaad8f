"""What the engines print: the pages of the preview, searchable and whole."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from pypdf import PdfReader

from app.reporting.html import document
from app.reporting.pages import Paper, paginate
from app.reporting.pdf import paper_pdf
from tests.reporting.engines import ENGINES, use
from tests.reporting.samples import GROUPED, MERGED, invented, sheet_of
from tests.support.paper import drawn_texts, pdf_pages


@pytest.fixture(scope="module", params=ENGINES)
def made(
    request: pytest.FixtureRequest, paper: Paper, tmp_path_factory: pytest.TempPathFactory
) -> bytes:
    """The same paper as each of the engines draws it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(request.param, tmp_path_factory.mktemp("machine"), monkeypatch)
        return paper_pdf(paper, GROUPED.page)


def visible(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def test_it_breaks_where_the_preview_breaks(paper: Paper, made: bytes) -> None:
    drawn = drawn_texts(document(paper))
    printed = pdf_pages(made)
    assert len(printed) == len(drawn) == len(paper.pages) > 1
    for on_screen, on_paper in zip(drawn, printed, strict=True):
        assert visible(on_paper) == visible(on_screen)


def test_pages_have_the_size_of_the_paper_and_the_title(made: bytes) -> None:
    reader = PdfReader(io.BytesIO(made))
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (420, 297)
    assert reader.metadata is not None
    assert reader.metadata.title == "湖南省监督机构情况2026年度汇总表"


def test_header_and_number_are_on_every_page(made: bytes) -> None:
    printed = pdf_pages(made)
    for number, text in enumerate(printed, 1):
        assert "机构名称" in text
        assert "到位率" in text
        assert f"第{number}页共{len(printed)}页" in "".join(text.split())


def test_the_text_layer_can_be_searched(made: bytes) -> None:
    text = "".join(pdf_pages(made))
    assert "监督机构" in text
    assert "工程" in text
    assert not [char for char in text if "\u2e80" <= char <= "\u2fdf"]


def test_totals_are_printed(made: bytes) -> None:
    last = pdf_pages(made)[-1]
    paid = sum(row["paid"] for row in invented(120))
    assert f"{paid:.2f}" in last
    assert "合计" in last
    assert "填报人：测试甲" in last.replace(" ", "")


def test_hostile_texts_are_printed_as_they_are(engine: str) -> None:
    data = invented(6)
    texts = ["=1+1", "+cmd", "<b>粗</b>", "甲\u202e乙", "一\n二", "𣲘"]
    for row, text in zip(data, texts, strict=True):
        row["name"] = text
    data[0]["memo"] = "长" * 10_000
    data[1]["memo"] = (
        "<meta name='pdfkit-enable-local-file-access'> src=\"file:///etc/passwd\" url(x)"
    )
    paper = paginate(sheet_of(GROUPED, data, watermark="测试甲"))
    text = "".join(pdf_pages(paper_pdf(paper, GROUPED.page)))
    for shown in ("=1+1", "+cmd", "<b>粗</b>", "甲乙"):
        assert shown in text
    assert "root:" not in text
    assert text.count("长") >= 10_000


def test_an_empty_report_on_portrait_paper(engine: str) -> None:
    paper = paginate(sheet_of(MERGED, []))
    (text,) = pdf_pages(paper_pdf(paper, MERGED.page))
    assert "无符合条件的数据" in text
