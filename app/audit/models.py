"""What is known of the seal of the audit trail: its checks, and the copy on another machine."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base.column_types import Moment, stored
from app.core.base.db import db

from .choices import CheckState, Fault


class AuditCheck(db.Model):
    """One check of the chain of the audit trail: how far it holds, and where it is broken."""

    __tablename__ = "audit_check"
    shared_because = "read by those who read the audit trail, who see all of it"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[dt.datetime] = mapped_column(
        Moment, index=True, info={"label": _l("校验时间")}
    )
    user_id: Mapped[int | None]
    user_name: Mapped[str] = mapped_column(String(130), default="", info={"label": _l("校验人")})
    state: Mapped[CheckState] = mapped_column(stored(CheckState), info={"label": _l("结果")})
    # The last entry up to which the chain holds.
    seq: Mapped[int] = mapped_column(BigInteger, default=0, info={"label": _l("完好至序号")})
    hash: Mapped[str] = mapped_column(String(64), default="")
    # Entries that no seal protects yet.
    unsealed: Mapped[int] = mapped_column(default=0, info={"label": _l("未封存条数")})
    broken_seq: Mapped[int | None] = mapped_column(BigInteger, info={"label": _l("断裂处序号")})
    broken_id: Mapped[int | None] = mapped_column(BigInteger)
    fault: Mapped[Fault | None] = mapped_column(stored(Fault), info={"label": _l("问题")})
    finished_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class AuditCopy(db.Model):
    """How far the audit trail has been handed to another machine, by its address."""

    __tablename__ = "audit_copy"
    shared_because = "a place in the audit trail, of nobody's data"

    address: Mapped[str] = mapped_column(String(200), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    handed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    failed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    # Who hands over now, and until when nobody else does.
    holder: Mapped[str] = mapped_column(String(32), default="")
    held_until: Mapped[dt.datetime | None] = mapped_column(Moment)
