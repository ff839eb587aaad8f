"""From a question to a sheet: conditions are read once, checked, and laid out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from app.core import clock, files, jobs
from app.core.db import db
from app.core.errors import FieldError, Refused, schema_errors
from app.core.fields import clean_line
from app.core.jobs import JobFailed, Progress
from app.core.scope import readable, scope_for, under

from .cancelling import Cancelled
from .declaration import Band, Column, Detail, Heads, Offered, Report, Row, TableReport, serial
from .forms import FormReport, lay_out_form
from .heading import official_heading
from .keeping import Keeper, short
from .layouts import laid_out
from .pages import TooManyRows, paginate
from .paper import Paper
from .pdf import SHORT_ROWS, Lacking, PdfError, PdfUnavailable, paper_pdf
from .sheet import TOTAL, Sheet, lay_out
from .values import show
from .xlsx import list_sheet, write_xlsx

# Names that may be written on the signature line before the preview.
SIGNERS = {
    "head": _l("单位负责人"),
    "checker": _l("审核人"),
    "filler": _l("填报人"),
    "phone": _l("联系电话"),
}
# Official paper is Chinese, whatever the language of the screen.
PAPER_LANGUAGE = "zh"
LONGEST_SIGNER = 20
FORMATS = {"xlsx": ".xlsx", "pdf": ".pdf"}


@dataclass(frozen=True)
class Question:
    """A report asked with conditions that its schema accepted."""

    report: Report
    parameters: dict[str, Any]
    signers: dict[str, str]

    @cached_property
    def resolved(self) -> Report:
        """The report as the office laid it out, with these conditions."""
        with force_locale(PAPER_LANGUAGE):
            return laid_out(self.report).resolve(self.parameters)

    def reach(self, user: User) -> Any:
        """The scope that the rows are read in: of a dated report that of its year's end."""
        if self.report.dated:
            return under(scope_for(user, clock.last_day(self.parameters["year"])))
        return nullcontext()

    def is_allowed(self, user: User) -> bool:
        """Whether the asker's organization may use these conditions at all."""
        with self.reach(user):
            return self.report.allowed is None or self.report.allowed(self.parameters)

    def refuse_if_blocked(self, user: User) -> None:
        """Raise Refused with what must be done first, at the first condition."""
        with self.reach(user):
            words = self.report.blocked(self.parameters) if self.report.blocked else ""
        if words:
            raise Refused.because("EX2", self.report.conditions[0].name, words)

    def in_words(self) -> list[list[str]]:
        """The conditions as label and words, as the paper names them."""
        with force_locale(PAPER_LANGUAGE):
            return [
                [str(one.condition.label), self._chosen(one, value)]
                for one in self.report.offered()
                if (value := str(self.parameters.get(one.condition.name) or ""))
            ]

    def _chosen(self, one: Offered, value: str) -> str:
        if one.condition.words:
            return one.condition.words(self.parameters)
        return dict(one.offers).get(value, value)

    @property
    def title(self) -> str:
        """What screens call it: the title of the paper, with the year when it has one."""
        title, year = str(self.resolved.title), self.parameters.get("year")
        return _("%(title)s %(year)s 年度", title=title, year=year) if year else title

    @property
    def address(self) -> dict[str, Any]:
        """The conditions that stand in an address; who signs does not."""
        return {k: v for k, v in self.parameters.items() if v not in ("", None)}

    @property
    def sent(self) -> dict[str, Any]:
        """What a form sends to ask again: the conditions and who signs."""
        return {**self.parameters, **self.signers}


def read_question(report: Report, values: Mapping[str, Any]) -> Question:
    """Check conditions by the report's schema; raises Refused with an error at each field."""
    values = {k: clean_line(v) if isinstance(v, str) else v for k, v in values.items()}
    signers = {k: str(values[k]) for k in SIGNERS if k in values}
    errors = [
        FieldError("V00", name, _too_long(str(SIGNERS[name]), len(text)))
        for name, text in signers.items()
        if len(text) > LONGEST_SIGNER
    ]
    asked = {k: v for k, v in values.items() if k not in SIGNERS}
    try:
        parameters: dict[str, Any] = report.schema().load(asked)
    except ValidationError as invalid:
        errors += [FieldError("V00", name, message) for name, message in schema_errors(invalid)]
        raise Refused(errors) from invalid
    Refused.if_any(errors)
    return Question(report, parameters, signers)


def _too_long(label: str, length: int) -> str:
    words = _("%(label)s不能超过 %(n)s 个字，现有 %(now)s 个字")
    return words % {"label": label, "n": LONGEST_SIGNER, "now": length}


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


def make_sheet(question: Question, user: User, at: dt.datetime | None = None) -> Sheet:
    """Lay the report out with the rows that the asker may see, as of the moment ``at``."""
    at = at or clock.now()
    with question.reach(user):
        resolved = question.resolved
        rows = _rows(question, resolved)
    heading = official_heading(
        resolved,
        organization=_organization(user),
        signers=_signed(question, user),
        filled_on=clock.today(),
        generated_at=clock.local(at),
        watermark=_watermark(resolved.watermark, user, at),
    )
    if isinstance(resolved, FormReport):
        return lay_out_form(resolved, rows, heading)
    assert isinstance(resolved, TableReport)
    return lay_out(resolved, rows, heading)


def _rows(question: Question, resolved: Report) -> Any:
    """The record of a form; the rows of a table, read at once where the reach is a year's."""
    if isinstance(resolved, FormReport):
        return resolved.record(**question.parameters)
    assert isinstance(resolved, TableReport)
    rows = resolved.rows(**question.parameters)
    return list(rows) if question.report.dated else rows


def _organization(user: User) -> str:
    return str(user.organization.name if user.organization else user.get_full_name())


def _watermark(words: str, user: User, at: dt.datetime) -> str:
    """The words behind the table; they may name who prints and when."""
    moment = f"{clock.local(at):%Y-%m-%d %H:%M}"
    return words.replace("{user}", user.get_full_name()).replace("{time}", moment)


def _signed(question: Question, user: User) -> dict[str, str]:
    """Who signs: the asker as 填报人, unless the asker said otherwise; a blank is for the pen."""
    names = {"filler": user.get_full_name(), **question.signers}
    with force_locale(PAPER_LANGUAGE):
        return {str(SIGNERS[key]): name for key, name in names.items() if name}


def make_paper(question: Question, user: User) -> Paper:
    """The page boxes that preview, print and PDF draw; raises TooManyRows."""
    return paginate(make_sheet(question, user))


def too_many_words(error: TooManyRows) -> str:
    """What to do about a report that is too long for paper."""
    return _(
        "超过 %(limit)s 行，无法预览或生成 PDF，请缩小条件范围或下载 XLSX",
        limit=f"{error.limit:,}",
    )


def unavailable_words(error: PdfUnavailable) -> str:
    """What this machine lacks for a PDF, for whoever asked for one."""
    return {
        Lacking.ENGINE: _("服务器未安装 PDF 引擎，请下载 XLSX"),
        Lacking.FONT: _("服务器未安装中文字体，无法生成 PDF，请下载 XLSX"),
        Lacking.LONG: _(
            "服务器未安装 wkhtmltopdf，超过 %(n)d 行的 PDF 无法生成，请下载 XLSX", n=SHORT_ROWS
        ),
    }[error.lacking]


@dataclass(frozen=True)
class Made:
    """A finished file: its rows, when its data was read, whose rows they are, and their proof."""

    rows: int
    data_at: dt.datetime
    seen: dict[str, Any]
    checksum: str
    content: bytes | None


def write_file(
    question: Question,
    user: User,
    path: Path,
    file_format: str,
    stamp: Stamp,
    *,
    details: bool = False,
    progress: Progress | None = None,
) -> Made:
    """Write the finished file.

    Raises JobFailed with words for the requester when it cannot be made; nothing is left then.
    """
    at = clock.now()
    with question.reach(user):
        reach = readable().read
    sheet = make_sheet(question, user, at)
    if progress and sheet.expected is not None:
        progress.expect(sheet.expected)
    keeper = Keeper(sheet)
    stamped = replace(keeper.sheet, stamp=lambda: stamp.note(at, keeper.checksum))
    try:
        if file_format == "xlsx":
            tell = (lambda done, _expected: progress.reach(done)) if progress else None
            behind = _behind_sheet(question, user) if details else None
            rows = write_xlsx(stamped, path, progress=tell, behind=behind)
        else:
            rows = _write_pdf(stamped, path, progress)
    except TooManyRows as error:
        raise JobFailed(too_many_words(error)) from error
    except PdfUnavailable as error:
        raise JobFailed(unavailable_words(error)) from error
    except PdfError as error:
        raise JobFailed(_("PDF 未能生成，请下载 XLSX 或稍后重试")) from error
    heading = sheet.heading
    heading = replace(heading, notes=(*heading.notes, stamp.note(at, keeper.checksum)))
    seen = {"read": None if reach is None else list(reach)}
    rows = 1 if isinstance(question.report, FormReport) else rows
    return Made(rows, at, seen, keeper.checksum, keeper.content(heading))


def _write_pdf(sheet: Sheet, path: Path, progress: Progress | None) -> int:
    """Draw the pages; the file appears when it is whole."""
    paper = paginate(sheet)
    # The engine may take a minute; no transaction stays open while it draws.
    db.session.rollback()
    try:
        content = paper_pdf(paper, sheet.page, cancelled=progress.is_given_up if progress else None)
    except Cancelled as given_up:
        raise jobs.Cancelled from given_up
    files.write_whole(path, content)
    if progress:
        progress.finish(paper.rows)
    return paper.rows


# --- the rows behind a figure ---------------------------------------------------------------

DETAILS = (
    Column("figure", "指标", 50),
    Column("organization", "机构名称", 60),
    Column("item", "明细", 50),
    Column("note", "说明", 40),
    Column("value", "数值", 20, "number"),
)
DETAIL_TITLE = "明细"


@dataclass(frozen=True)
class Behind:
    """A figure with the rows behind it; a ratio has two, what is divided and by what."""

    label: str
    rows: list[Detail]

    @property
    def total_text(self) -> str:
        """The sum of the rows, which is the figure."""
        return self.show(sum((row.value for row in self.rows), start=0))

    @staticmethod
    def show(value: Any) -> str:
        """A value as the report prints it."""
        return show(value, "number")


def figures_behind(question: Question, user: User, line: str, column: str) -> list[Behind]:
    """What stands behind the figure of a line and a column; () where nothing can be opened."""
    report = question.resolved
    if not isinstance(report, TableReport) or report.behind is None:
        return []
    labels = figure_labels(report.columns)
    found = next((one for one in report.leaves if one.key == column and one.computed), None)
    if found is None:
        return []
    with question.reach(user):
        return [
            Behind(
                labels.get(figure, labels[column]),
                list(report.behind(question.parameters, line, figure)),
            )
            for figure in found.ratio or (found.key,)
        ]


def figure_labels(heads: Heads, above: str = "") -> dict[str, str]:
    """Every column's full name, its bands before it."""
    found: dict[str, str] = {}
    for head in heads:
        title = f"{above}{head.title}"
        if isinstance(head, Band):
            found |= figure_labels(head.children, f"{title}：")
        else:
            found[head.key] = title
    return found


def _behind_sheet(question: Question, user: User) -> Sheet | None:
    """All rows behind all figures as a list."""
    report = question.resolved
    if not isinstance(report, TableReport) or report.behind is None:
        return None
    return list_sheet(DETAIL_TITLE, (serial(mm=14), *DETAILS), _all_behind(question, report, user))


def _all_behind(question: Question, report: TableReport, user: User) -> Iterator[Row]:
    assert report.behind is not None
    labels = figure_labels(report.columns)
    for column in report.leaves:
        if not column.agg:
            continue
        with question.reach(user), force_locale(PAPER_LANGUAGE):
            rows = list(report.behind(question.parameters, TOTAL, column.key))
        for row in rows:
            yield {
                "figure": labels[column.key],
                "organization": row.organization,
                "item": row.item,
                "note": row.note,
                "value": row.value,
            }
