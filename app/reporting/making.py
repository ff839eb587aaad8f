"""From a question to a sheet: conditions are read once, checked, and laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from app.core import clock
from app.core.db import db
from app.core.errors import FieldError, Refused, schema_errors
from app.core.fields import clean_line
from app.core.jobs import JobFailed, Progress

from .declaration import TableReport
from .heading import official_heading
from .pages import Paper, TooManyRows, paginate
from .pdf import PdfError, paper_pdf
from .sheet import Sheet, lay_out
from .xlsx import write_xlsx

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

    report: TableReport
    parameters: dict[str, Any]
    signers: dict[str, str]

    @cached_property
    def resolved(self) -> TableReport:
        with force_locale(PAPER_LANGUAGE):
            return self.report.resolve(self.parameters)

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


def read_question(report: TableReport, values: Mapping[str, Any]) -> Question:
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


def make_sheet(question: Question, user: User) -> Sheet:
    """Lay the report out with the rows that the asker may see."""
    resolved = question.resolved
    with force_locale(PAPER_LANGUAGE):
        signers = {str(SIGNERS[k]): v for k, v in _signed(question, user).items() if v}
    heading = official_heading(
        resolved,
        organization=user.organization.name if user.organization else user.get_full_name(),
        signers=signers,
        filled_on=clock.today(),
        generated_at=clock.local(clock.now()),
    )
    return lay_out(resolved, resolved.rows(**question.parameters), heading)


def _signed(question: Question, user: User) -> dict[str, str]:
    """Who signs: the asker as 填报人, unless the asker said otherwise; a blank is for the pen."""
    return {"filler": user.get_full_name(), **question.signers}


def make_paper(question: Question, user: User) -> Paper:
    """The page boxes that preview, print and PDF draw; raises TooManyRows."""
    return paginate(make_sheet(question, user))


def too_many_words(error: TooManyRows) -> str:
    """What to do about a report that is too long for paper."""
    return _(
        "超过 %(limit)s 行，无法预览或生成 PDF，请缩小条件范围或下载 XLSX",
        limit=f"{error.limit:,}",
    )


def write_file(
    question: Question, user: User, path: Path, file_format: str, progress: Progress | None = None
) -> int:
    """Write the finished file and return its number of rows.

    Raises JobFailed with words for the requester when it cannot be made.
    """
    try:
        if file_format == "xlsx":
            tell = (lambda done, _expected: progress.reach(done)) if progress else None
            return write_xlsx(make_sheet(question, user), path, progress=tell)
        paper = make_paper(question, user)
        # The engine may take a minute; no transaction stays open while it draws.
        db.session.rollback()
        path.write_bytes(paper_pdf(paper, question.resolved.page))
    except TooManyRows as error:
        raise JobFailed(too_many_words(error)) from error
    except PdfError as error:
        raise JobFailed(_("PDF 未能生成，请下载 XLSX 或稍后重试")) from error
    return paper.rows
