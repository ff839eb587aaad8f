"""What the tables of training have in common: who stands in a line, and who may have it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base.masks import mask_id_number, mask_mobile
from app.core.tree.organization_tree import Node
from app.personnel.presentation import REVEAL, may_reveal_people
from app.reporting.declaration import Condition, TableReport
from app.training.choices import Coverage

from .common import prefecture_of
from .places import yearly_table

# The certificates of a person in one word; those that a session is for are called otherwise.
COVERAGES: Mapping[Coverage, Any] = {
    **{one: one.label for one in Coverage},
    Coverage.BOTH: _l("双证"),
}
Told = Callable[[Any], dict[str, Any]]


def coverage_of(types: Any) -> Coverage:
    """Which certificates an enrolment is for, in one word."""
    return Coverage.BOTH if len(types) > 1 else Coverage.of(types[0])


def person_facts() -> Told:
    """The cells of whoever is enrolled; numbers in full for those alone who may see them."""
    is_full = may_reveal_people()

    def told(item: Any) -> dict[str, Any]:
        coverage = coverage_of(item.types)
        return {
            "name": item.name,
            "sex": item.facts.get("sex", ""),
            "id_no": item.id_no if is_full else mask_id_number(item.id_no),
            "mobile": item.mobile if is_full else mask_mobile(item.mobile),
            "coverage": coverage,
            "covers": str(COVERAGES[coverage]),
        }

    return told


def place_facts(nodes: Mapping[int, Node], item: Any) -> dict[str, str]:
    """The cells of where somebody was enrolled, as it was called then."""
    node = nodes[item.organization_id]
    return {"place": prefecture_of(node), "organization": node.name}


def dated_day(text: str) -> dt.date | None:
    """A day that facts keep as a text."""
    return dt.date.fromisoformat(text) if text else None


def training_table(resource: str, conditions: tuple[Condition, ...], **told: Any) -> TableReport:
    """What R15 to R18 have in common: whose rows they show to whom, and their paper."""
    return yearly_table(resource, conditions, shows=(REVEAL,), unit="人", keys=4, **told)
