"""A document that reaches out for a file or a server gets neither."""

from __future__ import annotations

import base64
import http.client
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from app.reporting import Page
from app.reporting.pdf import PdfError, draw, render_pdf
from tests.reporting.engines import pictures
from tests.support.paper import pdf_pages


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
