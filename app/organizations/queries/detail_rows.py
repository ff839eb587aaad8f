"""The rows behind a figure of a report: every one adds its value, and they make the figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.access.scope import readable, unscoped
from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.core.base.db import db
from app.core.configuration.dictionaries import label
from app.core.tree.organization_tree import Node
from app.organizations.choices import FILED, FUNDING_FIGURES, SIGN, figures
from app.organizations.models import FundingReturn, ProfileReturn, ProjectLine, ProjectReturn
from app.personnel import queries as personnel
from app.reporting.declaration import Detail

from .figures import (
    CHOSEN,
    ENFORCEMENT,
    FLOWS,
    FUNDING,
    NATURES,
    PROFILE,
    SHARED,
    STAFF,
    Flow,
    cells_of,
    in_force,
    natures_of,
    stored_people,
)
from .filed import sharing

LABELS = {figure.key: figure.label for figure in (*figures(), *FUNDING_FIGURES)}
UNITS = {figure.key: figure.unit for figure in (*figures(), *FUNDING_FIGURES)}
# The resources that the records of details belong to.
PROFILES, PEOPLE = "organizations.profile", "personnel.person"
PROJECTS, FUNDS = "organizations.project_return", "organizations.funding_return"
# Where the fields of a figure stand: model, resource and fields.
RETURNED: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    **{name: (ProjectReturn, PROJECTS, keys) for name, keys in ENFORCEMENT.items()},
    **{name: (FundingReturn, FUNDS, keys) for name, keys in FUNDING.items()},
}
ONLY_COUNTED = _l("人员不在您的管辖范围，仅计数")
NOT_KEPT = _l("归档数（当年未保存名单）")


def behind(nodes: Sequence[Node], year: int, figure: str) -> Iterator[Detail]:
    """The rows that a figure of these organizations adds up, in their order.

    People of organizations beyond the asker's reach are counted, not named. Raises KeyError for
    a figure that no report has.
    """
    named = {node.id: node for node in sharing(nodes, year, figure)}
    figure = SHARED.get(figure, figure)
    reach = readable().read
    with unscoped(CHOSEN):
        found = list(_rows(named, year, figure))
    if figure in STAFF and reach is not None:
        found = _nameless(found, reach)
    place = {number: position for position, number in enumerate(named)}
    yield from sorted(found, key=lambda detail: place[detail.organization_id])


def _nameless(details: list[Detail], reach: Collection[int]) -> list[Detail]:
    beyond: dict[int, Detail] = {}
    for one in details:
        if one.organization_id not in reach:
            before = beyond.get(one.organization_id)
            value = one.value + (before.value if before else 0)
            beyond[one.organization_id] = Detail(
                one.organization_id, one.organization, str(ONLY_COUNTED), "", value
            )
    return [*(one for one in details if one.organization_id in reach), *beyond.values()]


def _rows(nodes: Mapping[int, Node], year: int, figure: str) -> Iterator[Detail]:
    if figure in STAFF:
        return _people(nodes, year, figure)
    if figure in FLOWS:
        return _project_lines(nodes, year, FLOWS[figure])
    if figure in RETURNED:
        return _figures(nodes, year, *RETURNED[figure])
    if figure in PROFILE:
        return _profile_figures(nodes, year, figure)
    if figure.startswith("nature_"):
        return _natures(nodes, year, figure.removeprefix("nature_"))
    return _organizations(nodes, figure)


def _organizations(nodes: Mapping[int, Node], figure: str) -> Iterator[Detail]:
    """机构数, all or of a kind."""
    kinds = {f"kind_{kind.value}": kind for kind in OrganizationKind}
    wanted = None if figure == "organizations" else kinds[figure]
    for node in nodes.values():
        if wanted is None or node.kind is wanted:
            yield Detail(node.id, node.name, str(node.kind.label), str(node.level.label), 1)


def _natures(nodes: Mapping[int, Node], year: int, wanted: str) -> Iterator[Detail]:
    if wanted not in NATURES:
        raise KeyError(wanted)
    model = ProfileReturn
    statement = select(model.id, model.organization_id, model.nature, model.funding_type)
    nature_for_report = natures_of(year)
    for row in _of(nodes, statement, model, in_force(year)):
        if nature_for_report(row.nature, row.funding_type) == wanted:
            yield Detail(
                row.organization_id,
                nodes[row.organization_id].name,
                str(label("org_nature", row.nature, year=year)),
                str(label("funding_type", row.funding_type, year=year)),
                1,
                (PROFILES, row.id),
            )


def _profile_figures(nodes: Mapping[int, Node], year: int, figure: str) -> Iterator[Detail]:
    column = PROFILE[figure]
    statement = select(
        ProfileReturn.id, ProfileReturn.organization_id, ProfileReturn.year, column.label("value")
    )
    for row in _of(nodes, statement, ProfileReturn, in_force(year)):
        if row.value is not None:
            yield Detail(
                row.organization_id,
                nodes[row.organization_id].name,
                str(column.info["label"]),
                _("%(year)d 年度填报", year=row.year),
                row.value,
                (PROFILES, row.id),
            )


def _figures(
    nodes: Mapping[int, Node], year: int, model: Any, resource: str, keys: Sequence[str]
) -> Iterator[Detail]:
    """The fields of a return, where anything was entered."""
    statement = select(model.id, model.organization_id, *(getattr(model, key) for key in keys))
    for row in _of(nodes, statement, model, model.year == year, model.state.in_(FILED)):
        for key in keys:
            value = getattr(row, key)
            if value:
                yield Detail(
                    row.organization_id,
                    nodes[row.organization_id].name,
                    str(LABELS[key]),
                    str(UNITS[key]),
                    value,
                    (resource, row.id),
                )


def _project_lines(nodes: Mapping[int, Node], year: int, flow: Flow) -> Iterator[Detail]:
    """The cells of the project table; what 年末在监 subtracts is negative."""
    model, line = ProjectReturn, ProjectLine
    value = getattr(line, flow.measure)
    statement = (
        select(model.id, model.organization_id, line.category, line.flow, value.label("value"))
        .join(line, line.return_id == model.id)
        .where(line.category.in_(flow.categories), value != 0)
        .order_by(line.id)
    )
    if flow.flow is not None:
        statement = statement.where(line.flow == flow.flow)
    for row in _of(nodes, statement, model, model.year == year, model.state.in_(FILED)):
        sign = SIGN[row.flow] if flow.flow is None else 1
        yield Detail(
            row.organization_id,
            nodes[row.organization_id].name,
            str(row.category.label),
            str(row.flow.label),
            sign * row.value,
            (PROJECTS, row.id),
        )


def _of(nodes: Mapping[int, Node], statement: Any, model: Any, *criteria: Any) -> Any:
    return db.session.execute(statement.where(model.organization_id.in_(list(nodes)), *criteria))


def _people(nodes: Mapping[int, Node], year: int, figure: str) -> Iterator[Detail]:
    """The people that the cells of a figure count: of today, or as stored for a past year."""
    cells = cells_of(figure, year)
    if year < clock.year():
        yield from _people_then(nodes, year, cells)
        return
    for person in personnel.people_in_cells(list(nodes), clock.today(), cells):
        yield Detail(
            person.organization_id,
            nodes[person.organization_id].name,
            person.name,
            _of_person(person.title_level, person.education, year),
            1,
            (PEOPLE, person.id),
        )


def _people_then(nodes: Mapping[int, Node], year: int, cells: Sequence[str]) -> Iterator[Detail]:
    for organization_id, stored, people in stored_people(list(nodes), year):
        name = nodes[organization_id].name
        listed = 0
        for person in people:
            if any(cell in person.get("cells", ()) for cell in cells):
                listed += 1
                note = _of_person(person.get("title_level"), person.get("education"), year)
                record = (PEOPLE, int(person["id"]))
                yield Detail(organization_id, name, person["name"], note, 1, record)
        missing = sum(stored.get(cell, 0) for cell in cells) - listed
        if missing:
            yield Detail(organization_id, name, str(NOT_KEPT), "", missing)


def _of_person(title_level: str | None, education: str | None, year: int) -> str:
    words = (
        label("title_level", title_level, year=year),
        label("education", education, year=year),
    )
    return _("、").join(str(word) for word in words if word)
