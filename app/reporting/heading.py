"""Heading and foot of a table: title, second line, notes, signature and watermark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from .declaration import Report

GAP = "　　"


# What stands one below the other at the right above the table.
CORNER = {
    "table_no": "表　　号",
    "issued_by": "制定机关",
    "approval_no": "批准文号",
    "valid_until": "有效期至",
}


@dataclass(frozen=True)
class Heading:
    """The texts above and below a table, ready to print."""

    title: str
    left: str = ""
    right: str = ""
    compiler: str = ""
    corner: tuple[str, ...] = ()
    as_of: str = ""
    notes: tuple[str, ...] = ()
    author: str = ""
    footer_left: str = ""
    footer_right: str = ""
    watermark: str = ""

    @property
    def top(self) -> tuple[tuple[str, str], ...]:
        """The lines between title and table, each with what stands at its left and its right."""
        lefts = [text for text in (self.compiler, self._second) if text]
        rights = [text for text in (*self.corner, self.right) if text]
        lines = max(len(lefts), len(rights))
        above = [""] * lines
        return tuple(
            zip((above + lefts)[len(lefts) :], (above + rights)[len(rights) :], strict=True)
        )

    def alone(self) -> Heading:
        """The title, for the name of a file, of a paper on which nothing of this is printed."""
        return Heading(self.title, author=self.author, watermark=self.watermark)

    @property
    def _second(self) -> str:
        return GAP.join(filter(None, (self.left, self.as_of)))


def official_heading(
    report: Report,
    *,
    organization: str,
    signers: Mapping[str, str] | None = None,
    filled_on: dt.date | None = None,
    as_of: dt.date | None = None,
    generated_at: dt.datetime | None = None,
    notes: tuple[str, ...] = (),
    watermark: str = "",
) -> Heading:
    """The heading of a resolved report; `signers` gives names to words of the signature line."""
    left = GAP.join(filter(None, (f"填报单位：{organization}", str(report.subtitle))))
    source = (
        (f"数据来源：系统自动生成，生成时间 {generated_at:%Y-%m-%d %H:%M}",) if generated_at else ()
    )
    return Heading(
        title=str(report.title),
        left=left,
        right=f"单位：{report.unit}" if report.unit else "",
        compiler=f"综合机关：{report.compiled_by}" if report.compiled_by else "",
        corner=tuple(
            f"{word}：{text}" for name, word in CORNER.items() if (text := getattr(report, name))
        ),
        as_of=f"数据截至 {as_of.year}年{as_of.month}月{as_of.day}日" if as_of else "",
        notes=(*_guide(report.guide), *map(str, report.notes), *notes, *source),
        author=organization,
        footer_left=_sign(report.signature, signers or {}),
        footer_right=_filled(filled_on) if report.signature else "",
        watermark=watermark,
    )


def _sign(signature: str, names: Mapping[str, str]) -> str:
    for word, name in names.items():
        before, found, after = signature.partition(f"{word}：")
        # The name takes the place of the blank that was left for it.
        signature = f"{before}{found}{name}{GAP}{after.lstrip('　')}" if found else signature
    return signature.rstrip("　")


def _guide(text: str) -> tuple[str, ...]:
    """填报说明, a line each, the first with its name."""
    return tuple(f"填报说明：{text}".splitlines()) if text else ()


def _filled(day: dt.date | None) -> str:
    return f"填报日期：{day.year} 年 {day.month} 月 {day.day} 日" if day else BLANK_DATE


BLANK_DATE = "填报日期：　　　年　　月　　日"
