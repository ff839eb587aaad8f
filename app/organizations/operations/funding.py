"""Writing the funding return."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.configuration.parameters import parameter
from app.long_form.declaration import Filing
from app.long_form.operations import sign
from app.organizations import queries, rules
from app.organizations.choices import FUNDING_FIGURES
from app.organizations.models import FundingReturn
from app.organizations.rules import FundingData

# As the database gives it back, so that a hand-in reads the same before and after.
NOTHING = Decimal("0.00")
WORDS = ("funding_type", "in_budget", "fully_covered", "budget_no", "explanation")


def amounts(values: Mapping[str, Any]) -> FundingData:
    """The amounts among the values of the form."""
    return FundingData({figure.key: values.get(figure.key) for figure in FUNDING_FIGURES})


def fill_funding_return(
    found: FundingReturn, filing: Filing, *, submit: bool, actor: Actor
) -> None:
    """Put what was typed into the row; all rules are asked before a hand-in."""
    data = amounts(filing.data)
    doubts = None
    refusals: list[FieldError] = []
    if submit:
        doubts = funding_doubts(found.organization_id, found.year, data)
        refusals += rules.funding_refusals(
            data, filing.data.get("funding_type"), filing.data.get("explanation")
        )
        refusals += filing.unanswered(found, doubts)
    filing.refuse(refusals)
    sign(found, filing, doubts, actor)
    for name in WORDS:
        setattr(found, name, filing.data.get(name))
    for key, amount in data.amounts.items():
        setattr(found, key, NOTHING if amount is None and submit else amount)


def funding_doubts(organization_id: int, year: int, data: FundingData) -> list[rules.Doubt]:
    """The warnings of these amounts against last year's and the people they were for."""
    structure = queries.structure_of([organization_id], min(year, clock.year()))
    return list(
        rules.funding_doubts(
            data,
            queries.funding_data_of(organization_id, year - 1),
            structure.get(organization_id, {}).get("on_duty", 0),
            jump_percent=parameter("jump_percent"),
            jump_units=parameter("jump_units"),
        )
    )


def same_funding_return(found: FundingReturn, filing: Filing) -> bool:
    """Whether a form sent again says what is stored."""
    words = all(getattr(found, name) == filing.data.get(name) for name in WORDS)
    return words and queries.funding_data(found).equals(amounts(filing.data))
