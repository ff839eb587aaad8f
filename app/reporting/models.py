"""Exports as rows: what was asked, in which form, and the finished file."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.base.choices import JobState
from app.core.base.column_types import Amount, Moment, SealedBytes, SealedText
from app.core.base.db import db
from app.core.models import JobRun, User

# The ``report`` of an export that is a list, not a declared report.
LIST = "list"


class ReportRun(db.Model):
    """One export of a report or a list by one user; the file is private to that user."""

    __tablename__ = "report_run"
    shared_because = "belongs to the user who asked; views check the requester"

    id: Mapped[int] = mapped_column(primary_key=True)
    report: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(10))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Who signs: names and a phone number have no place in plain text.
    signers: Mapped[str | None] = mapped_column(SealedText)
    with_details: Mapped[bool] = mapped_column(default=False)
    # What proves a figure later: a number, the conditions in words, when the data was read.
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    conditions: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    data_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    checksum: Mapped[str | None] = mapped_column(String(64))
    # Whose rows the figures were made of: {"read": ids of organizations, None for all}.
    seen: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    requested_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    requested_at: Mapped[dt.datetime] = mapped_column(Moment)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job_run.id"))
    file_name: Mapped[str | None] = mapped_column(String(200))
    stored_as: Mapped[str | None] = mapped_column(String(80))
    size: Mapped[int | None]
    rows: Mapped[int | None]
    # What the requester has to know of the finished file; it may quote names.
    warning: Mapped[str | None] = mapped_column(SealedText)
    expires_at: Mapped[dt.datetime | None] = mapped_column(Moment)

    job: Mapped[JobRun | None] = relationship(JobRun)
    requester: Mapped[User] = relationship(User)

    @property
    def is_expired(self) -> bool:
        """Whether the file was made and thrown away since."""
        return self.expires_at is not None and self.stored_as is None

    @property
    def cause(self) -> str:
        """Why there is no file; what was made within a request left no words."""
        if self.job is not None:
            return self.job.error or ""
        return "" if self.expires_at else _("生成未成功，请稍后重试")

    @property
    def conditions_text(self) -> str:
        """The conditions as the paper names them."""
        return "；".join(f"{label} {words}" for label, words in self.conditions)

    @property
    def asked(self) -> dict[str, Any]:
        """The conditions and who signs, as they were asked."""
        return {**self.parameters, **json.loads(self.signers or "{}")}

    @property
    def state(self) -> JobState:
        """How far it is; a finished file that was thrown away stays finished."""
        if self.expires_at is not None:
            return JobState.DONE
        return self.job.state if self.job is not None else JobState.FAILED


class ReportContent(db.Model):
    """The placed cells of a numbered export, compressed; they outlive the file (ruling 22)."""

    __tablename__ = "report_content"
    shared_because = "belongs to its export; whoever may see all its rows may open it by number"

    run_id: Mapped[int] = mapped_column(
        ForeignKey("report_run.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # Sealed, for the signature line may name people.
    content: Mapped[bytes] = mapped_column(SealedBytes)

    run: Mapped[ReportRun] = relationship(ReportRun)


class ReportLayout(db.Model):
    """What the office changed of a report's words and paper (ruling 23); every version stays."""

    __tablename__ = "report_layout"
    __table_args__ = (UniqueConstraint("report", "version", name="uq_report_layout_version"),)
    shared_because = "the same paper for every organization"
    kept_in_memory = True

    id: Mapped[int] = mapped_column(primary_key=True)
    report: Mapped[str] = mapped_column(String(80), index=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(100), info={"label": _l("标题")})
    notes: Mapped[str] = mapped_column(String(1000), default="", info={"label": _l("附注")})
    signature: Mapped[str] = mapped_column(String(200), info={"label": _l("签字栏")})
    paper: Mapped[str] = mapped_column(String(2), info={"label": _l("纸张")})
    landscape: Mapped[bool] = mapped_column(info={"label": _l("横向")})
    font_pt: Mapped[Decimal] = mapped_column(Amount, info={"label": _l("最大字号（磅）")})
    watermark: Mapped[str] = mapped_column(String(40), default="", info={"label": _l("水印")})
    # None in versions from before these could be set: they are as the definition says.
    table_no: Mapped[str | None] = mapped_column(String(40), info={"label": _l("表号")})
    issued_by: Mapped[str | None] = mapped_column(String(60), info={"label": _l("制定机关")})
    approval_no: Mapped[str | None] = mapped_column(String(60), info={"label": _l("批准文号")})
    valid_until: Mapped[str | None] = mapped_column(String(40), info={"label": _l("有效期至")})
    compiled_by: Mapped[str | None] = mapped_column(String(60), info={"label": _l("综合机关")})
    guide: Mapped[str | None] = mapped_column(String(2000), info={"label": _l("填报说明")})
    numbered: Mapped[bool | None] = mapped_column(info={"label": _l("栏次行")})
    changed_by: Mapped[str] = mapped_column(String(60))
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
