"""What the province or the clock records about organizations."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base.column_types import Amount, Moment, stored
from app.core.base.constraints import refuse_negatives
from app.core.base.db import db
from app.organizations.choices import VerificationEnd, VerificationResult


def _score(label: Any) -> Any:
    return mapped_column(Amount, nullable=True, info={"label": label, "min": 0, "max": 100})


class OrganizationVerification(OrgOwned, SoftDeleted, db.Model):
    """监督资格验证: what the province found about an organization, every third year (2.6)."""

    __tablename__ = "organization_verification"
    province_keeps = True
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="ends_after_it_begins"),
        CheckConstraint("(revoked_on IS NULL) = (revoked_as IS NULL)", name="end_with_its_day"),
        Index("ix_organization_verification_valid", "organization_id", "valid_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str | None] = mapped_column(
        String(40), info={"dictionary": "verification_kind", "label": _l("验证类型")}
    )
    year: Mapped[int] = mapped_column(info={"label": _l("验证年度"), "min": 2000, "max": 2100})
    certificate_no: Mapped[str] = mapped_column(String(30), info={"label": _l("考核证书编号")})
    issuer: Mapped[str] = mapped_column(String(60), info={"label": _l("发证机关")})
    first_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("首次发证日期")})
    valid_from: Mapped[dt.date] = mapped_column(info={"label": _l("有效期起")})
    valid_to: Mapped[dt.date] = mapped_column(info={"label": _l("有效期止")})
    self_score: Mapped[Decimal | None] = _score(_l("自查得分"))
    score: Mapped[Decimal | None] = _score(_l("考核得分"))
    result: Mapped[VerificationResult] = mapped_column(
        stored(VerificationResult), info={"label": _l("验证结果")}
    )
    verified_on: Mapped[dt.date] = mapped_column(info={"label": _l("验证日期")})
    team: Mapped[str | None] = mapped_column(String(200), info={"label": _l("验证组成员")})
    opinion: Mapped[str | None] = mapped_column(String(1000), info={"label": _l("验证意见")})
    # What the thresholds said when it was recorded: key, value, needed, met.
    metrics: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, info={"label": _l("达标指标")}
    )
    rectification: Mapped[str | None] = mapped_column(String(1000), info={"label": _l("整改要求")})
    rectify_by: Mapped[dt.date | None] = mapped_column(info={"label": _l("整改期限")})
    rechecked_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("复验日期")})
    recheck_result: Mapped[VerificationResult | None] = mapped_column(
        stored(VerificationResult), info={"label": _l("复验结果")}
    )
    revoked_as: Mapped[VerificationEnd | None] = mapped_column(
        stored(VerificationEnd), info={"label": _l("撤销或注销")}
    )
    revoked_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("撤销（注销）日期")})
    revoked_no: Mapped[str | None] = mapped_column(
        String(60), info={"label": _l("撤销（注销）文号")}
    )
    revoked_reason: Mapped[str | None] = mapped_column(
        String(500), info={"label": _l("撤销（注销）原因")}
    )
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return self.certificate_no


refuse_negatives(OrganizationVerification)


class StaffSnapshot(OrgOwned, db.Model):
    """人员结构 of one organization as stored for a year; a new version never replaces an old."""

    __tablename__ = "staff_snapshot"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", "version", name="uq_staff_snapshot_version"),
        Index("ix_staff_snapshot_year", "year", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    taken_at: Mapped[dt.datetime] = mapped_column(Moment)
    is_late: Mapped[bool] = mapped_column(default=False)
    cells: Mapped[dict[str, int]] = mapped_column(JSON)
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # 核定编制数 as it was filed by then.
    posts: Mapped[int | None]
    # None where it was stored before these were kept.
    rule_version: Mapped[int | None]
    checksum: Mapped[str | None] = mapped_column(String(64))
    # Of a version that somebody asked for.
    taken_by: Mapped[str | None] = mapped_column(String(130))
    reason: Mapped[str | None] = mapped_column(String(500))

    @property
    def is_intact(self) -> bool | None:
        """Whether it still is what was stored; None where no checksum was kept."""
        return self.checksum == self.sum_of_contents() if self.checksum else None

    def sum_of_contents(self) -> str:
        """The checksum of whose structure of which year this is, and of all that it holds."""
        return checksum(self.organization_id, self.year, self.posts, self.cells, self.people)


def checksum(*contents: Any) -> str:
    """One number over a structure: the same for the same figures and people."""
    text = json.dumps(contents, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
