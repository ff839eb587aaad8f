"""Thresholds of an organization (specification 1.4) as findings; pure functions.

They warn and never stand in the way: what is not known is neither met nor missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core.base.choices import Level
from app.core.base.shares import each, share
from app.organizations.rules import Leader, meets_share

QUALIFIED_TITLES = ("senior", "intermediate")
MUNICIPAL_SCOPE = "municipal"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the profile of an organization says that thresholds ask for."""

    scopes: Sequence[str]
    office_area: Decimal | None
    computers: int | None
    leaders: Mapping[str, Leader | None]
    instruments: Sequence[str]
    management_rules: Sequence[str]
    is_legal_person: bool
    is_entrusted: bool


@dataclass(frozen=True, slots=True)
class OrganizationFacts:
    """An organization as the thresholds look at it; None is what nobody filed or stored.

    ``certified_fields`` counts 持证监督人员 by class of their specialty, ``area`` is 年末在监面积
    in 万㎡.
    """

    level: Level
    on_duty: int | None
    certified: int | None
    certified_fields: Mapping[str, int | None] | None
    profile: Profile | None
    area: Decimal | None


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds in force."""

    ratio: int
    supervisors: Mapping[Level, int]
    civil_per_installation: int
    municipal: int
    office_area: Mapping[Level, int]
    computers: Mapping[Level, int]
    workload: int
    instruments: Sequence[str]
    management_rules: Sequence[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One threshold: what there is, what is needed, whether it is met (None: not known)."""

    key: str
    value: Any
    needed: Any
    is_met: bool | None

    @property
    def stored(self) -> dict[str, Any]:
        """The finding as a verification keeps it."""
        return {"key": self.key, "value": self.value, "needed": self.needed, "met": self.is_met}


def findings(facts: OrganizationFacts, limits: Limits) -> list[Finding]:
    """Every threshold that concerns an organization, in the order of the specification."""
    return [found for check in CHECKS for found in check(facts, limits)]


def _ratio(facts: OrganizationFacts, limits: Limits) -> Iterator[Finding]:
    value = share(facts.certified, facts.on_duty)
    is_met = meets_share(facts.certified, facts.on_duty, limits.ratio)
    yield Finding("ratio_supervisor", _text(value), limits.ratio, is_met)


def _supervisors(facts: OrganizationFacts, limits: Limits) -> Iterator[Finding]:
    if (least := limits.supervisors.get(facts.level)) is not None:
        yield _at_least("min_supervisors", facts.certified, least)


def _specialties(facts: OrganizationFacts, limits: Limits) -> Iterator[Finding]:
    civil, installation = _of_field(facts, "civil"), _of_field(facts, "installation")
    if civil is None or installation is None:
        yield Finding("specialty_ratio", None, limits.civil_per_installation, None)
        return
    # Of nobody there is no ratio.
    none = not (civil or installation)
    is_met = None if none else civil <= installation * limits.civil_per_installation
    value = [installation, civil]
    yield Finding("specialty_ratio", value, limits.civil_per_installation, is_met)


def _municipal(facts: OrganizationFacts, limits: Limits) -> Iterator[Finding]:
    profile = facts.profile
    if profile is not None and MUNICIPAL_SCOPE in profile.scopes:
        yield _at_least("min_municipal", _of_field(facts, "municipal"), limits.municipal)


def _of_field(facts: OrganizationFacts, field: str) -> int | None:
    """How many of a class of specialties are certified; None where nobody counted it."""
    fields = facts.certified_fields
    return None if fields is None else fields.get(field, 0)


def _means(facts: OrganizationFacts, limits: Limits) -> Iterator[Finding]:
    profile = facts.profile
    if (area := limits.office_area.get(facts.level)) is not None:
        yield _at_least("office_area", profile and profile.office_area, area)
    if (computers := limits.computers.get(facts.level)) is not None:
        yield _at_least("computers", profile and profile.computers, computers)


def _leaders(facts: OrganizationFacts, _limits: Limits) -> Iterator[Finding]:
    """Names of those who lack it; who is not on the roster has neither."""
    leaders = facts.profile.leaders if facts.profile else None
    for key, has in (("leader_title", _is_titled), ("leader_cert", _is_certified)):
        if not leaders:
            yield Finding(key, None, None, None)
            continue
        lacking = [name for name, leader in leaders.items() if leader is None or not has(leader)]
        yield Finding(key, lacking, None, not lacking)


def _is_titled(leader: Leader) -> bool:
    return leader.title_group in QUALIFIED_TITLES


def _is_certified(leader: Leader) -> bool:
    return leader.is_certified


def _complete(facts: OrganizationFacts, limits: Limits) -> Iterator[Finding]:
    """What is missing of the lists that must be complete."""
    profile = facts.profile
    if profile is None:
        yield from (Finding(key, None, None, None) for key in ("instruments", "systems"))
        return
    held = "\n".join(profile.instruments)
    missing = [name for name in limits.instruments if name not in held]
    yield Finding("instruments", missing, None, not missing)
    lacking = [code for code in limits.management_rules if code not in profile.management_rules]
    yield Finding("systems", lacking, None, not lacking)


def _standing(facts: OrganizationFacts, _limits: Limits) -> Iterator[Finding]:
    profile = facts.profile
    legal = None if profile is None else profile.is_legal_person
    entrusted = None if profile is None else profile.is_entrusted
    for key, held in (("legal_person", legal), ("entrust", entrusted)):
        yield Finding(key, held, needed=True, is_met=held)


def _workload(facts: OrganizationFacts, limits: Limits) -> Iterator[Finding]:
    area, people = facts.area, facts.certified
    # Compared before it is rounded.
    is_met = None if area is None or not people else area <= limits.workload * people
    yield Finding("workload", _text(each(area, people)), limits.workload, is_met)


def _at_least(key: str, found: Any, least: int) -> Finding:
    value = str(found) if isinstance(found, Decimal) else found
    return Finding(key, value, least, None if found is None else found >= least)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


CHECKS: tuple[Callable[[OrganizationFacts, Limits], Iterator[Finding]], ...] = (
    _ratio,
    _supervisors,
    _specialties,
    _municipal,
    _means,
    _leaders,
    _complete,
    _standing,
    _workload,
)
