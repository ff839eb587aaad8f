"""Export pipeline: a question becomes a sheet, paper, and a finished file with its proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core import jobs
from app.core.base import clock, file_store
from app.core.base.db import db
from app.core.jobs import JobFailed, Progress

from .added_blocks import with_added
from .archive import Keeper, short
from .blocks import lay_out_blocks
from .cancellation import ExportCancelled
from .declaration import Report, Row, Signer, TableReport
from .detail_rows import details_sheet
from .form_reports import FormReport, lay_out_forms
from .glyphs import missing_glyphs
from .heading import official_heading
from .line_breaks import PT, wrap
from .pages import SMALL_PT, TooManyRows, paginate
from .paper import Paper
from .pdf import SHORT_ROWS, MissingPart, PdfError, PdfUnavailable, paper_pdf
from .question import PAPER_LANGUAGE, SIGNERS, Question
from .sheet import Sheet
from .xlsx import write_xlsx

# So many missing characters are named one by one.
MOST_QUOTED = 10
# As long as a number that is given at 下载.
SAMPLE_NUMBER = "BB2000-000000"


@dataclass(frozen=True)
class Stamp:
    """What proves an export on its paper, beside the checksum: number and conditions."""

    number: str
    conditions: str

    def note(self, at: dt.datetime, checksum: str) -> str:
        """The last line under the table."""
        parts = (
            f"导出编号：{self.number}",
            f"条件：{self.conditions}" if self.conditions else "",
            f"数据时间：{clock.local(at):%Y-%m-%d %H:%M:%S}",
            f"校验码：{short(checksum)}",
        )
        return "　".join(part for part in parts if part)


def make_sheet(question: Question, at: dt.datetime | None = None) -> Sheet:
    """Lay the report out with the rows that the asker may see, as of the moment ``at``."""
    at = at or clock.now()
    with question.reach(), force_locale(PAPER_LANGUAGE):
        resolved = question.resolved
        rows = _rows(question, resolved)
        signer = _signer(question)
        as_of = resolved.as_of(question.parameters) if resolved.as_of else None
    heading = official_heading(
        resolved,
        organization=signer.organization,
        signers=_signed(question, signer),
        filled_on=clock.today(),
        as_of=as_of,
        generated_at=clock.local(at),
        watermark=_watermark(resolved.watermark, question.asker, at),
    )
    if isinstance(resolved, FormReport):
        report, records = rows
        return lay_out_forms(report, records, heading)
    assert isinstance(resolved, TableReport)
    return lay_out_blocks(resolved, rows, heading, expected=_expected(question, resolved))


def _expected(question: Question, report: TableReport) -> int | None:
    """How many rows are announced of a table that is read as it is written."""
    if report.counted is None:
        return None
    with question.reach():
        return report.counted(**question.parameters)


def _rows(question: Question, resolved: Report) -> Any:
    """A form and its records, with what modules add; of a table the rows of it and its blocks."""
    if isinstance(resolved, FormReport):
        found = resolved.record(**question.parameters)
        if resolved.prints_each:
            return resolved, list(found)
        report, record = with_added(resolved, found, question.parameters)
        return report, [record]
    assert isinstance(resolved, TableReport)
    return [_read(question, table) for table in (resolved, *resolved.blocks)]


def _read(question: Question, table: TableReport) -> Iterable[Row]:
    """The rows of a table, at once if it is dated."""
    rows = table.rows(**question.parameters)
    return list(rows) if question.report.dated else _in_its_language(iter(rows))


def _in_its_language(rows: Iterator[Row]) -> Iterator[Row]:
    """Iterator that switches to the paper's language for each row, as rows are read lazily."""
    while True:
        with force_locale(PAPER_LANGUAGE):
            row = next(rows, None)
        if row is None:
            return
        yield row


def _signer(question: Question) -> Signer:
    """Who fills in and signs: the organization that a form is about, else that of the asker.

    The asker is 填报人 of his own organization alone.
    """
    asker = question.asker
    if question.report.signer is not None:
        found = question.report.signer(question.parameters)
        is_own = found.organization_id == asker.organization_id
        return found._replace(filler=asker.get_full_name()) if is_own else found
    name = str(asker.organization.name if asker.organization else asker.get_full_name())
    return Signer(asker.organization_id or 0, name, asker.get_full_name())


def _watermark(words: str, user: User, at: dt.datetime) -> str:
    """The words behind the table; they may name who prints and when."""
    moment = f"{clock.local(at):%Y-%m-%d %H:%M}"
    return words.replace("{user}", user.get_full_name()).replace("{time}", moment)


def _signed(question: Question, signer: Signer) -> dict[str, str]:
    """The names on the signature line: the 填报人, unless the asker said otherwise; a blank is for
    the pen."""
    names = {"filler": signer.filler, **question.signers}
    with force_locale(PAPER_LANGUAGE):
        return {str(SIGNERS[key]): name for key, name in names.items() if name}


def make_paper(question: Question) -> Paper:
    """The page boxes of preview and print, cut as those of the file; raises TooManyRows.

    The line that proves a file has its room here too, so that both have the same pages.
    """
    sheet = make_sheet(question)
    conditions = "；".join(f"{label} {words}" for label, words in question.in_words())
    note = Stamp(SAMPLE_NUMBER, conditions).note(clock.now(), "0" * 16)
    lines = wrap(note, sheet.page.printable / (SMALL_PT * PT))
    return paginate(replace(sheet, stamp=lambda: "\n".join("　" for _line in lines)))


def too_many_words(error: TooManyRows) -> str:
    """What to do about a report that is too long for paper."""
    return _(
        "超过 %(limit)s 行，无法预览或生成 PDF，请缩小条件范围或下载 XLSX",
        limit=f"{error.limit:,}",
    )


def missing_words(paper: Paper) -> str:
    """Which characters a PDF of these pages would lack, and in which texts; "" where none."""
    found = missing_glyphs(paper)
    if not found:
        return ""
    told = _("、").join(
        _("“%(text)s”中的 %(code)s", text=one.text, code=one.code) for one in found[:MOST_QUOTED]
    )
    if len(found) > MOST_QUOTED:
        told = _("%(told)s 等 %(n)d 个字", told=told, n=len(found))
    return _(
        "服务器的字体缺少以下字，PDF 中这些字会空缺：%(told)s。"
        "请改用 XLSX，或联系系统管理员安装字体。",
        told=told,
    )


def unavailable_words(error: PdfUnavailable) -> str:
    """What this machine lacks for a PDF, for whoever asked for one."""
    return {
        MissingPart.ENGINE: _("服务器未安装 PDF 引擎，请下载 XLSX"),
        MissingPart.FONT: _("服务器未安装中文字体，无法生成 PDF，请下载 XLSX"),
        MissingPart.LONG: _(
            "服务器未安装 wkhtmltopdf，超过 %(n)d 行的 PDF 无法生成，请下载 XLSX", n=SHORT_ROWS
        ),
    }[error.lacking]


@dataclass(frozen=True)
class ExportedFile:
    """A finished file: its rows, when its data was read, whose rows they are, and their proof.

    The warning says what it lacks.
    """

    rows: int
    data_at: dt.datetime
    seen: dict[str, Any]
    checksum: str
    content: bytes | None
    warning: str | None = None


def write_file(
    question: Question,
    path: Path,
    file_format: str,
    stamp: Stamp,
    *,
    details: bool = False,
    progress: Progress | None = None,
) -> ExportedFile:
    """Write the finished file.

    Raises JobFailed with words for the requester when it cannot be made; nothing is left then.
    """
    at = clock.now()
    sheet = make_sheet(question, at)
    if progress and sheet.expected is not None:
        progress.expect(sheet.expected)
    keeper = Keeper(sheet)
    stamped = replace(keeper.sheet, stamp=lambda: stamp.note(at, keeper.checksum))
    warning = None
    try:
        if file_format == "xlsx":
            behind = details_sheet(question) if details else None
            rows = write_xlsx(stamped, path, progress.reach if progress else None, behind=behind)
        else:
            paper = _write_pdf(stamped, path, progress)
            rows, warning = paper.rows, missing_words(paper) or None
    except TooManyRows as error:
        raise JobFailed(too_many_words(error)) from error
    except PdfUnavailable as error:
        raise JobFailed(unavailable_words(error)) from error
    except PdfError as error:
        raise JobFailed(_("PDF 未能生成，请下载 XLSX 或稍后重试")) from error
    heading = sheet.heading
    heading = replace(heading, notes=(*heading.notes, stamp.note(at, keeper.checksum)))
    rows = sheet.expected or 1 if isinstance(question.report, FormReport) else rows
    seen = {"read": question.reported(), "rights": question.held}
    return ExportedFile(rows, at, seen, keeper.checksum, keeper.content(heading), warning)


def _write_pdf(sheet: Sheet, path: Path, progress: Progress | None) -> Paper:
    """Draw the pages; the file appears when it is whole."""
    paper = paginate(sheet)
    # The engine may take a minute; no transaction stays open while it draws.
    db.session.rollback()
    try:
        content = paper_pdf(paper, sheet.page, cancelled=progress.is_given_up if progress else None)
    except ExportCancelled as given_up:
        raise jobs.Cancelled from given_up
    file_store.write_whole(path, content)
    if progress:
        progress.finish(paper.rows)
    return paper
