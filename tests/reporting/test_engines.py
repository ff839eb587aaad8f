"""The engines themselves: their end, their limits, and what a machine may lack."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.reporting import Page, pdf
from app.reporting.cancellation import ExportCancelled
from app.reporting.html import document
from app.reporting.pages import Paper, paginate
from app.reporting.pdf import (
    SHORT_ROWS,
    MissingPart,
    PdfError,
    PdfUnavailable,
    draw,
    engine_scale,
    paper_pdf,
    render_pdf,
)
from tests.reporting.engines import ENGINES, stand_in, use
from tests.reporting.samples import GROUPED, invented, sheet_of


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
    with pytest.raises(ExportCancelled):
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

    with pytest.raises(ExportCancelled):
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
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Enough for WeasyPrint to start: with less its threads may wait for each other for ever.
    monkeypatch.setattr(pdf, "MOST_MEMORY", 200 * 1024**2)
    with pytest.raises(PdfError, match="rc="):
        draw("<p>x</p>" * 20_000, GROUPED.page)


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
    assert refused.value.lacking is MissingPart.LONG


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
    assert refused.value.lacking is MissingPart.ENGINE


def test_a_machine_whose_engine_does_not_start_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in(monkeypatch, tmp_path, "exit 127")
    with pytest.raises(PdfUnavailable) as refused:
        paper_pdf(paginate(sheet_of(GROUPED, invented(3))), GROUPED.page)
    assert refused.value.lacking is MissingPart.ENGINE


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
    assert refused.value.lacking is MissingPart.FONT
    # Once a font is installed there, nothing needs to be started anew.
    lister.unlink(missing_ok=True)
    lister.write_text("#!/bin/sh\necho WenQuanYi Zen Hei\n")
    lister.chmod(0o755)
    assert render_pdf("<p>x</p>", Page("A4"), "x", 1).startswith(b"%PDF")


def test_the_application_does_not_load_the_second_engine() -> None:
    modules = "app.home.module, app.organizations.module, app.reporting.module, app.reporting.pdf"
    code = f"import {modules}, reports.form, sys; sys.exit('weasyprint' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
