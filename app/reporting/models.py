"""Exports as rows: what was asked, in which form, and the finished file."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.choices import JobState
from app.core.db import db
from app.core.models import JobRun, User
from app.core.types import Moment, SealedText

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
    # Who signs, until the file is made: names and a phone number have no place in plain text.
    signers: Mapped[str | None] = mapped_column(SealedText)
    requested_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    requested_at: Mapped[dt.datetime] = mapped_column(Moment)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job_run.id"))
    file_name: Mapped[str | None] = mapped_column(String(200))
    stored_as: Mapped[str | None] = mapped_column(String(80))
    size: Mapped[int | None]
    rows: Mapped[int | None]
    expires_at: Mapped[dt.datetime | None] = mapped_column(Moment)

    job: Mapped[JobRun | None] = relationship(JobRun)
    requester: Mapped[User] = relationship(User)

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
