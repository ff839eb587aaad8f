"""Reading which organizations 层级考核 can assess, by whom they are, and who works there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer_group

from app.assessments import rules
from app.assessments.choices import AssessmentState
from app.assessments.models import HierarchicalAssessment
from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.dictionaries import codes_in
from app.core.models import Organization
from app.core.screens.finder import Wanted
from app.core.tree.organization_tree import OPEN, subtree
from app.personnel.models import ON_ROSTER, Person
from app.workflow import desks

from .assessments import HALF


def jurisdiction(organization_id: int, day: dt.date | None = None) -> set[int]:
    """辖区内监督机构: those below an organization on a day (today when None), not itself."""
    return set(subtree(organization_id, day)) - {organization_id}


def own_jurisdiction() -> Sequence[Any]:
    """The criteria for organizations below the asker's that are not closed."""
    below = jurisdiction(current_actor().organization_id or 0)
    return (Organization.id.in_(below), Organization.status.in_(OPEN))


def last_day_of(year: int, half: int) -> dt.date:
    """The last day of a half-year, or today while it runs."""
    return min(rules.last_day(year, half, HALF), clock.today())


def assessed_in(
    assessor_id: int, target_ids: Collection[int], halves: Iterable[tuple[int, int]]
) -> dict[tuple[int, int, int], HierarchicalAssessment]:
    """What an organization has assessed of others in some half-years: by target, year and half."""
    wanted = set(halves)
    asked = select(HierarchicalAssessment).where(
        HierarchicalAssessment.organization_id == assessor_id,
        HierarchicalAssessment.target_id.in_(target_ids),
        HierarchicalAssessment.year.in_({year for year, _half in wanted}),
    )
    return {
        (one.target_id or 0, one.year, one.period): one
        for one in db.session.scalars(asked)
        if (one.year, one.period) in wanted
    }


def supervisors_at(organization_id: int | None) -> Sequence[Person]:
    """People of 监督岗位 on an organization's roster, with the kinds of their certificates."""
    asked = select(Person).where(
        ON_ROSTER,
        Person.organization_id == organization_id,
        Person.post_type.in_(codes_in("post_type", "supervision")),
    )
    return db.session.scalars(asked.order_by(Person.id).options(undefer_group("certified"))).all()


def count_to_assess_below(organization_id: int, year: int, half: int) -> int:
    """How many organizations directly below one it has not assessed in a half-year."""
    below = directly_below(organization_id)
    assessed = assessed_in(organization_id, below, [(year, half)])
    return len(below) - len(assessed)


def directly_below(organization_id: int) -> set[int]:
    """The organizations whose superior one is, which it assesses as a rule (specification Q14)."""
    return desks.below(organization_id)


def results_of(target_id: int) -> Sequence[HierarchicalAssessment]:
    """The submitted 层级考核 of an organization, the oldest first."""
    asked = select(HierarchicalAssessment).where(
        HierarchicalAssessment.target_id == target_id,
        HierarchicalAssessment.state == AssessmentState.DONE,
    )
    return db.session.scalars(asked.order_by(HierarchicalAssessment.assessed_on)).all()


def hierarchies_found(wanted: Wanted, most: int) -> Sequence[HierarchicalAssessment]:
    """层级考核 that the beginning of a number or a part of an organization's name may mean."""
    ways = []
    if wanted.number:
        ways.append(HierarchicalAssessment.number.startswith(wanted.number, autoescape=True))
    if wanted.name:
        named = select(Organization.id).where(
            Organization.name.contains(wanted.name, autoescape=True)
        )
        ways.append(HierarchicalAssessment.target_id.in_(named))
    if not ways:
        return ()
    asked = select(HierarchicalAssessment).where(or_(*ways))
    return db.session.scalars(asked.order_by(HierarchicalAssessment.id.desc()).limit(most)).all()
