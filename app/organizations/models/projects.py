"""监督工程情况: the yearly return, its table of projects, and the totals lists show."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    case,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core.access.scope import OrgOwned
from app.core.base.column_types import Amount, stored
from app.core.base.constraints import refuse_negatives
from app.core.base.db import db
from app.organizations.choices import SIGN, ProjectCategory, ProjectFlow, figures

from .common import Annual, add_figures, sum_of


class ProjectReturn(OrgOwned, Annual, db.Model):
    """监督工程情况 of one organization in one year; figures of part B are columns."""

    __tablename__ = "project_return"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", name="uq_project_return_year"),
        UniqueConstraint("form_token", name="uq_project_return_form_token"),
        CheckConstraint("year BETWEEN 2015 AND 2100", name="year_in_range"),
        Index("ix_project_return_list", "year", "organization_id"),
        Index("ix_project_return_waiting", "state", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list[ProjectLine]] = relationship(
        back_populates="project_return", cascade="all, delete-orphan"
    )

    @property
    def accidents(self) -> str:
        """事故起数/死亡."""
        return f"{self.accident_count} / {self.deaths or 0}"

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


add_figures(ProjectReturn, ((figure.key, figure.kind) for figure in figures()))
refuse_negatives(ProjectReturn)


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


# What lists add up of the figures of one return.
ACCIDENTS = (
    "quality_accidents",
    "accidents_ordinary",
    "accidents_larger",
    "accidents_major",
    "accidents_extreme",
)
ADDED = {
    "rectifications": ("quality_rectifications", "safety_rectifications"),
    "stop_works": ("quality_stop_works", "safety_stop_works"),
    "accident_count": ACCIDENTS,
}
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


def flow_total(
    measure: str, flow: ProjectFlow | None, categories: Collection[ProjectCategory] | None = None
) -> Any:
    """The sum of a flow over categories, all by default; of 年末在监 when no flow is named."""
    column = getattr(ProjectLine, measure)
    if categories is not None and len(categories) < len(ProjectCategory):
        column = case((ProjectLine.category.in_(categories), column), else_=0)
    counted = (
        case((ProjectLine.flow.in_(PLUS), column), else_=-column)
        if flow is None
        else case((ProjectLine.flow == flow, column), else_=0)
    )
    kind = getattr(ProjectLine, measure).type
    return type_coerce(func.coalesce(func.sum(counted), 0), kind)


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
    for name, keys in ADDED.items():
        added = sum_of(ProjectReturn, keys)
        setattr(ProjectReturn, name, column_property(added, deferred=True, group="totals"))


_add_totals()
