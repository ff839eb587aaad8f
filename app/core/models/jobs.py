"""Background jobs as rows: the row is the truth, the queue only its motor."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base.choices import JobState
from app.core.base.column_types import Moment, stored
from app.core.base.db import db


class JobRun(db.Model):
    """One job: what was asked, by whom, how far it is, what came of it."""

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("attempts >= 0 AND done >= 0", name="counts_not_negative"),
        Index("ix_job_run_state", "state", "queued_at"),
    )
    shared_because = "a job belongs to the user who asked; views check the requester"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    queue: Mapped[str] = mapped_column(String(20))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    language: Mapped[str] = mapped_column(String(5), default="zh")
    state: Mapped[JobState] = mapped_column(stored(JobState), default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[dt.datetime] = mapped_column(Moment)
    started_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    beat_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    done: Mapped[int] = mapped_column(default=0)
    expected: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(500))
