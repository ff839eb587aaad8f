"""What a PDF prints is what is found and copied in it, the rare characters of names, too."""

from __future__ import annotations

import io
import subprocess
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from app.reporting.pages import paginate
from app.reporting.pdf import draw, paper_pdf
from app.reporting.text_layer import MOST, coloured, mend
from tests.reporting.samples import GROUPED, invented, sheet_of
from tests.support.paper import pdf_lines

# Of three fonts, some beside each other, some twice, in names and in notes.
NAMES = ["王𠀀鿰𠮷", "𠮷𬱖", "欧𫍯·㛃䶮", "𰀀", "李𪚥生乙一二"]


def made(names: list[str], **heading: Any) -> bytes:
    rows = [{**invented(1)[0], "name": name} for name in names]
    return paper_pdf(paginate(sheet_of(GROUPED, rows, **heading)), GROUPED.page)


def test_names_are_in_the_text_layer_as_they_are_printed(engine: str) -> None:
    lines = pdf_lines(made(NAMES, notes=("附注：赵𠮷与钱𠀀",)))
    for number, name in enumerate(NAMES, start=1):
        assert f"{number} {name} 1999-01-01" in " ".join(lines)
    assert "附注：赵𠮷与钱𠀀" in lines


def test_a_name_on_each_of_many_pages_is_found_on_its_page() -> None:
    names = [f"长沙{chr(0x20000 + n)}" for n in range(120)]
    pages = PdfReader(io.BytesIO(made(names))).pages
    assert len(pages) > 2
    found = [char for page in pages for char in page.extract_text() if char >= "\U00010000"]
    assert found == [name[-1] for name in names]


def test_a_radical_that_shares_a_glyph_is_the_character() -> None:
    """In a font that has both, the engine names the first: ⽣ for 生."""
    html = (
        "<html><head><meta charset='utf-8'></head><body style=\"font-family:'Noto Serif CJK SC'\">"
        "<p>先生一乙</p></body></html>"
    )
    raw = draw(html, GROUPED.page)
    assert "先⽣⼀⼄" in "".join(pdf_lines(raw))
    mended = mended_of(raw, ())
    assert "先生一乙" in "".join(pdf_lines(mended))


def mended_of(pdf: bytes, signs: tuple[str, ...]) -> bytes:
    writer, out = PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
    mend(writer, signs)
    writer.write(out)
    return out.getvalue()


def test_more_characters_than_blacks_are_printed_all_the_same() -> None:
    names = [chr(0x20000 + n) for n in range(MOST + 20)]
    html, signs = coloured(f"<html><body>{''.join(names)}</body></html>")
    assert list(signs) == names[:MOST]
    assert html.count("<span") == MOST
    assert html.endswith(f"{''.join(names[MOST:])}</body></html>")
    lines = "".join(pdf_lines(made(names)))
    assert all(name in lines for name in names[:MOST])


def test_a_document_without_such_characters_is_left_as_it_is() -> None:
    html = "<html><head><title>𠮷</title></head><body>长沙</body></html>"
    assert coloured(html) == (html, [])


@pytest.mark.parametrize("mark", ["样张 王𠀀", "样张 王生"])
def test_a_watermark_stays_light(mark: str) -> None:
    """The blacks are for the texts of the paper; a mark behind them hides none."""
    assert darkest(made([], watermark=mark)) > 180


def darkest(pdf: bytes) -> int:
    """The darkest tone in the middle of the first page, where only the mark is; 0 is black."""
    done = subprocess.run(
        ["pdftoppm", "-r", "60", "-gray", "-f", "1", "-l", "1", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    page = Image.open(io.BytesIO(done.stdout))
    middle = page.crop((0, round(page.height * 0.4), page.width, round(page.height * 0.65)))
    tone, _light = middle.getextrema()
    return int(tone)
