"""监督工程情况: stocks of projects that pass from year to year without a gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind
from app.core.tree.organization_tree import tree
from app.organizations.choices import MEASURES, ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import ProjectLine, ProjectReturn

from . import bulk
from .figures import figures
from .organizations import DemoOrganization, places
from .years import BROKEN_SUM, Staff, signature, staff, state, years

# Whole numbers throughout; area, length and cost in hundredths, as they are stored.
Stock = dict[str, int]
SHARES = {
    ProjectCategory.HOUSING: 0.46,
    ProjectCategory.PUBLIC: 0.22,
    ProjectCategory.INDUSTRIAL: 0.12,
    ProjectCategory.MUNICIPAL: 0.15,
    ProjectCategory.OTHER: 0.05,
}
PROVINCE_SHARES = {
    ProjectCategory.PUBLIC: 0.6,
    ProjectCategory.INDUSTRIAL: 0.15,
    ProjectCategory.MUNICIPAL: 0.25,
}
# A project's units, area (hundredths of 万㎡), length (hundredths of km), and cost in 万元
# for a whole 万㎡ or km.
SIZES = {
    ProjectCategory.HOUSING: ((2, 7), (220, 800), (0, 0), (2400, 3100)),
    ProjectCategory.PUBLIC: ((1, 4), (90, 380), (0, 0), (3300, 4600)),
    ProjectCategory.INDUSTRIAL: ((1, 4), (90, 420), (0, 0), (1700, 2500)),
    ProjectCategory.MUNICIPAL: ((1, 3), (0, 0), (70, 380), (2200, 5200)),
    ProjectCategory.TRANSIT: ((4, 9), (0, 0), (420, 1400), (52000, 68000)),
    ProjectCategory.OTHER: ((1, 2), (30, 150), (0, 0), (1200, 2600)),
}
METRO = "430100"


def load() -> None:
    """Returns for an empty table."""
    if not bulk.is_empty(ProjectReturn):
        return
    kinds = {year: _kinds(year) for year in years()}
    people = staff()
    returns: list[bulk.Row] = []
    lines: list[bulk.Row] = []
    return_id = bulk.next_id(ProjectReturn)
    for place in places():
        if place.id not in people:
            continue
        for row, own_lines in _returns(place, people[place.id], kinds):
            returns.append({"id": return_id, **row})
            lines += ({"return_id": return_id, **line} for line in own_lines)
            return_id += 1
    bulk.insert(ProjectReturn, returns)
    bulk.insert_numbered(ProjectLine, lines)


def _kinds(year: int) -> dict[int, OrganizationKind]:
    nodes = tree(min(dt.date(year, 12, 31), clock.today()))
    return {node.id: node.kind for node in nodes.values()}


def _returns(
    place: DemoOrganization, own: Staff, kinds: dict[int, dict[int, OrganizationKind]]
) -> Iterator[tuple[bulk.Row, list[bulk.Row]]]:
    rng = place.random("projects")
    stocks = _beginning(place, own, rng)
    usual = {category: stock["projects"] for category, stock in stocks.items()}
    rates = place.random("figures")
    pace = {"staff": own.total, "checks": rates.uniform(3.5, 6.5), "strictness": rates.random()}
    for year in years():
        flows = {
            category: _year(category, stocks[category], usual[category], rng)
            for category in ProjectCategory
        }
        stocks = {category: _left(flow) for category, flow in flows.items()}
        reached = state(place, year)
        if reached is None:
            continue
        if place.division_code == BROKEN_SUM and year == clock.year() - 1:
            _break_sum(flows[ProjectCategory.HOUSING])
        row = {
            "organization_id": place.id,
            "year": year,
            "state": reached,
            "form_token": None,
            "explanations": {},
            "version": 1,
            **figures(kinds[year][place.id], pace, flows, rng),
            **signature(place, year, own.clerk, "projects"),
        }
        if reached is ReturnState.DRAFT:
            # A draft still lacks the part that is filled in last.
            row |= dict.fromkeys(("coverage", "first_pass_rate", "archives", "special_checks"))
        yield row, list(_lines(place, flows))


def _beginning(place: DemoOrganization, own: Staff, rng: Random) -> dict[ProjectCategory, Stock]:
    """What was under supervision before the first year, in step with the number of people."""
    shares = PROVINCE_SHARES if place.level is Level.PROVINCE else SHARES
    total = own.total * (0.5 if place.level is Level.PROVINCE else rng.uniform(2.2, 4.2))
    stocks = {}
    for category in ProjectCategory:
        projects = round(total * shares.get(category, 0) * rng.uniform(0.8, 1.2))
        if category is ProjectCategory.TRANSIT and place.division_code == METRO:
            projects = 9
        stocks[category] = _sized(category, projects, rng)
    return stocks


def _sized(category: ProjectCategory, projects: int, rng: Random) -> Stock:
    """So many projects of usual sizes."""
    units, area, length, price = SIZES[category]
    sizes = {"projects": projects}
    for key, (low, high) in (("units", units), ("area", area), ("length", length)):
        sizes[key] = sum(rng.randint(low, high) for _number in range(projects))
    sizes["cost"] = (sizes["area"] + sizes["length"]) * rng.randint(*price)
    return sizes


def _year(
    category: ProjectCategory, carried: Stock, usual: int, rng: Random
) -> dict[ProjectFlow, Stock]:
    """What came and went; about as much as came before goes."""
    new = _sized(category, round(usual * 0.45 * rng.uniform(0.85, 1.15)), rng)
    total = {measure.key: carried[measure.key] + new[measure.key] for measure in MEASURES}
    ended = _part(total, int(rng.random() < min(0.3, total["projects"] / 150)), rng)
    rest = {key: total[key] - ended[key] for key in total}
    completed = _part(rest, round(rest["projects"] * 0.31 * rng.uniform(0.9, 1.1)), rng)
    return {
        ProjectFlow.CARRIED: carried,
        ProjectFlow.NEW: new,
        ProjectFlow.COMPLETED: completed,
        ProjectFlow.ENDED: ended,
    }


def _part(whole: Stock, projects: int, rng: Random) -> Stock:
    """So many of the projects; what remains is still at least one unit for each."""
    projects = min(projects, whole["projects"])
    if projects in (0, whole["projects"]):
        return dict(whole) if projects else dict.fromkeys(whole, 0)
    share = projects / whole["projects"] * rng.uniform(0.9, 1.1)
    remaining = whole["projects"] - projects
    part = {"projects": projects}
    for key, amount in whole.items():
        if key != "projects":
            taken = max(projects, min(round(amount * share), amount - remaining))
            part[key] = taken if amount else 0
    return part


def _left(flow: dict[ProjectFlow, Stock]) -> Stock:
    """年末在监"""
    return {
        measure.key: flow[ProjectFlow.CARRIED][measure.key]
        + flow[ProjectFlow.NEW][measure.key]
        - flow[ProjectFlow.COMPLETED][measure.key]
        - flow[ProjectFlow.ENDED][measure.key]
        for measure in MEASURES
    }


def _break_sum(flow: dict[ProjectFlow, Stock]) -> None:
    """More completed than there were, for the list of data faults."""
    there = flow[ProjectFlow.CARRIED]["projects"] + flow[ProjectFlow.NEW]["projects"]
    flow[ProjectFlow.COMPLETED]["projects"] = there + 3
    flow[ProjectFlow.COMPLETED]["units"] = max(flow[ProjectFlow.COMPLETED]["units"], there + 3)


def _lines(
    place: DemoOrganization, flows: dict[ProjectCategory, dict[ProjectFlow, Stock]]
) -> Iterator[bulk.Row]:
    for category, flow in flows.items():
        for kind, stock in flow.items():
            line: dict[str, Any] = {
                measure.key: Decimal(stock[measure.key]) / 100
                if measure.kind == "amount"
                else stock[measure.key]
                for measure in MEASURES
            }
            yield {"organization_id": place.id, "category": category, "flow": kind, **line}
