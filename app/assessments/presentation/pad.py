"""The pad: a project with the tables of its sheet, as form and page have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.assessments import operations, queries, rules
from app.assessments.models import AssessedProject, Assessment
from app.assessments.rules import Findings
from app.core.base.per_request import once
from app.core.base.tenths import number_of
from app.core.screens.fixed_rows import FixedRow
from app.core.screens.form_texts import differing
from app.core.tree.organization_tree import tree
from app.scoring.choices import TONES as GRADE_TONES
from app.scoring.choices import Grade
from app.scoring.rules import ItemContent, PointContent, SheetContent
from app.workflow.answers import KEPT_IN

from .words import (
    BASES,
    PROJECTS,
    arithmetic_words,
    period_words,
    score_text,
    subject_of,
)

HEAD = (
    "name",
    "client",
    "builder",
    "engineer",
    "project_class",
    "stage",
    "size",
    "registration",
    "inspected_on",
)
# What the next project begins with when it takes over the head of another one.
COPIED = ("client", "builder", "engineer", "project_class", "stage", "inspected_on")
TICK = "y"


@dataclass(frozen=True, slots=True)
class NewProject:
    """What the form of a new project is about, and the project whose head it takes over."""

    assessment: Assessment
    like: AssessedProject | None = None

    def __getattr__(self, name: str) -> Any:
        if name in HEAD:
            return getattr(self.like, name, None) if name in COPIED else None
        raise AttributeError(name)


@dataclass(frozen=True, slots=True)
class PadItem:
    """考核项目 of the pad with its cells, and with those of what is deducted in it."""

    item: ItemContent
    cells: Mapping[str, Any]
    points: Sequence[tuple[PointContent, Mapping[str, Any]]]


def pad_rows(about: AssessedProject | NewProject) -> Mapping[str, Sequence[FixedRow]]:
    """The rows of the three tables of a project: 扣分内容, items, 一票否决."""
    content = operations.content_of(about.assessment)
    points = [point for item in content.items for point in item.points]
    return {
        "marks": [FixedRow(str(n), one.code) for n, one in enumerate(points)],
        "items": [FixedRow(str(n), one.number) for n, one in enumerate(content.items)],
        "vetoed": [FixedRow(str(n), code) for n, code in enumerate(content.vetoes)],
    }


def pad_cells(about: AssessedProject | NewProject) -> Mapping[str, Mapping[str, Any]]:
    """What the cells of the three tables begin with."""
    content = operations.content_of(about.assessment)
    found = _begun(about, content)
    by_code = {one.code: one for one in found.deductions}
    points = [(item, point) for item in content.items for point in item.points]
    return {
        "marks": {
            str(n): {
                "ticked": TICK,
                "count": one.count,
                "value": number_of(one.value),
                "fact": one.fact,
            }
            for n, (_item, point) in enumerate(points)
            if (one := by_code.get(point.code)) is not None
        },
        "items": {
            str(n): {"out": TICK, "reason": found.left_out[one.number]}
            for n, one in enumerate(content.items)
            if one.number in found.left_out
        },
        "vetoed": {
            str(n): {"ticked": TICK}
            for n, code in enumerate(content.vetoes)
            if code in found.vetoes
        },
    }


def _begun(about: AssessedProject | NewProject, content: SheetContent) -> Findings:
    """What is kept of a project; a new one leaves out what the organization has no task for."""
    if isinstance(about, AssessedProject):
        return operations.stored_findings(about)
    # The assessed organization, which the assessor itself is for its own groups.
    node = tree().get(about.assessment.target_id or about.assessment.organization_id)
    if node is None:
        return Findings()
    out = rules.without_task(content, node.kind)
    # What is kept reads Chinese, whoever begins.
    with force_locale(KEPT_IN):
        return Findings(left_out=dict.fromkeys(out, str(node.kind.label)))


def team_codes(about: AssessedProject | NewProject) -> list[str]:
    """Whose boxes are ticked in 监督组成员."""
    team = about.team if isinstance(about, AssessedProject) else ()
    return [str(one.person_id) for one in team]


def team_choices(about: AssessedProject | NewProject) -> list[tuple[str, str]]:
    """监督组成员 on offer: people of 监督岗位 of the assessed organization with their certificates,
    and who was in the team before."""
    people = once(
        ("supervisors at", about.assessment.target_id),
        lambda: queries.supervisors_at(about.assessment.target_id),
    )
    found = {
        str(one.id): _("%(name)s（%(kind)s）", name=one.name, kind=one.certificate_kind)
        for one in people
    }
    team = about.team if isinstance(about, AssessedProject) else ()
    kept = {str(one.person_id): one.name for one in team}
    return list({**kept, **found}.items())


def pad_sections(form: Any, content: SheetContent) -> list[tuple[str, list[PadItem]]]:
    """The tables of a form as the pad prints them: sections, items, 扣分内容."""
    marks, items = _by_column(form.marks), iter(_by_column(form["items"]))
    lines = iter(marks)
    found = [
        PadItem(one, next(items), [(point, next(lines)) for point in one.points])
        for one in content.items
    ]
    return [(section, list(some)) for section, some in groupby(found, lambda one: one.item.section)]


def pad_vetoes(form: Any, content: SheetContent) -> list[tuple[str, str, Mapping[str, Any]]]:
    """一票否决 as the pad prints it: code, words, cells."""
    cells = _by_column(form.vetoed)
    return [(code, text, cells[n]) for n, (code, text) in enumerate(content.vetoes.items())]


def _by_column(table: Any) -> list[Mapping[str, Any]]:
    return [{cell.column.key: cell for cell in cells} for _row, cells in table.lines()]


def sheet_facts(content: SheetContent, limits: Sequence[int]) -> Mapping[str, Any]:
    """What the page's script computes with: items, limits and words of grades."""
    return {
        "items": [
            {"key": one.number, "section": one.section, "most": one.most} for one in content.items
        ],
        "least": list(limits),
        "grades": [[str(one.label), GRADE_TONES[one]] for one in Grade],
        "capped": _("%(n)s（扣完）", n="{n}"),
    }


def pad_context(
    form: Any, assessment: Assessment, project: AssessedProject | None
) -> Mapping[str, Any]:
    """What the page of a project prints beside its form."""
    content, limits = operations.content_of(assessment), operations.grade_limits()
    known = queries.known_names(assessment.organization_id)
    return {
        "assessment": assessment,
        "about": subject_of(assessment),
        "period": f"{assessment.year} {period_words(assessment)}",
        "projects": [(one, score_text(one.score)) for one in assessment.projects],
        "this": project,
        "parts_of_sheet": pad_sections(form, content),
        "vetoes": pad_vetoes(form, content),
        "points_of": number_of,
        "facts_of_sheet": sheet_facts(content, limits),
        "arithmetic": project and arithmetic_words(operations.stored_findings(project), content),
        "score": project and score_text(project.score),
        "names": list(dict.fromkeys(name for name, _client in known)),
        "clients": list(dict.fromkeys(client for _name, client in known)),
        "list_url": f"{BASES[assessment.kind]}/list/",
        "submit_url": f"{BASES[assessment.kind]}/move/{assessment.id}/submit",
        "add_url": f"{PROJECTS[assessment.kind]}/add?of={assessment.id}",
        "like_url": _like_url(assessment, project),
    }


def _like_url(assessment: Assessment, project: AssessedProject | None) -> str:
    """The address at which a new project takes over the head of the last one."""
    if project is not None or not assessment.projects:
        return ""
    url = f"{PROJECTS[assessment.kind]}/add?of={assessment.id}"
    return f"{url}&like={assessment.projects[-1].id}"


def newer_lines(stored: Any, typed: Any) -> list[tuple[str, str, str]]:
    """Where a project was stored otherwise than somebody typed: label, stored, typed."""
    tables = [stored[name] for name in operations.FOUND]
    labels = {str(table.label.text) for table in tables}
    found = [line for line in differing(stored, typed) if line[0] not in labels]
    for table in tables:
        there = dict(table.cells())
        for (name, text), (row, cell) in zip(
            typed[table.short_name].cells(), _cells(table), strict=True
        ):
            if there[name] != text:
                found.append((f"{row.label} {cell.label}", there[name] or "—", text or "—"))
    return found


def _cells(table: Any) -> list[tuple[FixedRow, Any]]:
    return [(row, column) for row in table.rows for column in table.columns]
