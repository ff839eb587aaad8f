"""Organizations as thresholds look at them, and the thresholds in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.configuration.dictionaries import entries
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import Node
from app.organizations.choices import InstrumentState
from app.organizations.models import (
    ProfileReturn,
)
from app.organizations.queries import (
    in_force,
    leaders_of,
    organization_facts,
    snapshots,
)
from app.organizations.rules import Leader
from app.personnel import queries as personnel
from app.verification.thresholds import Limits, OrganizationFacts, Profile

# Classes of 专业类别 that thresholds count, and their cells of 人员结构.
CELL_OF_FIELD = {
    "civil": "certified_civil",
    "installation": "certified_installation",
    "municipal": "certified_municipal",
}


def limits() -> Limits:
    """The thresholds in force today."""

    return Limits(
        ratio=parameter("ratio_supervisor"),
        supervisors={
            Level.PREFECTURE: parameter("min_supervisors_prefecture"),
            Level.COUNTY: parameter("min_supervisors_county"),
        },
        civil_per_installation=parameter("civil_per_installation"),
        municipal=parameter("min_municipal"),
        office_area={
            Level.PREFECTURE: parameter("office_area_prefecture"),
            Level.COUNTY: parameter("office_area_county"),
        },
        computers={
            Level.PREFECTURE: parameter("computers_prefecture"),
            Level.COUNTY: parameter("computers_county"),
        },
        workload=parameter("workload_limit"),
        instruments=[one.label for one in _active("required_instrument")],
        management_rules=[one.code for one in _active("management_rule")],
    )


def _active(dictionary: str) -> Iterable[Any]:
    return [one for one in entries(dictionary).values() if one.is_active]


def facts_of(nodes: Sequence[Node], year: int) -> dict[int, OrganizationFacts]:
    """Organizations as thresholds look at them in a year; seven statements for any number."""
    ids = [node.id for node in nodes]
    figures, profiles = organization_facts(nodes, year), _profiles(ids, year)
    fields = _certified_fields(ids, year)
    names = {number: _names(found) for number, found in profiles.items()}
    leaders = leaders_of(names, min(clock.today(), clock.last_day(year)))
    return {
        node.id: OrganizationFacts(
            level=node.level,
            on_duty=figures[node.id]["on_duty"],
            certified=figures[node.id]["certified"],
            certified_fields=fields.get(node.id),
            profile=_profile(profiles.get(node.id), leaders.get(node.id, {})),
            area=figures[node.id]["year_end_area"],
        )
        for node in nodes
    }


def _profiles(ids: Sequence[int], year: int) -> dict[int, ProfileReturn]:
    model = ProfileReturn
    rows = db.session.scalars(select(model).where(model.organization_id.in_(ids), in_force(year)))
    return {row.organization_id: row for row in rows}


def _profile(found: ProfileReturn | None, leaders: Mapping[str, Leader]) -> Profile | None:
    if found is None:
        return None
    return Profile(
        scopes=found.scopes or (),
        office_area=found.office_area,
        computers=found.computers,
        leaders={name: leaders.get(name) for name in _names(found)},
        instruments=[
            str(row.get("name", ""))
            for row in found.instrument_list or ()
            if row.get("state") in (None, InstrumentState.IN_USE)
        ],
        management_rules=found.management_rules or (),
        is_legal_person=found.is_legal_person,
        is_entrusted=found.is_entrusted,
    )


def _names(found: ProfileReturn) -> list[str]:
    """机构负责人 and 技术负责人, who may be the same."""
    return list(dict.fromkeys(filter(None, (found.head_name, found.technical_name))))


def _certified_fields(ids: Sequence[int], year: int) -> dict[int, dict[str, int | None]]:
    """持证监督人员 by class of their specialty: today's, else as they were stored for the year.

    None is what was not counted yet when the year was stored.
    """
    keys = list(CELL_OF_FIELD.values())
    if year >= clock.year():
        found = personnel.staff_structure(ids, clock.today(), only=keys)
        counted = {number: found.get(number, dict.fromkeys(keys, 0)) for number in ids}
    else:
        counted = snapshots(ids, year)
    return {
        number: {field: cells.get(key) for field, key in CELL_OF_FIELD.items()}
        for number, cells in counted.items()
    }
