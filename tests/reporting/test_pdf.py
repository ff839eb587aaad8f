from __future__ import annotations

import base64
import http.client
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from app.reporting import Page, pdf
from app.reporting.cancelling import Cancelled
from app.reporting.html import document
from app.reporting.pages import Paper, paginate
from app.reporting.pdf import (
    SHORT_ROWS,
    Lacking,
    PdfError,
    PdfUnavailable,
    draw,
    engine_scale,
    paper_pdf,
    render_pdf,
)
from tests.reporting.samples import GROUPED, MERGED, invented, sheet_of
from tests.support.paper import drawn_texts, pdf_pages

ENGINES = ["wkhtmltopdf", "weasyprint"]


def use(engine: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine have this engine: WeasyPrint draws where wkhtmltopdf is not found."""
    if engine == "weasyprint":
        programs = folder / "programs"
        programs.mkdir()
        for program in ("fc-list", "pdftotext"):
            (programs / program).symlink_to(shutil.which(program) or "")
        monkeypatch.setenv("PATH", str(programs))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A machine with either engine."""
    use(request.param, tmp_path, monkeypatch)
    return request.param


@pytest.fixture
def only_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without wkhtmltopdf."""
    use("weasyprint", tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def paper() -> Paper:
    return paginate(sheet_of(GROUPED, invented(120)))


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
        "<img srcset='http://127.0.0.1/x.png 2x'>",
        "<p style='background:url(x)'>",
        "<style>p{background:\\75rl(http://127.0.0.1/x.png)}</style>",
        '<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">',
    ],
)
def test_a_document_that_reaches_out_is_refused(engine: str, html: str) -> None:
    with pytest.raises(PdfError, match="outside"):
        render_pdf(html, Page(), "x", 1)


def test_a_picture_inside_the_document_is_allowed(engine: str) -> None:
    content = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(content, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"
    made = render_pdf(f'<p>x<img src="{source}"></p>', Page("A4"), "x", 1)
    assert len(pictures(made)) == 1


def pictures(made: bytes) -> list[str]:
    """The pictures of a PDF, by their names."""
    return [name for page in PdfReader(io.BytesIO(made)).pages for name in page.images]


# --- what the engines themselves refuse, had the look at the document missed it ---------------


@dataclass
class Outside:
    """A server and files that a document might ask for, and who asked the server."""

    server: str
    folder: Path
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    folder = tmp_path / "outside"
    folder.mkdir()
    Image.new("RGB", (9, 9), "red").save(folder / "x.png")
    (folder / "x.html").write_text("outsidewords")
    (folder / "x.css").write_text("p:before{content:'outsidewords'}")
    found = Outside("", folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            content = (folder / self.path.lstrip("/")).read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    found.server = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


REACHING = [
    '<img src="{at}/x.png">',
    '<p style="background:url({at}/x.png)">x</p>',
    "<style>p{{background:\\75rl({at}/x.png)}}</style>",
    '<style>@import "{at}/x.css";</style>',
    '<link rel="stylesheet" href="{at}/x.css">',
    '<link rel="attachment" href="{at}/x.html">',
    '<iframe src="{at}/x.html"></iframe>',
    '<svg width="9" height="9"><image xlink:href="{at}/x.png" width="9" height="9"/></svg>',
    '<meta http-equiv="refresh" content="0;url={at}/x.html">',
    '<script>document.write("<img src={at}/x.png>")</script>',
    "<style>@font-face{{font-family:X;src:url({at}/x.png)}}p{{font-family:X}}</style>",
]


@pytest.mark.parametrize("reference", REACHING)
@pytest.mark.parametrize("kind", ["http", "file"])
def test_an_engine_reaches_no_server_and_no_file(
    engine: str, outside: Outside, kind: str, reference: str
) -> None:
    at = outside.server if kind == "http" else f"file://{outside.folder}"
    try:
        made = draw(f"<p>x</p>{reference.format(at=at)}", Page("A4"))
    except PdfError:
        # Some references end the engine, others are left out.
        made = b""
    assert outside.asked == []
    if made:
        assert b"/EmbeddedFile" not in made
        assert pictures(made) == []
        assert "outsidewords" not in "".join(pdf_pages(made))


def test_the_server_of_these_tests_would_notice(outside: Outside) -> None:
    line = http.client.HTTPConnection(outside.server.removeprefix("http://"), timeout=5)
    line.request("GET", "/x.png")
    assert line.getresponse().read().startswith(b"\x89PNG")
    line.close()
    assert outside.asked == ["/x.png"]


def test_flags_in_the_document_are_not_obeyed(outside: Outside) -> None:
    flag = f'<meta name="pdfkit-allow" content="{outside.folder}">'
    with pytest.raises(PdfError):
        draw(f'{flag}<img src="file://{outside.folder}/x.png">', Page("A4"))


def test_a_wrong_number_of_pages_fails_loudly(engine: str) -> None:
    paper = paginate(sheet_of(GROUPED, invented(3)))
    with pytest.raises(PdfError, match="the engine made 1 pages of 2"):
        render_pdf(document(paper, engine_scale()), GROUPED.page, "x", len(paper.pages) + 1)


class TimeLimit(Exception):
    """What strikes a job that takes too long."""


@pytest.fixture(params=ENGINES)
def sleeping_engine(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Path:
    """An engine that never ends, and the file where it notes its process and its child's."""
    noted = tmp_path / "pids"
    if request.param == "wkhtmltopdf":
        stand_in(monkeypatch, tmp_path, f"sleep 60 &\necho $$ $! > {noted}\nwait")
    else:
        use("weasyprint", tmp_path, monkeypatch)
        interpreter = tmp_path / "python"
        interpreter.write_text(f"#!/bin/sh\n/bin/sleep 60 &\necho $$ $! > {noted}\nwait\n")
        interpreter.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(interpreter))
    return noted


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, commands: str) -> None:
    """Let these commands of the shell be the engine."""
    program = folder / "wkhtmltopdf"
    program.write_text(f"#!/bin/sh\n{commands}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


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
        render_pdf("<p>x</p>", Page(), "x", 1, timeout=1)
    assert alive(sleeping_engine) == []


def test_the_engine_does_not_outlive_the_time_limit_of_its_job(sleeping_engine: Path) -> None:
    def strike(*_: object) -> None:
        raise TimeLimit

    before = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        with pytest.raises(TimeLimit):
            render_pdf("<p>x</p>", Page(), "x", 1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert alive(sleeping_engine) == []


def test_the_engine_ends_when_nobody_wants_the_file_any_more(sleeping_engine: Path) -> None:
    said: list[float] = []

    def cancelled() -> bool:
        if sleeping_engine.exists():
            said.append(time.monotonic())
        return bool(said)

    begun = time.monotonic()
    with pytest.raises(Cancelled):
        render_pdf("<p>x</p>", Page(), "x", 1, cancelled=cancelled)
    assert time.monotonic() - said[0] < 1
    assert said[0] - begun < 5
    assert alive(sleeping_engine) == []


def test_the_engine_ends_when_the_question_fails(sleeping_engine: Path) -> None:
    def strike() -> bool:
        raise TimeLimit

    with pytest.raises(TimeLimit):
        render_pdf("<p>x</p>", Page(), "x", 1, cancelled=strike)
    assert alive(sleeping_engine) == []


def children() -> list[str]:
    """Our processes that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if parent == str(os.getpid()) and is_running(stat.parent.name):
            found.append(stat.parent.name)
    return found


@pytest.fixture
def long_paper(engine: str) -> Paper:
    """What takes either engine longer than the tests wait."""
    data = invented(5_000 if engine == "wkhtmltopdf" else SHORT_ROWS)
    for row in data:
        row["memo"] = "长" * 60
    return paginate(sheet_of(GROUPED, data))


def test_a_working_engine_is_ended_when_it_is_cancelled(long_paper: Paper) -> None:
    before = set(children())
    drawing: list[bool] = []
    said = 0.0

    def cancelled() -> bool:
        nonlocal said
        said = time.monotonic()
        drawing.append(bool(set(children()) - before))
        return True

    with pytest.raises(Cancelled):
        paper_pdf(long_paper, GROUPED.page, cancelled=cancelled)
    assert time.monotonic() - said < 1
    assert drawing == [True]
    assert set(children()) <= before


def test_a_working_engine_is_ended_when_its_time_is_over(long_paper: Paper) -> None:
    before = set(children())
    with pytest.raises(PdfError, match="no PDF within"):
        paper_pdf(long_paper, GROUPED.page, timeout=0.5)
    assert set(children()) <= before


def test_an_engine_that_is_wanted_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[bool] = []
    stand_in(monkeypatch, tmp_path, "sleep 2.5\necho late >&2\nexit 4")
    with pytest.raises(PdfError, match="rc=4: late"):
        draw("<p>x</p>", Page(), cancelled=lambda: bool(asked.append(False)))
    assert len(asked) == 2


def test_a_failing_engine_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(monkeypatch, tmp_path, "cat > /dev/null\necho broken >&2\nexit 3")
    with pytest.raises(PdfError, match="rc=3: broken"):
        render_pdf("<p>x</p>", Page(), "x", 1)


def test_an_engine_has_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    limits = "ulimit -v; ulimit -t; ulimit -c"
    stand_in(monkeypatch, tmp_path, f"sleep 0.3\necho $({limits}) >&2\nexit 1")
    with pytest.raises(PdfError, match=f"rc=1: {pdf.MOST_MEMORY // 1024} 60 0"):
        draw("<p>x</p>", Page(), timeout=30)


def test_a_document_that_needs_too_much_memory_is_an_error(
    engine: str, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MOST_MEMORY", 100 * 1024**2)
    with pytest.raises(PdfError, match="rc="):
        paper_pdf(paper, GROUPED.page)


def test_an_engine_has_a_home_of_its_own_and_none_of_our_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "seen")
    told = tmp_path / "told"
    stand_in(
        monkeypatch,
        tmp_path,
        f'env > {told}\ntouch "$HOME/left"\nstat -c %a "$XDG_RUNTIME_DIR" >> {told}\nexit 1',
    )
    with pytest.raises(PdfError):
        draw("<p>x</p>", Page())
    lines = told.read_text().splitlines()
    told_of = dict(line.split("=", 1) for line in lines[:-1])
    assert "SECRET_KEY" not in told_of
    assert told_of["HOME"] == told_of["TMPDIR"] == told_of["XDG_RUNTIME_DIR"]
    assert lines[-1] == "700"
    assert not Path(told_of["HOME"]).exists()


# --- what a machine may lack ------------------------------------------------------------------


def test_the_second_engine_refuses_long_documents(only_second: None) -> None:
    paper = paginate(sheet_of(GROUPED, invented(SHORT_ROWS + 1)))
    with pytest.raises(PdfUnavailable) as refused:
        paper_pdf(paper, GROUPED.page)
    assert refused.value.lacking is Lacking.LONG


def test_a_machine_without_any_engine_says_so(
    only_second: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pango is found before the one of the system, and cannot be loaded."""
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    for name in ("libpango-1.0.so", "libpango-1.0.so.0"):
        (libraries / name).touch()
    interpreter = tmp_path / "python"
    interpreter.write_text(
        f'#!/bin/sh\nexport LD_LIBRARY_PATH={libraries}\nexec {sys.executable} "$@"\n'
    )
    interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    with pytest.raises(PdfUnavailable) as refused:
        paper_pdf(paginate(sheet_of(GROUPED, invented(3))), GROUPED.page)
    assert refused.value.lacking is Lacking.ENGINE


def test_a_machine_whose_engine_does_not_start_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in(monkeypatch, tmp_path, "exit 127")
    with pytest.raises(PdfUnavailable) as refused:
        paper_pdf(paginate(sheet_of(GROUPED, invented(3))), GROUPED.page)
    assert refused.value.lacking is Lacking.ENGINE


@pytest.mark.parametrize("has_lister", [True, False])
def test_a_machine_without_a_chinese_font_says_so(
    engine: str, has_lister: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    if engine == "wkhtmltopdf":
        (bare / "wkhtmltopdf").symlink_to(shutil.which("wkhtmltopdf") or "")
    lister = bare / "fc-list"
    if has_lister:
        lister.write_text("#!/bin/sh\n")
        lister.chmod(0o755)
    monkeypatch.setenv("PATH", str(bare))
    with pytest.raises(PdfUnavailable) as refused:
        render_pdf("<p>x</p>", Page(), "x", 1)
    assert refused.value.lacking is Lacking.FONT
    # Once a font is installed there, nothing needs to be started anew.
    lister.unlink(missing_ok=True)
    lister.write_text("#!/bin/sh\necho WenQuanYi Zen Hei\n")
    lister.chmod(0o755)
    assert render_pdf("<p>x</p>", Page("A4"), "x", 1).startswith(b"%PDF")


def test_the_application_does_not_load_the_second_engine() -> None:
    code = "import app.menu, app.reporting.pdf, sys; sys.exit('weasyprint' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
