"""Prints our own HTML, shut off from files and network, and checks the result.

The engine is wkhtmltopdf; where it is missing WeasyPrint draws what is short. Both run as
processes of their own with a limit of time and memory, and end when nobody wants the file.
"""

from __future__ import annotations

import enum
import io
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import pdfkit

from . import text_layer
from .cancellation import ExportCancelled
from .declaration import Page
from .html import document
from .paper import Paper
from .weasy import LIBRARIES_MISSING

OPTIONS = {
    "quiet": "",
    "disable-local-file-access": "",
    "disable-javascript": "",
    "disable-plugins": "",
    # Nothing listens on port 9: whatever asks for the network gets nowhere.
    "proxy": "http://127.0.0.1:9",
    "load-error-handling": "abort",
    "load-media-error-handling": "abort",
    "encoding": "UTF-8",
    "margin-top": "0",
    "margin-right": "0",
    "margin-bottom": "0",
    "margin-left": "0",
}
ENGINE = "wkhtmltopdf"
# The unpatched engine of the distributions prints 100 CSS mm as 76.8 mm.
UNPATCHED_SCALE = 1 / 0.768
# WeasyPrint takes many times as long: it draws documents of at most so many rows.
SHORT_ROWS, SHORT_PAGES = 200, 40
SECOND_ENGINE = Path(__file__).with_name("weasy.py")
# In addresses, of which wkhtmltopdf reserves 1.4 GB before it has drawn anything.
MOST_MEMORY = 3 * 1024**3
LOOK_SECONDS = 1.0

# Cell texts are escaped, so that a `<` always begins a tag of ours.
_ACTIVE = re.compile(
    r"<(?:script|iframe|frame|object|embed|link|base|form|svg|meta[^>]*\shttp-equiv)\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"<[^>]*\s(?:src|srcset|href|xlink:href|data|action|background|poster)"
    r"\s*=\s*[\"']?\s*(?!data:)[^\"'\s]",
    re.IGNORECASE,
)
_STYLE = re.compile(r"<style\b.*?</style>|<[^>]*\sstyle\s*=[^>]*", re.IGNORECASE | re.DOTALL)
# A backslash may hide a word of CSS from the look at it.
_STYLE_REFERENCE = re.compile(r"url\(\s*[\"']?(?!data:)|@import|\\", re.IGNORECASE)


class PdfError(RuntimeError):
    """The engine failed or made something else than was laid out."""


class MissingPart(enum.Enum):
    """What a machine lacks for a PDF."""

    ENGINE = "no PDF engine is installed"
    FONT = "no Chinese font is installed"
    LONG = "wkhtmltopdf is not installed, and the document is too long for the other engine"


class PdfUnavailable(PdfError):
    """This machine lacks an engine for the document, or a Chinese font."""

    def __init__(self, lacking: MissingPart):
        super().__init__(lacking.value)
        self.lacking = lacking


GivenUp = Callable[[], bool]


def has_first_engine() -> bool:
    """Whether wkhtmltopdf is installed."""
    return shutil.which(ENGINE) is not None


def engine_scale() -> float:
    """What every length is multiplied by for the engine of this machine.

    Raises PdfUnavailable when wkhtmltopdf is there but does not start.
    """
    program = shutil.which(ENGINE)
    return _scale_of(program) if program else 1.0


@cache
def _scale_of(program: str) -> float:
    try:
        out = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise PdfUnavailable(MissingPart.ENGINE) from error
    return 1.0 if "patched qt" in out else UNPATCHED_SCALE


def require_font() -> None:
    """Raise PdfUnavailable unless there is a Chinese font: without it all texts are boxes."""
    _require_font(shutil.which("fc-list"))


@cache
def _require_font(lister: str | None) -> None:
    """Asked until a font is there, then kept: a result is cached, an exception is not."""
    try:
        found = subprocess.run(
            [lister or "fc-list", ":lang=zh"], capture_output=True, timeout=20, check=False
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise PdfUnavailable(MissingPart.FONT) from error
    if not found:
        raise PdfUnavailable(MissingPart.FONT)


def paper_pdf(
    paper: Paper, page: Page, timeout: float = 120, cancelled: GivenUp | None = None
) -> bytes:
    """A laid out document as PDF.

    Raises PdfUnavailable where this machine cannot make it, Cancelled when `cancelled` says so
    while the engine draws, and PdfError for whatever else goes wrong.
    """
    is_long = paper.rows > SHORT_ROWS or len(paper.pages) > SHORT_PAGES
    if is_long and not has_first_engine():
        raise PdfUnavailable(MissingPart.LONG)
    html = document(paper, k=engine_scale())
    return render_pdf(html, page, paper.heading.title, len(paper.pages), timeout, cancelled)


def render_pdf(
    html: str,
    page: Page,
    title: str,
    pages: int,
    timeout: float = 120,
    cancelled: GivenUp | None = None,
) -> bytes:
    """Print HTML that was scaled for the engine; the PDF must have exactly so many pages.

    Raises what paper_pdf raises; HTML that refers to anything outside itself is a PdfError.
    """
    require_font()
    _refuse_references(html)
    signs: Sequence[str] = ()
    if has_first_engine():
        html, signs = text_layer.coloured(html)
    return _finish(draw(html, page, timeout, cancelled), title, pages, signs)


def draw(html: str, page: Page, timeout: float = 120, cancelled: GivenUp | None = None) -> bytes:
    """What the engine of this machine makes of HTML, whatever that refers to: it reaches nothing.

    WeasyPrint takes the size of the page from the `@page` rule of the document.
    """
    program = shutil.which(ENGINE)
    if program:
        command = _command(program, html, page)
    else:
        command = [sys.executable, "-I", str(SECOND_ENGINE)]
    status, out, err = _run(command, html, timeout, cancelled)
    if status == LIBRARIES_MISSING and not program:
        raise PdfUnavailable(MissingPart.ENGINE)
    if status or not out.startswith(b"%PDF"):
        raise PdfError(f"rc={status}: {err.decode(errors='replace')[-300:]}")
    return out


def _refuse_references(html: str) -> None:
    """Our paper needs nothing from outside; what asks for it would be a hole."""
    styles = "".join(_STYLE.findall(html))
    if _ACTIVE.search(html) or _REFERENCE.search(html) or _STYLE_REFERENCE.search(styles):
        raise PdfError("the document refers to something outside itself")


def _command(program: str, html: str, page: Page) -> list[str]:
    orientation = "Landscape" if page.landscape else "Portrait"
    options = OPTIONS | {"page-size": page.paper, "orientation": orientation}
    # Meta tags named `pdfkit-…` would become command line flags; no tag has this prefix.
    configuration = pdfkit.configuration(wkhtmltopdf=program, meta_tag_prefix="\0never-")
    kit = pdfkit.PDFKit(html, "string", options=options, configuration=configuration)
    return list(kit.command())


def _run(
    command: list[str], html: str, timeout: float, cancelled: GivenUp | None
) -> tuple[int, bytes, bytes]:
    """The exit status, output and errors of an engine with limits and a home of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="zj-pdf-", ignore_cleanup_errors=True) as home,
        tempfile.TemporaryFile() as source,
    ):
        source.write(html.encode())
        source.seek(0)
        with subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=_environment(home),
        ) as process:
            try:
                _limit(process.pid, timeout)
                out, err = _wait(process, timeout, cancelled)
            except BaseException:
                # A job's time limit or a stop signal may strike; the engine must not outlive us.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                raise
    return process.returncode, out, err


def _environment(home: str) -> dict[str, str]:
    """No setting of ours; what the engine leaves behind lies in `home`, also when it is killed."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "XDG_RUNTIME_DIR": home,
    }


def _limit(pid: int, timeout: float) -> None:
    """Set limits from outside: code between fork and exec could hang beside other threads."""
    # Time of the processor ends also an engine whose worker was killed and cannot end it.
    seconds = math.ceil(2 * timeout)
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
    }
    with suppress(ProcessLookupError):
        for kind, most in limits.items():
            resource.prlimit(pid, kind, (most, most))


def _wait(
    process: subprocess.Popen[bytes], timeout: float, cancelled: GivenUp | None
) -> tuple[bytes, bytes]:
    """Read what the engine says until it ends, asking now and then whether it is still wanted."""
    end = time.monotonic() + timeout
    while True:
        left = end - time.monotonic()
        try:
            return process.communicate(timeout=max(0.0, min(left, LOOK_SECONDS)))
        except subprocess.TimeoutExpired as error:
            if left <= LOOK_SECONDS:
                raise PdfError(f"no PDF within {timeout:g} s") from error
            if cancelled is not None and cancelled():
                raise ExportCancelled from None


def _finish(pdf: bytes, title: str, pages: int, signs: Sequence[str]) -> bytes:
    # 6 MB, for those alone who print.
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    if len(writer.pages) != pages:
        raise PdfError(f"the engine made {len(writer.pages)} pages of {pages}")
    text_layer.mend(writer, signs)
    writer.add_metadata({"/Title": title})
    finished = io.BytesIO()
    writer.write(finished)
    return finished.getvalue()
