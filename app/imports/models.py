"""Imports as rows: what somebody sent, what each of its rows says, and what came of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import OrgOwned
from app.core.base.column_types import Moment, SealedText, stored
from app.core.base.db import db
from app.core.models import JobRun, User

from .choices import ImportState


class ImportBatch(OrgOwned, db.Model):
    """One workbook that was sent: for which kind, by whom, how far it is."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint("row_count >= 0 AND faulty_count >= 0", name="counts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    stage: Mapped[ImportState] = mapped_column(stored(ImportState), default=ImportState.CHECKING)
    sent_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    sent_at: Mapped[dt.datetime] = mapped_column(Moment)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job_run.id"))
    # The workbook, sealed; None once it has been thrown away.
    stored_as: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    # Where the columns stand in the sheet, by key; headings that nothing is known of.
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    unknown: Mapped[list[str]] = mapped_column(JSON, default=list)
    row_count: Mapped[int] = mapped_column(default=0)
    faulty_count: Mapped[int] = mapped_column(default=0)
    stored_count: Mapped[int] = mapped_column(default=0)
    # Why the workbook as such was refused, or what kept rows from being stored.
    message: Mapped[str | None] = mapped_column(String(2000))
    settled_at: Mapped[dt.datetime | None] = mapped_column(Moment)

    sender: Mapped[User] = relationship(User)
    job: Mapped[JobRun | None] = relationship(JobRun)

    @property
    def good_count(self) -> int:
        return self.row_count - self.faulty_count

    def __repr__(self) -> str:
        return self.file_name


class ImportRow(db.Model):
    """One row of a workbook: its texts and what is wrong with them, sealed."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_faulty", "batch_id", "is_faulty", "number"),)
    shared_because = "a part of its batch; whoever asks finds the batch first"

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_faulty: Mapped[bool] = mapped_column(default=False)
    is_noted: Mapped[bool] = mapped_column(default=False)
    # JSON of a SentRow.
    content: Mapped[str] = mapped_column(SealedText)
    # The row that was made of it.
    made_id: Mapped[int | None]

    def __repr__(self) -> str:
        return f"{self.batch_id}:{self.number}"
