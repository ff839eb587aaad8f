"""Prints our own HTML with wkhtmltopdf, shut off from files and network, and checks the result."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import cache

import pdfkit
from pypdf import PdfWriter

from .declaration import Page
from .html import document
from .pages import Paper

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

# Cell texts are escaped, so that a `<` always begins a tag of ours.
_ACTIVE = re.compile(r"<(?:script|iframe|frame|object|embed|link|base|form|svg)\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"<[^>]*\s(?:src|href|data|action|background|poster)\s*=\s*[\"']?\s*(?!data:)[^\"'\s]",
    re.IGNORECASE,
)
_STYLE = re.compile(
    r"<style\b.*?</style>|<[^>]*\sstyle\s*=\s*\"[^\"]*\"", re.IGNORECASE | re.DOTALL
)
_STYLE_REFERENCE = re.compile(r"url\(\s*[\"']?(?!data:)|@import", re.IGNORECASE)


class PdfError(RuntimeError):
    """The engine failed or made something else than was laid out."""


class PdfUnavailable(PdfError):
    """This machine lacks the engine or a Chinese font."""


@cache
def engine_scale() -> float:
    """What every length is multiplied by for the installed engine."""
    try:
        out = subprocess.run(
            [ENGINE, "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise PdfUnavailable("服务器未安装 wkhtmltopdf，无法生成 PDF，请下载 XLSX") from error
    return 1.0 if "patched qt" in out else UNPATCHED_SCALE


def require_engine() -> None:
    """Raise PdfUnavailable with a message for users unless a PDF can be made here."""
    if not shutil.which(ENGINE):
        raise PdfUnavailable("服务器未安装 wkhtmltopdf，无法生成 PDF，请下载 XLSX")
    if not _chinese_fonts():
        raise PdfUnavailable("服务器未安装中文字体，无法生成 PDF，请下载 XLSX")


def _chinese_fonts() -> str:
    try:
        return subprocess.run(
            ["fc-list", ":lang=zh"], capture_output=True, text=True, timeout=20, check=False
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def paper_pdf(paper: Paper, page: Page, timeout: float = 120) -> bytes:
    """A laid out document as PDF."""
    html = document(paper, k=engine_scale())
    return render_pdf(html, page, paper.heading.title, len(paper.pages), timeout)


def render_pdf(html: str, page: Page, title: str, pages: int, timeout: float = 120) -> bytes:
    """Print HTML that was scaled for the engine; the PDF must have exactly so many pages."""
    require_engine()
    _refuse_references(html)
    return _finish(_run(_command(html, page), html, timeout), title, pages)


def _refuse_references(html: str) -> None:
    """Our paper needs nothing from outside; what asks for it would be a hole."""
    styles = "".join(_STYLE.findall(html))
    if _ACTIVE.search(html) or _REFERENCE.search(html) or _STYLE_REFERENCE.search(styles):
        raise PdfError("the document refers to something outside itself")


def _command(html: str, page: Page) -> list[str]:
    orientation = "Landscape" if page.landscape else "Portrait"
    options = OPTIONS | {"page-size": page.paper, "orientation": orientation}
    # Meta tags named `pdfkit-…` would become command line flags; no tag has this prefix.
    configuration = pdfkit.configuration(meta_tag_prefix="\0never-")
    kit = pdfkit.PDFKit(html, "string", options=options, configuration=configuration)
    return list(kit.command())


def _run(command: list[str], html: str, timeout: float) -> bytes:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": tempfile.gettempdir(),
    }
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=environment,
    )
    try:
        out, err = process.communicate(html.encode(), timeout=timeout)
    except BaseException as error:
        # A job's time limit or a stop signal may strike here; the engine must not outlive us.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise PdfError(f"no PDF within {timeout:g} s") from error
        raise
    if process.returncode or not out.startswith(b"%PDF"):
        raise PdfError(f"rc={process.returncode}: {err.decode(errors='replace')[-300:]}")
    return out


def _finish(pdf: bytes, title: str, pages: int) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    if len(writer.pages) != pages:
        raise PdfError(f"the engine made {len(writer.pages)} pages of {pages}")
    writer.add_metadata({"/Title": title})
    finished = io.BytesIO()
    writer.write(finished)
    return finished.getvalue()
