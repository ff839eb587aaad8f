"""Text layer of wkhtmltopdf's PDFs, mended: what is found and copied is what is printed.

The engine writes no character beyond U+FFFF (𠮷) into its text layer and numbers the glyphs anew,
so the PDF alone does not say what a glyph is. Each such character is therefore printed in a black
of its own, which nobody can tell from black, and read from that colour afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.core.base.typed_text import clean_text

if TYPE_CHECKING:
    from pypdf import PdfWriter

BODY = "<body>"
BEYOND = re.compile("[\U00010000-\U0010ffff]")
# Blues and greens no eye tells from black: so many characters a document can have.
MOST = 16 * 16 - 1
_SEEN = re.compile(
    rb"([\d.]+) ([\d.]+) ([\d.]+) scn|/(\S+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj", re.ASCII
)
_RANGE = re.compile(r"<(\w{4})> <(\w{4})> (?:<(\w{4})>|\[([^\]]*)\])", re.ASCII)
_RANGES = re.compile(r"\d+ beginbf(?:range|char).*endbf(?:range|char)", re.DOTALL)
# A list of a character map has at most so many lines (Adobe, Technical Note 5014).
MOST_LINES = 100
Glyphs = dict[int, str]


def coloured(html: str) -> tuple[str, Sequence[str]]:
    """The document with every character beyond U+FFFF in a black of its own, and which these are.

    The first has the colour 1. Those that are too many for a colour stay as they are.
    """
    head, body = html.partition(BODY)[::2]
    signs = list(dict.fromkeys(BEYOND.findall(body)))[:MOST]
    colours = {sign: f"#00{n // 16:02x}{n % 16:02x}" for n, sign in enumerate(signs, start=1)}

    def span(found: re.Match[str]) -> str:
        colour = colours.get(sign := found[0])
        return f'<span style="color:{colour}">{sign}</span>' if colour else sign

    return f"{head}{BODY}{BEYOND.sub(span, body)}" if signs else html, signs


def mend(writer: PdfWriter, signs: Sequence[str]) -> None:
    """Say in every font's character map which characters its glyphs are.

    A radical, which the engine writes for a character with the same glyph (⽣ for 生), is put
    right, too. ``signs`` are those that `coloured` told.
    """
    fonts: dict[int, Any] = {}
    printed: dict[int, Glyphs] = {}
    page: Any
    for page in writer.pages:
        # By the names of the page; one font may serve many pages.
        of_page = {name: font.idnum for name, font in page["/Resources"].get("/Font", {}).items()}
        fonts |= {number: writer.get_object(number) for number in of_page.values()}
        content = page.get_contents().get_data() if signs else b""
        for name, glyph, sign in _printed(content, signs):
            printed.setdefault(of_page[name], {}).setdefault(glyph, sign)
    for number, font in fonts.items():
        _mend_font(font, printed.get(number, {}))


def _printed(content: bytes, signs: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """The glyphs of a page that have a colour of ours: font, glyph, character."""
    font, sign = "", None
    for red, green, blue, name, glyphs in _SEEN.findall(content):
        if name:
            font = f"/{name.decode()}"
        elif not glyphs:
            sign = _sign_of([round(float(part) * 255) for part in (red, green, blue)], signs)
        elif sign is not None:
            for place in range(0, len(glyphs), 4):
                yield font, int(glyphs[place : place + 4], 16), sign


def _sign_of(colour: Sequence[int], signs: Sequence[str]) -> str | None:
    red, green, blue = colour
    number = 16 * green + blue
    ours = not red and green < 16 and blue < 16 and 0 < number <= len(signs)
    return signs[number - 1] if ours else None


def _mend_font(font: Mapping[str, Any], printed: Glyphs) -> None:
    """Write the character map of a font anew where it says less or something else."""
    if "/ToUnicode" not in font:
        return
    stream = font["/ToUnicode"].get_object()
    text = stream.get_data().decode("latin-1")
    told = dict(_told(text))
    # Glyph 0 is the box of what no font has.
    right = {glyph: sign for glyph, sign in printed.items() if glyph}
    right |= {glyph: clean_text(sign) or sign for glyph, sign in told.items()}
    if right != told:
        stream.set_data(_RANGES.sub(lambda _old: _lists(right), text, count=1).encode("latin-1"))


def _told(text: str) -> Iterator[tuple[int, str]]:
    for first, last, one, several in _RANGE.findall(text):
        codes = [one] if one else re.findall(r"<(\w{4})>", several)
        for place, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
            if place < len(codes):
                yield glyph, chr(int(codes[place], 16))


def _lists(glyphs: Glyphs) -> str:
    lines = [
        f"<{glyph:04X}> <{sign.encode('utf-16-be').hex().upper()}>"
        for glyph, sign in sorted(glyphs.items())
    ]
    lists = [lines[at : at + MOST_LINES] for at in range(0, len(lines), MOST_LINES)]
    return "\n".join("\n".join((f"{len(some)} beginbfchar", *some, "endbfchar")) for some in lists)
