"""监督经费情况: the yearly return of what was budgeted, received and spent."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CheckConstraint,
    Float,
    Index,
    Integer,
    String,
    UniqueConstraint,
    case,
    cast,
    type_coerce,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base.column_types import Amount
from app.core.base.constraints import refuse_negatives
from app.core.base.db import db
from app.organizations.choices import BUDGETED, FUNDING_FIGURES, INCOME, RECEIVED, SPENT

from .common import Annual, percent, sum_of


class FundingReturn(OrgOwned, Annual, db.Model):
    """监督经费情况 of one organization in one year, in 万元; totals are summed when read."""

    __tablename__ = "funding_return"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", name="uq_funding_return_year"),
        UniqueConstraint("form_token", name="uq_funding_return_form_token"),
        CheckConstraint("year BETWEEN 2015 AND 2100", name="year_in_range"),
        Index("ix_funding_return_list", "year", "organization_id"),
        Index("ix_funding_return_waiting", "state", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    funding_type: Mapped[str | None] = mapped_column(
        String(40), info={"dictionary": "funding_type", "label": _l("经费形式")}
    )
    in_budget: Mapped[bool] = mapped_column(
        default=True, info={"label": _l("是否纳入同级财政预算")}
    )
    fully_covered: Mapped[bool] = mapped_column(default=True, info={"label": _l("是否全额保障")})
    budget_no: Mapped[str | None] = mapped_column(String(60), info={"label": _l("预算批复文号")})
    explanation: Mapped[str | None] = mapped_column(String(500), info={"label": _l("说明")})

    @property
    def rate(self) -> str:
        """到位率 = 实拨 ÷ 应拨."""
        return percent(self.received, self.budgeted)

    def __repr__(self) -> str:
        return f"{self.year} {self.organization}"


def _add_amounts() -> None:
    """Give the return one column an amount; they are declared once, in choices."""
    for figure in FUNDING_FIGURES:
        column: Mapped[Decimal | None] = mapped_column(
            Amount, nullable=True, info={"label": figure.label, "min": 0}
        )
        setattr(FundingReturn, figure.key, column)


_add_amounts()
refuse_negatives(FundingReturn)


def _add_totals() -> None:
    """The sums that lists and details show, as columns that can be ordered and exported."""
    income = sum_of(FundingReturn, (*RECEIVED, *INCOME))
    spent = sum_of(FundingReturn, SPENT)
    totals = {
        "budgeted": sum_of(FundingReturn, BUDGETED),
        "received": sum_of(FundingReturn, RECEIVED),
        "other_income": sum_of(FundingReturn, [k for k in INCOME if k != "income_carried"]),
        "income": income,
        "spent": spent,
        "balance": type_coerce(income - spent, Amount),
    }
    for name, total in totals.items():
        setattr(FundingReturn, name, column_property(total))
    budgeted, received = (type_coerce(totals[name], Integer) for name in ("budgeted", "received"))
    # Lists are ordered by it; what is shown is exact.
    share = case((budgeted > 0, cast(received, Float) / cast(budgeted, Float)))
    FundingReturn.received_share = column_property(share, deferred=True)


_add_totals()
