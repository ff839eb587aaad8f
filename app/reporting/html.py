"""Draws page boxes as HTML: inside the preview page, and as the document the PDF is made from."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from .pages import GAP_MM, SMALL_MM, SMALL_PT, TITLE_MM, TITLE_PT
from .paper import SLACK, Box, PageBox, Paper, RowBox, Sides

# What a figure opens: the escaped address by the key of its line and its column, None where
# nothing does.
Opens = Callable[[str, int], str | None]

PREVIEW_FONTS = ("SimSun", "宋体", "NSimSun", "Songti SC", "Noto Serif CJK SC", "serif")
# Noto has a bold of its own.
PREVIEW_TITLE_FONTS = ("SimHei", "黑体", "Heiti SC", "Noto Sans CJK SC", "sans-serif")
# The last three have the rare characters of names.
PDF_FONTS = (
    "WenQuanYi Zen Hei",
    "Noto Sans CJK SC",
    "BabelStone Han",
    "HanaMinA",
    "HanaMinB",
    "sans-serif",
)

# Of a framed page: Song, as certificates are set in.
SONG = ("STSong", "SimSun", "Songti SC", "Noto Serif CJK SC")
# --seal and --brand-900 of the stylesheet, which a document of its own cannot name.
SEAL, DEEP = "#c23a2b", "#0e2f57"
# From the edge of a page, as parts of its margin: the outer and the inner line of a frame.
OUTER, INNER = 0.4, 0.5

PHOTO = "照片"

_GENERIC = {"serif", "sans-serif"}


def stylesheet(paper: Paper, k: float = 1.0, *, pdf: bool = False) -> Markup:
    """The rules of one document; every length is multiplied by k."""

    def mm(length: float) -> str:
        return f"{length * k:.3f}mm"

    def pt(size: float) -> str:
        return f"{size * k:.3f}pt"

    usual, title = (PDF_FONTS, PDF_FONTS) if pdf else (PREVIEW_FONTS, PREVIEW_TITLE_FONTS)
    body = (*SONG, *usual) if paper.framed else usual
    inner = paper.width - paper.margins.left - paper.margins.right
    rules = [
        f"@page{{size:{paper.width:g}mm {paper.height + SLACK:g}mm;margin:0}}",
        f".zjp-page{{position:relative;width:{mm(paper.width)};height:{mm(paper.height)};"
        "overflow:hidden;page-break-after:always;background:#fff;color:#000;"
        f"font-family:{_fonts(body)};font-size:{pt(paper.font_pt)};line-height:{mm(paper.line_mm)}}}",
        ".zjp-page.zjp-last{page-break-after:auto}",
        f".zjp-in{{position:absolute;left:{mm(paper.margins.left)};top:{mm(paper.margins.top)};"
        f"width:{mm(inner)}}}",
        f".zjp-title{{height:{mm(TITLE_MM)};line-height:{mm(TITLE_MM)};font-size:{pt(TITLE_PT)};"
        f"font-family:{_fonts(title)};font-weight:bold;text-align:center;white-space:nowrap}}",
        f".zjp-sides,.zjp-note{{position:relative;height:{mm(SMALL_MM)};"
        f"line-height:{mm(SMALL_MM)};font-size:{pt(SMALL_PT)};white-space:nowrap}}",
        f".zjp-subs{{position:relative;padding:{mm(GAP_MM / 2)} 0}}"
        f" .zjp-tail{{padding-top:{mm(GAP_MM)}}}",
        f".zjp-sign{{padding-top:{mm(GAP_MM)}}} .zjp-right{{position:absolute;right:0}}",
        f".zjp-corner{{position:absolute;right:0;z-index:1;line-height:{mm(SMALL_MM)};"
        f"font-size:{pt(SMALL_PT)};white-space:nowrap}}",
        *_table_rules(paper, mm, pt),
        f".zjp-foot{{position:absolute;left:0;bottom:{mm(6)};width:100%;text-align:center;"
        f"font-size:{pt(9)};line-height:{mm(5)}}}",
        ".zjp-mark{position:absolute;left:0;top:45%;width:100%;text-align:center;"
        f"font-size:{pt(44)};line-height:1.2;color:#e6e6e6;white-space:nowrap;"
        "-webkit-transform:rotate(-25deg);transform:rotate(-25deg)}",
        # Over the blacks of text_layer.py.
        ".zjp-mark span{color:inherit!important}",
        "@media print{.zjp-table th,.zjp-strong td"
        "{-webkit-print-color-adjust:exact;print-color-adjust:exact}}",
    ]
    if paper.framed:
        rules += _frame_rules(paper, mm)
    if not pdf:
        rules += _screen_rules(paper, mm)
    return Markup("\n".join(rules))  # noqa: S704 - only numbers and our own words


Length = Callable[[float], str]


def _table_rules(paper: Paper, mm: Length, pt: Length) -> list[str]:
    inner = paper.width - paper.margins.left - paper.margins.right
    return [
        ".zjp-table{border-collapse:collapse;table-layout:fixed;margin:0;"
        f"width:{mm(inner)};border:{pt(0.9)} solid #000}}",
        f".zjp-table th,.zjp-table td{{border:{pt(0.4)} solid #000;padding:0 0.18em;"
        "white-space:nowrap;vertical-align:middle;font-weight:normal;"
        f"font-size:{pt(paper.font_pt)};line-height:{mm(paper.line_mm)};color:#000}}",
        ".zjp-table th{font-weight:bold;text-align:center;background:#ececec;padding:0}",
        ".zjp-table .zjp-numbers th{font-weight:normal;background:#fff}",
        ".zjp-table .zjp-strong td{font-weight:bold;background:#f6f6f6}",
        ".zjp-table .zjp-group td{font-weight:bold}",
        ".zjp-table .zjp-l{text-align:left} .zjp-table .zjp-c{text-align:center}",
        ".zjp-table .zjp-r{text-align:right}",
        ".zjp-table .zjp-label{text-align:center;background:#f6f6f6}"
        " .zjp-table .zjp-section{font-weight:bold;background:#ececec}",
        ".zjp-table img{display:block;margin:0 auto;max-width:100%}",
    ]


def _frame_rules(paper: Paper, mm: Length) -> list[str]:
    """A page like a certificate: a double line around it, and cells without borders."""
    margin = paper.margins.left

    def around(part: float, thick: float) -> str:
        edge, line = margin * part, margin * thick
        width, height = (side - 2 * (edge + line) for side in (paper.width, paper.height))
        return (
            f"position:absolute;left:{mm(edge)};top:{mm(edge)};width:{mm(width)};"
            f"height:{mm(height)};border:{mm(line)} solid {SEAL};box-sizing:content-box"
        )

    return [
        f".zjp-outer{{{around(OUTER, 0.05)}}} .zjp-inner{{{around(INNER, 0.015)}}}",
        ".zjp-table{border:0}",
        ".zjp-table .zjp-plain,.zjp-table .zjp-line,.zjp-table .zjp-big{border:0}",
        # Not of the cell: wkhtmltopdf draws what borders on a wider one below for all its width.
        f".zjp-line div{{border-bottom:{mm(margin * 0.01)} solid {DEEP}}}",
        f".zjp-table .zjp-big{{font-weight:bold;letter-spacing:.12em;color:{SEAL}}}",
        ".zjp-table .zjp-l img{margin:0}",
        f".zjp-foot{{bottom:{mm(margin * (INNER + 0.06))};font-size:{mm(margin * 0.11)};"
        f"line-height:{mm(margin * 0.15)};color:#555;white-space:nowrap}}",
    ]


def _screen_rules(paper: Paper, mm: Length) -> list[str]:
    """Figures that can be opened, and pages on a desk."""
    return [
        ".zjp-table td a{color:inherit;text-decoration:none}",
        "@media screen{.zjp-table td a:hover,.zjp-table td a:focus-visible"
        "{text-decoration:underline;outline:2px solid #1d4ed8;outline-offset:1px}}",
        "@media screen{.zjp-page{margin:0 auto 8mm;box-shadow:0 2px 10px rgba(16,32,54,.22);"
        "content-visibility:auto;"
        f"contain-intrinsic-size:{mm(paper.width)} {mm(paper.height)}}}}}",
    ]


def render_pages(
    paper: Paper,
    k: float = 1.0,
    *,
    first: int = 1,
    last: int | None = None,
    opens: Opens | None = None,
) -> Markup:
    """The pages from `first` to `last` as sections, for a page that carries the stylesheet.

    Figures are links where `opens` knows an address; a printed document has none.
    """
    shown = paper.pages[first - 1 : last]
    return Markup("\n").join(Markup("").join(_page(paper, page, k, opens)) for page in shown)


def document(paper: Paper, k: float = 1.0) -> str:
    """A document of its own, as the PDF engine wants it."""
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(paper.heading.title)}</title>"
        f"<style>html,body{{margin:0;padding:0}}\n{stylesheet(paper, k, pdf=True)}</style>"
        f"</head><body>\n{render_pages(paper, k)}\n</body></html>"
    )


def _fonts(names: Iterable[str]) -> str:
    return ",".join(name if name in _GENERIC else f'"{name}"' for name in names)


def _page(paper: Paper, page: PageBox, k: float, opens: Opens | None) -> Iterator[Markup]:
    count = len(paper.pages)
    last = " zjp-last" if page.number == count else ""
    yield Markup('<section class="zjp-page{}" aria-label="第 {} 页">').format(last, page.number)
    if paper.framed:
        yield Markup('<div class="zjp-outer"></div><div class="zjp-inner"></div>')
    if paper.heading.watermark:
        yield Markup('<div class="zjp-mark" aria-hidden="true">{}</div>').format(
            paper.heading.watermark
        )
    yield Markup('<div class="zjp-in">')
    for title in page.title:
        yield Markup('<div class="zjp-title">{}</div>').format(title)
    if page.subtitle:
        yield Markup('<div class="zjp-subs">{}</div>').format(_top(page.subtitle))
    if page.has_table:
        yield _table(paper, page, k, opens)
    yield from _tail(page)
    foot = page.foot if paper.framed else f"第 {page.number} 页　共 {count} 页"
    yield Markup('</div><div class="zjp-foot">{}</div></section>').format(foot)


def _tail(page: PageBox) -> Iterator[Markup]:
    if not (page.notes or page.signature):
        return
    yield Markup('<div class="zjp-tail">')
    for note in page.notes:
        yield Markup('<div class="zjp-note">{}</div>').format(note)
    if page.signature:
        yield Markup('<div class="zjp-sign">{}</div>').format(_sides(page.signature))
    yield Markup("</div>")


def _top(lines: tuple[Sides, ...]) -> Markup:
    """Texts at the left, and at the right one block of lines that begin below each other."""
    if len(lines) == 1:
        return _sides(lines)
    rights = Markup("<br>").join(right for _left, right in lines)
    block = Markup('<div class="zjp-corner">{}</div>').format(rights)
    return block + _sides(tuple((left, "") for left, _right in lines))


def _sides(lines: tuple[Sides, ...]) -> Markup:
    line = Markup('<div class="zjp-sides"><span>{}</span><span class="zjp-right">{}</span></div>')
    return Markup("").join(line.format(*sides) for sides in lines)


def _table(paper: Paper, page: PageBox, k: float, opens: Opens | None) -> Markup:
    strip = paper.strips[page.strip]
    pen = _Pen(k, paper.line_mm * k, opens)
    parts = ['<table class="zjp-table"><colgroup>']
    parts += [f'<col style="width:{width * k:.3f}mm">' for width in strip.widths]
    parts.append("</colgroup>")
    if strip.header and page.has_header:
        parts.append("<thead>")
        parts += [_row(row, pen, "th") for row in strip.header]
        parts.append("</thead>")
    parts.append("<tbody>")
    parts += [_row(row, pen, "td") for row in page.rows]
    parts.append("</tbody></table>")
    return Markup("".join(parts))  # noqa: S704 - every text went through escape() in _cell


_ROW_CLASS = {
    "numbers": "zjp-numbers",
    "subtotal": "zjp-strong",
    "total": "zjp-strong",
    "group": "zjp-group",
}


_ROLES = {
    "label": " zjp-label",
    "section": " zjp-section",
    "title": " zjp-big",
    "plain": " zjp-plain",
    "line": " zjp-line",
}


class _Pen(NamedTuple):
    """What cells are drawn with: the scale, the height of a line in mm, and what figures open."""

    k: float
    line_mm: float
    opens: Opens | None


def _row(row: RowBox, pen: _Pen, tag: str) -> str:
    name = f' class="{_ROW_CLASS[row.kind]}"' if row.kind in _ROW_CLASS else ""
    cells = "".join([_cell(box, tag, row, pen) for box in row.boxes])
    return f'<tr{name} style="height:{row.height * pen.k:.3f}mm">{cells}</tr>'


def _cell(box: Box, tag: str, row: RowBox, pen: _Pen) -> str:
    more = f' colspan="{box.colspan}"' if box.colspan > 1 else ""
    if box.rowspan > 1:
        more += f' rowspan="{box.rowspan}"'
    if box.size != 1:
        more += f' style="font-size:{box.size:g}em;line-height:{pen.line_mm * box.size:.3f}mm"'
    role = _ROLES.get(box.role or "", "")
    name = "" if tag == "th" else f' class="zjp-{box.align[0]}{role}"'
    return f"<{tag}{name}{more}>{_content(box, tag, row, pen)}</{tag}>"


def _content(box: Box, tag: str, row: RowBox, pen: _Pen) -> str:
    if box.picture:
        return _picture(box.picture, box, pen.k)
    text = "<br>".join([str(escape(line)) for line in box.lines])
    if box.role == "line":
        return f"<div>{text or '&nbsp;'}</div>"
    if pen.opens is None or tag != "td" or not (row.key and text):
        return text
    address = pen.opens(row.key, box.column)
    return f'<a href="{address}">{text}</a>' if address else text


def _picture(content: bytes, box: Box, k: float) -> str:
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    source = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    height = f"max-height:{box.room * k:.3f}mm"
    return f'<img src="{source}" alt="{escape(box.alt or PHOTO)}" style="{height}">'
