"""监督经费情况 in 万元: what was budgeted, received and spent, year after year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from app.organizations.choices import FUND_ITEMS, SPENT
from app.organizations.models import FundingReturn

from . import bulk
from .organizations import DemoOrganization, places
from .profiles import funding_type
from .years import Staff, signature, staff, state, years

# Shares of the budget (personnel first) and of the spending.
BUDGET = dict(
    zip((item.key for item in FUND_ITEMS), (0.68, 0.13, 0.08, 0.04, 0.04, 0.03), strict=True)
)
SPENDING = dict(zip(SPENT, (0.69, 0.08, 0.05, 0.07, 0.03, 0.02, 0.02, 0.03, 0.01), strict=True))


def load() -> None:
    """Returns for an empty table."""
    if not bulk.is_empty(FundingReturn):
        return
    people = staff()
    rows = [
        row for place in places() if place.id in people for row in _returns(place, people[place.id])
    ]
    bulk.insert_numbered(FundingReturn, rows)


def _returns(place: DemoOrganization, own: Staff) -> Iterator[bulk.Row]:
    """Each year begins with what the year before left over."""
    rng = place.random("money")
    kind = funding_type(place)
    a_head, carried = rng.uniform(11, 17), Decimal(rng.randint(0, 1500)) / 100
    for year in years():
        a_head *= rng.uniform(1.0, 1.05)
        money, left_over = _money(own.total * a_head, _rate(kind, rng), carried, rng)
        reached = state(place, year)
        carried = left_over
        if reached is None:
            continue
        short = money.pop("short")
        yield {
            "organization_id": place.id,
            "year": year,
            "state": reached,
            "funding_type": kind,
            "in_budget": kind in ("full", "partial"),
            "fully_covered": kind == "full" and not short,
            "budget_no": f"财预〔{year}〕{rng.randint(1, 200)}号" if kind == "full" else None,
            "explanation": "部分专项经费未到位，结转下年安排。" if short else None,
            "version": 1,
            **money,
            **signature(place, year, own.clerk, "funding"),
        }


def _rate(kind: str, rng: Random) -> float:
    """到位率; whoever is wholly paid for usually gets all of it."""
    if rng.random() < (0.85 if kind == "full" else 0.5):
        return 1.0
    return rng.uniform(0.82, 0.99)


def _money(
    budget: float, rate: float, carried: Decimal, rng: Random
) -> tuple[dict[str, Any], Decimal]:
    """The amounts of a year and what is left of them at its end."""
    money: dict[str, Any] = {}
    for key, share in BUDGET.items():
        budgeted = _amount(budget * share)
        money[f"budgeted_{key}"] = budgeted
        # Wages are paid first; what is missing is missing elsewhere.
        money[f"received_{key}"] = (
            budgeted
            if key == "personnel"
            else _amount(float(budgeted) * max(0.0, 1 - (1 - rate) / (1 - BUDGET["personnel"])))
        )
    money["income_superior"] = _amount(rng.choice((0, 0, 5, 12)))
    money["income_other"] = _amount(rng.choice((0, 0, 0, 3.5)))
    money["income_carried"] = carried
    received = sum(money[f"received_{key}"] for key in BUDGET)
    income = received + money["income_superior"] + money["income_other"] + carried
    spent = float(income) * rng.uniform(0.94, 0.99)
    money |= {key: _amount(spent * share) for key, share in SPENDING.items()}
    money["short"] = received < sum(money[f"budgeted_{key}"] for key in BUDGET)
    return money, income - sum(money[key] for key in SPENDING)


def _amount(value: float) -> Decimal:
    return Decimal(round(value * 100)) / 100
