"""The funding return as its form, details and totals print it; no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.screens.value_display import number_text
from app.organizations.choices import (
    FUND_COLUMNS,
    FUND_ITEMS,
    FUNDING_FIGURES,
    INCOME_ITEMS,
    SPENDING_ITEMS,
)
from app.organizations.models import FundingReturn
from app.organizations.models.common import percent

from .projects import short


@dataclass(frozen=True, slots=True)
class FundingPart:
    """A total with what it is made of."""

    key: str
    label: Any
    lines: Sequence[tuple[Any, str, str]]
    total: str


def funding_parts(item: FundingReturn) -> list[FundingPart]:
    """应拨, 实拨, 其他收入 and 支出 of a return."""
    blocks = [
        (key, label, [(line.label, f"{key}_{line.key}") for line in FUND_ITEMS])
        for key, label in FUND_COLUMNS.items()
    ]
    incomes = [(line.label, line.key) for line in INCOME_ITEMS if line.key != "income_carried"]
    blocks.append(("other_income", _l("其他收入"), incomes))
    blocks.append(("spent", _l("支出"), [(line.label, line.key) for line in SPENDING_ITEMS]))
    return [
        FundingPart(
            key,
            label,
            [
                (words, name, number_text(getattr(item, name) or Decimal(0)))
                for words, name in lines
            ],
            number_text(getattr(item, key)),
        )
        for key, label, lines in blocks
    ]


def funding_table(form: Any) -> list[tuple[Any, Any, Any]]:
    """The six items of the budget: label, field as planned, field as paid."""
    return [
        (item.label, form[f"budgeted_{item.key}"], form[f"received_{item.key}"])
        for item in FUND_ITEMS
    ]


def funding_last(last: FundingReturn | None) -> dict[str, str]:
    """Last year's amounts by the names of this year's fields."""
    if last is None:
        return {}
    return {figure.key: short(getattr(last, figure.key)) for figure in FUNDING_FIGURES}


def carried(last: FundingReturn | None) -> Decimal | None:
    """上年结转: what last year left over."""
    return max(Decimal(last.balance), Decimal(0)) if last is not None else None


def rate_of(sums: Mapping[str, Any]) -> str:
    """到位率 of all together."""
    return percent(sums["received"] or 0, sums["budgeted"] or 0)
