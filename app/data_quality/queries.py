"""Every SELECT of 数据质量: what wants to be mended is found by conditions, not by reading all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, literal, not_, or_, select, union_all

from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import db
from app.core.tree.organization_tree import organization_names
from app.organizations.choices import FILED
from app.organizations.models import FundingReturn, ProjectReturn
from app.personnel.choices import CertificateStatus
from app.personnel.labels import LABELS
from app.personnel.models import ON_ROSTER, CertificateVersion, Person, held_by
from app.personnel.queries import groups, holds_valid, lacks_facts, past_retirement
from app.personnel.rules import LACKABLE, Groups, missing_in_row
from app.verification.choices import CHECKUP
from app.verification.queries import checkups_in_scope

from .choices import IssueKind

# So many findings about people are listed; what is behind them shows once these are mended.
MOST = 5000
PERSON = "personnel.person"
RETURNS: dict[str, Any] = {
    "organizations.project_return": ProjectReturn,
    "organizations.funding_return": FundingReturn,
}
# What a return says where a figure has changed much since the year before.
JUMP = "V27"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to mend: whose, of which record, and what is the matter."""

    kind: IssueKind
    organization_id: int
    subject: str
    problem: tuple[Any, ...]
    resource: str
    record_id: int


def issues(year: int) -> Iterator[Issue]:
    """Everything in scope that wants to be mended, of today's people and of a year's returns."""
    if may("read", PERSON):
        yield from sorted(_people(clock.today()), key=lambda one: list(IssueKind).index(one.kind))
    yield from _jumps(year)
    if may("read", CHECKUP):
        yield from _thresholds(year)


def _people(today: dt.date) -> Iterator[Issue]:
    """What is the matter with people on rosters whom whoever asks may look at; one statement."""
    known, names = groups(), ("id", "organization_id", "born_on", *LACKABLE)
    conditions = {
        IssueKind.INCOMPLETE: lacks_facts(known),
        IssueKind.RETIRED: past_retirement(today),
        IssueKind.EXPIRED: _expired(known, today),
    }
    asked = (
        select(
            *(getattr(Person, name) for name in names),
            *(condition.label(kind.value) for kind, condition in conditions.items()),
        )
        .where(
            ON_ROSTER,
            *own_unless_overseen(Person, oversees=may("oversee", PERSON)),
            or_(*conditions.values()),
        )
        .order_by(Person.organization_id, Person.id)
        .limit(MOST + 1)
    )
    for row in db.session.execute(asked):
        for kind in conditions:
            if row._mapping[kind.value]:
                yield _person(kind, row, known)


def _person(kind: IssueKind, row: Any, known: Groups) -> Issue:
    problem: tuple[Any, ...] = ()
    if kind is IssueKind.INCOMPLETE:
        problem = tuple(LABELS[name] for name in missing_in_row(row._asdict(), known))
    elif kind is IssueKind.RETIRED:
        problem = (row.born_on,)
    return Issue(kind, row.organization_id, row.name, problem, PERSON, row.id)


def _expired(known: Groups, today: dt.date) -> Any:
    """On a supervising post with a certificate that ran out and none that is valid."""
    version = CertificateVersion
    ran_out = exists(
        select(1).where(
            held_by(Person),
            version.on(today),
            version.status == CertificateStatus.VALID,
            version.valid_to < today,
        )
    ).correlate(Person)
    return and_(Person.post_type.in_(known.supervising), ran_out, not_(holds_valid(today)))


def _jumps(year: int) -> Iterator[Issue]:
    """V27: returns in which a figure has changed much, with what was said about it."""
    readable = {name: model for name, model in RETURNS.items() if may("read", name)}
    parts = [
        select(
            literal(resource), model.id, model.organization_id, model.number, model.explanations
        ).where(
            model.year == year,
            model.state.in_(FILED),
            *own_unless_overseen(model, oversees=may("oversee", resource)),
        )
        for resource, model in readable.items()
    ]
    for resource, number, organization_id, name, told in (
        db.session.execute(union_all(*parts)) if parts else ()
    ):
        if said := (told or {}).get(JUMP):
            yield Issue(
                IssueKind.JUMP, organization_id, name or str(year), (said,), resource, number
            )


def _thresholds(year: int) -> Iterator[Issue]:
    """V41: thresholds of 1.4 that an organization misses."""
    names = organization_names()
    for row in checkups_in_scope(year):
        if row.misses:
            subject = names.get(row.id, row.name)
            yield Issue(IssueKind.THRESHOLD, row.id, subject, (row.misses,), CHECKUP, row.id)
