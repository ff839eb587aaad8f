"""Tables of what organizations report: profile, yearly returns, verification, snapshots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    case,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core import clock
from app.core.db import db
from app.core.scope import OrgOwned
from app.core.types import Amount, Moment, stored

from .choices import (
    BUDGETED,
    INCOME_ITEMS,
    RECEIVED,
    SIGN,
    SPENT,
    ProjectCategory,
    ProjectFlow,
    ReturnState,
    VerificationResult,
    figures,
)

FUNDING_TYPE = {"dictionary": "funding_type"}


class Signed:
    """Who filled it in and when (填报人、填报时间、最后修改人、最后修改时间)."""

    filled_by: Mapped[str | None] = mapped_column(String(60))
    filled_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    changed_by: Mapped[str | None] = mapped_column(String(60))
    changed_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now, onupdate=clock.now)


class OrganizationProfile(OrgOwned, Signed, db.Model):
    """监督机构基本信息: one row an organization, as last saved."""

    __tablename__ = "organization_profile"
    __table_args__ = (
        UniqueConstraint("organization_id", name="uq_organization_profile_organization"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nature: Mapped[str | None] = mapped_column(String(40), info={"dictionary": "org_nature"})
    funding_type: Mapped[str | None] = mapped_column(
        String(40), info={"dictionary": "funding_type"}
    )
    admin_rank: Mapped[str | None] = mapped_column(String(40), info={"dictionary": "admin_rank"})
    uscc: Mapped[str | None] = mapped_column(String(18))
    competent_department: Mapped[str | None] = mapped_column(String(60))
    approved_by: Mapped[str | None] = mapped_column(String(60))
    approval_no: Mapped[str | None] = mapped_column(String(60))
    established_on: Mapped[dt.date | None]
    posts_total: Mapped[int] = mapped_column(default=0)
    posts_civil: Mapped[int] = mapped_column(default=0)
    posts_institution: Mapped[int] = mapped_column(default=0)
    posts_other: Mapped[int] = mapped_column(default=0)
    head_name: Mapped[str | None] = mapped_column(String(20))
    head_position: Mapped[str | None] = mapped_column(String(40))
    head_phone: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(String(100))
    postcode: Mapped[str | None] = mapped_column(String(6))
    telephone: Mapped[str | None] = mapped_column(String(20))
    office_area: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    vehicles: Mapped[int] = mapped_column(default=0)
    computers: Mapped[int] = mapped_column(default=0)
    instruments: Mapped[int] = mapped_column(default=0)
    instruments_value: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    submitted_year: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ProfileYear(OrgOwned, db.Model):
    """The profile's figures as submitted for a year; R02 of a past year reads them."""

    __tablename__ = "profile_year"
    __table_args__ = (UniqueConstraint("organization_id", "year", name="uq_profile_year_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    nature: Mapped[str | None] = mapped_column(String(40), info={"dictionary": "org_nature"})
    funding_type: Mapped[str | None] = mapped_column(
        String(40), info={"dictionary": "funding_type"}
    )
    posts_total: Mapped[int] = mapped_column(default=0)
    office_area: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    vehicles: Mapped[int] = mapped_column(default=0)
    instruments: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)


class YearLock(db.Model):
    """A year that is closed: its returns are read-only (V40)."""

    __tablename__ = "year_lock"
    shared_because = "the same for every organization"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    locked_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
    locked_by: Mapped[str] = mapped_column(String(60))


class YearUnlock(OrgOwned, db.Model):
    """解锁: an exception from a closed year, for one organization, with its reason and end."""

    __tablename__ = "year_unlock"
    __table_args__ = (Index("ix_year_unlock_year", "year", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(info={"label": _l("年度")})
    reason: Mapped[str] = mapped_column(String(500), info={"label": _l("解锁原因")})
    until: Mapped[dt.date] = mapped_column(info={"label": _l("有效期至")})
    opened_by: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class RosterCheck(OrgOwned, db.Model):
    """本年度人员核对完成: the organization says that its roster is right."""

    __tablename__ = "roster_check"
    __table_args__ = (UniqueConstraint("organization_id", "year", name="uq_roster_check_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    checked_by: Mapped[str] = mapped_column(String(60))
    checked_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)


class ProjectReturn(OrgOwned, Signed, db.Model):
    """监督工程情况 of one organization in one year; figures of part B are columns."""

    __tablename__ = "project_return"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", name="uq_project_return_year"),
        UniqueConstraint("form_token", name="uq_project_return_form_token"),
        CheckConstraint("year BETWEEN 2015 AND 2100", name="year_in_range"),
        Index("ix_project_return_list", "year", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(info={"label": _l("年度"), "search": "exact"})
    state: Mapped[ReturnState] = mapped_column(
        stored(ReturnState), default=ReturnState.DRAFT, info={"label": _l("状态")}
    )
    form_token: Mapped[str | None] = mapped_column(String(36))
    explanations: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)

    lines: Mapped[list[ProjectLine]] = relationship(
        back_populates="project_return", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    def _added(self, *keys: str) -> int:
        return sum(getattr(self, key) or 0 for key in keys)

    @property
    def rectifications(self) -> int:
        """整改通知书, quality and safety."""
        return self._added("quality_rectifications", "safety_rectifications")

    @property
    def stop_works(self) -> int:
        """停工通知书, quality and safety."""
        return self._added("quality_stop_works", "safety_stop_works")

    @property
    def accidents(self) -> str:
        """事故起数/死亡."""
        classes = ("ordinary", "larger", "major", "extreme")
        count = self._added("quality_accidents", *(f"accidents_{name}" for name in classes))
        return f"{count} / {self._added('deaths')}"

    @property
    def newly_registered(self) -> str:
        """本年新受监 (项目/面积)."""
        return f"{self.new_projects} / {self.new_area}"

    @property
    def completed(self) -> str:
        """本年竣工 (项目/面积)."""
        return f"{self.completed_projects} / {self.completed_area}"

    def __repr__(self) -> str:
        return f"{self.year} {self.organization}"


def _add_figures(model: type[Any], keys: Iterable[tuple[str, str]]) -> None:
    """Give a model one column a figure, so that a figure is declared once, in choices."""
    for key, kind in keys:
        column_type = Amount if kind == "amount" else db.Integer
        setattr(model, key, mapped_column(column_type, nullable=True))


_add_figures(ProjectReturn, ((figure.key, figure.kind) for figure in figures()))


class ProjectLine(OrgOwned, db.Model):
    """One category and one flow of the project table: 项目数、单位工程数、面积、长度、造价."""

    __tablename__ = "project_line"
    __table_args__ = (
        UniqueConstraint("return_id", "category", "flow", name="uq_project_line_place"),
        CheckConstraint(
            "projects >= 0 AND units >= 0 AND area >= 0 AND length >= 0 AND cost >= 0",
            name="not_negative",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("project_return.id", ondelete="CASCADE"))
    category: Mapped[ProjectCategory] = mapped_column(stored(ProjectCategory))
    flow: Mapped[ProjectFlow] = mapped_column(stored(ProjectFlow))
    projects: Mapped[int] = mapped_column(default=0)
    units: Mapped[int] = mapped_column(default=0)
    area: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    length: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))
    cost: Mapped[Decimal] = mapped_column(Amount, default=Decimal(0))

    project_return: Mapped[ProjectReturn] = relationship(back_populates="lines")


PLUS = [flow for flow, sign in SIGN.items() if sign > 0]
# The totals that lists and reports show; no flow means 年末在监.
TOTALS: dict[str, tuple[str, ProjectFlow | None]] = {
    "year_end_projects": ("projects", None),
    "year_end_area": ("area", None),
    "year_end_cost": ("cost", None),
    "new_projects": ("projects", ProjectFlow.NEW),
    "new_area": ("area", ProjectFlow.NEW),
    "completed_projects": ("projects", ProjectFlow.COMPLETED),
    "completed_area": ("area", ProjectFlow.COMPLETED),
}


def flow_total(measure: str, flow: ProjectFlow | None) -> Any:
    """The sum of a flow over all categories; of 年末在监 when no flow is named."""
    column = getattr(ProjectLine, measure)
    counted = (
        case((ProjectLine.flow.in_(PLUS), column), else_=-column)
        if flow is None
        else case((ProjectLine.flow == flow, column), else_=0)
    )
    return type_coerce(func.coalesce(func.sum(counted), 0), column.type)


def _add_totals() -> None:
    """Give the return its totals as columns that are read only where they are shown."""
    for name, (measure, flow) in TOTALS.items():
        total = (
            select(flow_total(measure, flow))
            .where(ProjectLine.return_id == ProjectReturn.id)
            .correlate(ProjectReturn)
            .scalar_subquery()
        )
        setattr(ProjectReturn, name, column_property(total, deferred=True, group="totals"))


_add_totals()


class FundingReturn(OrgOwned, Signed, db.Model):
    """监督经费情况 of one organization in one year, in 万元."""

    __tablename__ = "funding_return"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", name="uq_funding_return_year"),
        CheckConstraint("year BETWEEN 2015 AND 2100", name="year_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    state: Mapped[ReturnState] = mapped_column(stored(ReturnState), default=ReturnState.DRAFT)
    funding_type: Mapped[str | None] = mapped_column(
        String(40), info={"dictionary": "funding_type"}
    )
    in_budget: Mapped[bool] = mapped_column(default=True)
    fully_covered: Mapped[bool] = mapped_column(default=True)
    budget_no: Mapped[str | None] = mapped_column(String(60))
    explanation: Mapped[str | None] = mapped_column(String(500))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


_add_figures(
    FundingReturn,
    ((key, "amount") for key in (*BUDGETED, *RECEIVED, *(i.key for i in INCOME_ITEMS), *SPENT)),
)


class OrganizationVerification(OrgOwned, db.Model):
    """监督资格验证: what the province found about an organization, every third year."""

    __tablename__ = "organization_verification"
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="ends_after_it_begins"),
        Index("ix_organization_verification_valid", "organization_id", "valid_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str | None] = mapped_column(String(40), info={"dictionary": "verification_kind"})
    year: Mapped[int]
    certificate_no: Mapped[str] = mapped_column(String(30))
    issuer: Mapped[str] = mapped_column(String(60))
    first_on: Mapped[dt.date | None]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date]
    score: Mapped[Decimal | None] = mapped_column(Amount)
    result: Mapped[VerificationResult] = mapped_column(stored(VerificationResult))
    verified_on: Mapped[dt.date]
    revoked_on: Mapped[dt.date | None]


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
