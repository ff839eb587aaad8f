"""机构体检: organizations against the thresholds, who decides them, and the years before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from app.core.access.figure_cache import kept_figures
from app.core.access.scope import readable
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.shares import each, share
from app.core.configuration.parameters import parameter
from app.core.models import DictionaryEntry, Organization, Parameter
from app.core.screens.organization_choices import organizations_in_scope
from app.core.tree.organization_tree import Node, TreeDivision, divisions
from app.organizations.choices import VerificationStanding
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
    StaffSnapshot,
)
from app.organizations.queries import (
    organization_facts,
    prefecture_name,
    stored_people,
)
from app.personnel import queries as personnel
from app.personnel.models import Certificate, Person
from app.verification.choices import LABELS, CheckupState
from app.verification.thresholds import Finding, findings

from .facts import CELL_OF_FIELD, facts_of, limits
from .records import newest, standing_of

TREND_YEARS = 5
# What a checkup reads.
CHECKED = (
    Organization,
    Person,
    Certificate,
    StaffSnapshot,
    ProfileReturn,
    ProjectReturn,
    ProjectLine,
    FundingReturn,
    OrganizationVerification,
    Parameter,
    DictionaryEntry,
)


@dataclass(frozen=True, slots=True)
class CheckupRow:
    """An organization, how many thresholds it meets and misses, and its certificate."""

    id: int
    prefecture: str
    name: str
    level: Level
    findings: Sequence[Finding]
    state: CheckupState
    valid_to: dt.date | None
    standing: VerificationStanding | None

    @property
    def met(self) -> int:
        return sum(one.is_met is True for one in self.findings)

    @property
    def missed(self) -> int:
        return sum(one.is_met is False for one in self.findings)

    @property
    def unknown(self) -> int:
        return sum(one.is_met is None for one in self.findings)

    @property
    def misses(self) -> str:
        """What is missed, in words."""
        missed = [str(LABELS[one.key]) for one in self.findings if one.is_met is False]
        return _("、").join(missed)


def checkups(nodes: Sequence[Node], year: int) -> list[CheckupRow]:
    """Organizations against the thresholds, for a year; eight statements for any number."""
    facts, in_force_now = facts_of(nodes, year), limits()
    day = min(clock.today(), clock.last_day(year))
    records = newest([node.id for node in nodes], day)
    places = divisions(clock.last_day(year))
    return [
        _checkup(node, findings(facts[node.id], in_force_now), records.get(node.id), places, day)
        for node in nodes
    ]


def checkups_in_scope(year: int) -> list[CheckupRow]:
    """All organizations in scope against the thresholds, kept between requests."""
    return _kept_checkups(readable().read, year, clock.today())


@kept_figures(*CHECKED)
def _kept_checkups(_ids: tuple[int, ...] | None, year: int, _day: dt.date) -> list[CheckupRow]:
    return checkups(organizations_in_scope(year), year)


def _checkup(
    node: Node,
    found: Sequence[Finding],
    record: OrganizationVerification | None,
    places: Mapping[str, TreeDivision],
    day: dt.date,
) -> CheckupRow:
    verdicts = {one.is_met for one in found}
    known = CheckupState.UNKNOWN if None in verdicts else CheckupState.MET
    return CheckupRow(
        node.id,
        prefecture_name(node, places),
        node.name,
        node.level,
        found,
        CheckupState.MISSED if False in verdicts else known,
        record.valid_to if record else None,
        standing_of(record, day) if record else None,
    )


@dataclass(frozen=True, slots=True)
class TrendRow:
    """An organization in one year; None is what nobody filed or stored."""

    year: int
    on_duty: int | None
    certified: int | None
    area: Decimal | None
    budgeted: Decimal | None
    received: Decimal | None

    @property
    def ratio(self) -> Decimal | None:
        """持证占比 in percent."""
        return share(self.certified, self.on_duty)

    @property
    def area_each(self) -> Decimal | None:
        """人均在监面积 in 万㎡."""
        return each(self.area, self.certified)

    @property
    def received_share(self) -> Decimal | None:
        """到位率 in percent."""
        return share(self.received, self.budgeted)


def trend(node: Node, year: int) -> list[TrendRow]:
    """The last years of an organization, the newest first; four statements a year."""
    years = range(year, max(year - TREND_YEARS, parameter("first_year") - 1), -1)
    found = []
    for one in years:
        figures = organization_facts([node], one)[node.id]
        names = ("on_duty", "certified", "year_end_area", "budgeted", "received")
        found.append(TrendRow(one, *(figures[name] for name in names)))
    return found


# Which people decide the thresholds about people.
DECIDING_CELLS = {
    "ratio_supervisor": "uncertified",
    "min_supervisors": "certified",
    "specialty_ratio": CELL_OF_FIELD["installation"],
    "min_municipal": CELL_OF_FIELD["municipal"],
}


def deciding_people(organization_id: int, year: int) -> dict[str, list[tuple[int, str]]]:
    """Who decides the thresholds about people, by threshold: id and name."""
    if year >= clock.year():
        people = personnel.people_with_cells(clock.today(), [organization_id]).get(
            organization_id, []
        )
    else:
        stored = stored_people([organization_id], year)
        people = [one for _number, _cells, some in stored for one in some]
    return {
        key: [(one["id"], one["name"]) for one in people if cell in one["cells"]]
        for key, cell in DECIDING_CELLS.items()
    }
