"""Writing the project return."""

from __future__ import annotations

from app.core.access.actor import Actor
from app.core.base.errors import FieldError
from app.core.configuration.parameters import parameter
from app.long_form.declaration import Filing
from app.long_form.operations import sign
from app.organizations import queries, rules
from app.organizations.choices import MEASURES, ProjectCategory, ProjectFlow, figures
from app.organizations.models import ProjectLine, ProjectReturn
from app.organizations.rules import ProjectData


def fill_project_return(
    found: ProjectReturn, filing: Filing, *, submit: bool, actor: Actor
) -> None:
    """Put the figures into the row; all rules are asked before a hand-in."""
    doubts, refusals = None, list[FieldError]()
    if submit:
        doubts = project_doubts(found.organization_id, found.year, filing.data)
        refusals = [*rules.project_refusals(filing.data), *filing.unanswered(found, doubts)]
    filing.refuse(refusals)
    sign(found, filing, doubts, actor)
    for figure in figures():
        value = filing.data.figures.get(figure.key)
        empty = None if figure.optional or not submit else 0
        setattr(found, figure.key, empty if value is None else value)
    _fill_lines(found, filing.data)


def _fill_lines(found: ProjectReturn, data: ProjectData) -> None:
    lines = {(line.category, line.flow): line for line in found.lines}
    for category in ProjectCategory:
        for flow in ProjectFlow:
            line = lines.get((category, flow))
            if line is None:
                line = ProjectLine(
                    organization_id=found.organization_id, category=category, flow=flow
                )
                found.lines.append(line)
            for measure in MEASURES:
                setattr(line, measure.key, data.cell(category, flow, measure.key))


def project_doubts(organization_id: int, year: int, data: ProjectData) -> list[rules.Doubt]:
    """The warnings of these figures against last year's."""
    return list(
        rules.project_doubts(
            data,
            queries.project_data_of(organization_id, year - 1),
            jump_percent=parameter("jump_percent"),
            jump_units=parameter("jump_units"),
        )
    )


def same_project_return(found: ProjectReturn, filing: Filing) -> bool:
    """Whether a form sent again says what is stored."""
    return queries.project_data(found).equals(filing.data)
