from __future__ import annotations

import io
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.reporting import Page, pdf
from app.reporting.html import document
from app.reporting.pages import Paper, paginate
from app.reporting.pdf import PdfError, PdfUnavailable, engine_scale, paper_pdf, render_pdf
from tests.reporting.samples import GROUPED, MERGED, html_texts, pdf_texts, rows, sheet_of


@pytest.fixture(scope="module")
def paper() -> Paper:
    return paginate(sheet_of(GROUPED, rows(120)))


@pytest.fixture(scope="module")
def made(paper: Paper) -> bytes:
    return paper_pdf(paper, GROUPED.page)


def visible(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def test_it_breaks_where_the_preview_breaks(paper: Paper, made: bytes, tmp_path: Path) -> None:
    drawn = html_texts(document(paper))
    printed = pdf_texts(made, tmp_path)
    assert len(printed) == len(drawn) == len(paper.pages) > 1
    for on_screen, on_paper in zip(drawn, printed, strict=True):
        assert visible(on_paper) == visible(on_screen)


def test_pages_have_the_size_of_the_paper_and_the_title(made: bytes) -> None:
    reader = PdfReader(io.BytesIO(made))
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (420, 297)
    assert reader.metadata is not None
    assert reader.metadata.title == "湖南省监督机构情况2026年度汇总表"


def test_header_and_number_are_on_every_page(made: bytes, tmp_path: Path) -> None:
    printed = pdf_texts(made, tmp_path)
    for number, text in enumerate(printed, 1):
        assert "机构名称" in text
        assert "到位率" in text
        assert f"第{number}页共{len(printed)}页" in "".join(text.split())


def test_the_text_layer_can_be_searched(made: bytes, tmp_path: Path) -> None:
    text = "".join(pdf_texts(made, tmp_path))
    assert "监督机构" in text
    assert "工程" in text
    assert not [char for char in text if "\u2e80" <= char <= "\u2fdf"]


def test_totals_are_printed(made: bytes, tmp_path: Path) -> None:
    last = pdf_texts(made, tmp_path)[-1]
    paid = sum(row["paid"] for row in rows(120))
    assert f"{paid:.2f}" in last
    assert "合计" in last
    assert "填报人：测试甲" in last.replace(" ", "")


def test_hostile_texts_are_printed_as_they_are(tmp_path: Path) -> None:
    data = rows(6)
    texts = ["=1+1", "+cmd", "<b>粗</b>", "甲\u202e乙", "一\n二", "𣲘"]
    for row, text in zip(data, texts, strict=True):
        row["name"] = text
    data[0]["memo"] = "长" * 10_000
    data[1]["memo"] = (
        "<meta name='pdfkit-enable-local-file-access'> src=\"file:///etc/passwd\" url(x)"
    )
    paper = paginate(sheet_of(GROUPED, data, watermark="测试甲"))
    text = "".join(pdf_texts(paper_pdf(paper, GROUPED.page), tmp_path))
    for shown in ("=1+1", "+cmd", "<b>粗</b>", "甲乙"):
        assert shown in text
    assert "root:" not in text
    assert text.count("长") >= 10_000


def test_an_empty_report_on_portrait_paper(tmp_path: Path) -> None:
    paper = paginate(sheet_of(MERGED, []))
    (text,) = pdf_texts(paper_pdf(paper, MERGED.page), tmp_path)
    assert "无符合条件的数据" in text


@pytest.mark.parametrize(
    "html",
    [
        "<img src='http://127.0.0.1/x.png'>",
        '<img alt="x" src=file:///etc/passwd>',
        "<a href=x>x</a>",
        "<script>1</script>",
        "<iframe></iframe>",
        "<style>@import 'x'</style>",
        '<p style="background:url(x)">',
        "<link rel=stylesheet>",
    ],
)
def test_a_document_that_reaches_out_is_refused(html: str) -> None:
    with pytest.raises(PdfError, match="outside"):
        render_pdf(html, Page(), "x", 1)


def test_a_picture_inside_the_document_is_allowed() -> None:
    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    assert render_pdf(f'<p>x<img src="{dot}"></p>', Page("A4"), "x", 1).startswith(b"%PDF")


def test_a_wrong_number_of_pages_fails_loudly(paper: Paper) -> None:
    with pytest.raises(PdfError, match="pages"):
        render_pdf(document(paper, engine_scale()), GROUPED.page, "x", len(paper.pages) + 1)


class TimeLimit(Exception):
    """What strikes a job that takes too long."""


@pytest.fixture
def sleeping_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An engine that never ends, and the file where it notes its process and its child's."""
    noted = tmp_path / "pids"
    engine = tmp_path / "wkhtmltopdf"
    engine.write_text(f"#!/bin/sh\nsleep 60 &\necho $$ $! > {noted}\nwait\n")
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return noted


def alive(noted: Path) -> list[str]:
    """What still runs a moment later: the kernel takes its time with killed processes."""
    pids = noted.read_text().split()
    for _ in range(40):
        pids = [pid for pid in pids if is_running(pid)]
        if not pids:
            break
        time.sleep(0.05)
    return pids


def is_running(pid: str) -> bool:
    """Whether the process still works; a dead child waits for init to notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_the_engine_does_not_outlive_its_time(sleeping_engine: Path) -> None:
    with pytest.raises(PdfError, match="no PDF within"):
        render_pdf("<p>x</p>", Page(), "x", 1, timeout=0.5)
    assert alive(sleeping_engine) == []


def test_the_engine_does_not_outlive_the_time_limit_of_its_job(sleeping_engine: Path) -> None:
    def strike(*_: object) -> None:
        raise TimeLimit

    before = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(TimeLimit):
            render_pdf("<p>x</p>", Page(), "x", 1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert alive(sleeping_engine) == []


def test_a_failing_engine_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    engine = tmp_path / "wkhtmltopdf"
    engine.write_text("#!/bin/sh\ncat > /dev/null\necho broken >&2\nexit 3\n")
    engine.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(PdfError, match="rc=3: broken"):
        render_pdf("<p>x</p>", Page(), "x", 1)


def test_a_machine_without_engine_or_font_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine_scale.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PdfUnavailable, match="wkhtmltopdf"):
        engine_scale()
    with pytest.raises(PdfUnavailable, match="wkhtmltopdf"):
        pdf.require_engine()
    engine = tmp_path / "wkhtmltopdf"
    engine.write_text("#!/bin/sh\n")
    engine.chmod(0o755)
    with pytest.raises(PdfUnavailable, match="中文字体"):
        pdf.require_engine()
