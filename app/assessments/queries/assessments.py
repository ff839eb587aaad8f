"""Reading assessments, their projects, and who can be assessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import func, or_, select, union
from sqlalchemy.orm import selectinload

from app.assessments import rules
from app.assessments.choices import AssessmentKind, AssessmentState
from app.assessments.models import (
    AssessedProject,
    Assessment,
    GroupAssessment,
    GroupMember,
    TeamMember,
)
from app.core.access.actor import current_actor
from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.dictionaries import codes_in
from app.core.configuration.parameters import parameter
from app.core.screens.finder import Wanted
from app.drafts.models import DraftField, FormDraft
from app.personnel.models import ON_ROSTER, Person
from app.scoring.queries import WHOLE

QUARTER = AssessmentKind.GROUP.months
HALF = AssessmentKind.HIERARCHICAL.months
# Whose rows name somebody of a roster.
PEOPLE = (GroupMember, TeamMember)
# The newest names that are offered while one types.
MOST_NAMES = 200
# What a project consists of.
OF_PROJECT = (selectinload(AssessedProject.deductions), selectinload(AssessedProject.team))
# All that a form or 查看 of an assessment prints.
WITH_SHEET = selectinload(Assessment.sheet).options(*WHOLE)
WITH_PROJECTS = selectinload(Assessment.projects).options(*OF_PROJECT)
OF_ASSESSMENT = selectinload(AssessedProject.assessment).options(WITH_SHEET, WITH_PROJECTS)


def own_supervisors() -> Sequence[Any]:
    """The criteria for people of 监督岗位 on the asker's roster."""
    return (
        ON_ROSTER,
        Person.organization_id == current_actor().organization_id,
        Person.post_type.in_(codes_in("post_type", "supervision")),
    )


def open_periods(months: int = QUARTER) -> list[tuple[int, int]]:
    """The periods of so many months that are assessed today without a word: this one, and for
    some days the last one, which stands first."""
    today = clock.today()
    this = (today.year, rules.period_of(today, months))
    before = rules.first_day(*this, months) - dt.timedelta(days=1)
    is_open = today <= before + dt.timedelta(days=parameter("assess_backfill_days"))
    last = (before.year, rules.period_of(before, months))
    return [last, this] if is_open else [this]


def assessed_among(
    identity_ids: Collection[int], quarters: Iterable[tuple[int, int]]
) -> dict[tuple[int, int, int], GroupMember]:
    """Who of some humans is assessed in some quarters, wherever: by identity, year and quarter."""
    wanted = set(quarters)
    asked = select(GroupMember).where(
        GroupMember.identity_id.in_(identity_ids),
        GroupMember.year.in_({year for year, _quarter in wanted}),
    )
    with unscoped("a human is assessed once a quarter, wherever"):
        rows = db.session.scalars(asked.options(selectinload(GroupMember.assessment)))
        return {
            (one.identity_id, one.year, one.quarter): one
            for one in rows
            if (one.year, one.quarter) in wanted
        }


def last_group_name(organization_id: int) -> str | None:
    """What the group was called that an organization assessed last."""
    asked = select(GroupAssessment.group_name).where(
        GroupAssessment.organization_id == organization_id, GroupAssessment.group_name.is_not(None)
    )
    return db.session.scalar(asked.order_by(GroupAssessment.id.desc()).limit(1))


def held(assessment_id: int) -> Assessment | None:
    """An assessment, held until the transaction ends."""
    asked = select(Assessment).where(Assessment.id == assessment_id)
    asked = asked.with_for_update(of=Assessment).execution_options(populate_existing=True)
    return db.session.scalar(asked)


def assessment_of(project_id: int) -> int | None:
    """Which assessment a project belongs to."""
    asked = select(AssessedProject.assessment_id).where(AssessedProject.id == project_id)
    return db.session.scalar(asked)


def projects_of(assessment_id: int) -> Sequence[AssessedProject]:
    """The projects of an assessment as they are stored now, with what was deducted."""
    asked = select(AssessedProject).where(AssessedProject.assessment_id == assessment_id)
    asked = asked.order_by(AssessedProject.id).options(*OF_PROJECT)
    return db.session.scalars(asked.execution_options(populate_existing=True)).all()


def name_is_taken(assessment_id: int, name: str, but: int | None) -> bool:
    """Whether another project of an assessment is called so."""
    asked = select(AssessedProject.id).where(
        AssessedProject.assessment_id == assessment_id,
        AssessedProject.name == name,
        AssessedProject.id != (but or 0),
    )
    return db.session.scalar(asked.limit(1)) is not None


def known_names(organization_id: int) -> list[tuple[str, str]]:
    """工程名称 and 建设单位 of the projects that an organization assessed before, newest first."""
    row = AssessedProject
    newest = func.max(row.id)
    asked = select(row.name, row.client).where(row.organization_id == organization_id)
    asked = asked.group_by(row.name, row.client).order_by(newest.desc()).limit(MOST_NAMES)
    return [(name, client) for name, client in db.session.execute(asked)]


def unsaved_by(assessment: Assessment) -> list[str]:
    """Who typed into projects of an assessment what nobody has saved, by name."""
    asked = (
        select(DraftField.user_name)
        .join(FormDraft, DraftField.draft_id == FormDraft.id)
        .where(
            FormDraft.organization_id == assessment.organization_id,
            FormDraft.resource == assessment.kind.resource,
            FormDraft.record_key.startswith(f"{assessment.id}-", autoescape=True),
            DraftField.discarded == 0,
            DraftField.value.is_not(None),
        )
        .distinct()
    )
    return sorted(db.session.scalars(asked))


def running_about(person_id: int) -> GroupMember | None:
    """The membership of somebody in a 监督组考核 that runs."""
    asked = select(GroupMember).where(
        GroupMember.person_id == person_id,
        GroupMember.assessment.has(GroupAssessment.state == AssessmentState.RUNNING),
    )
    return db.session.scalar(asked.limit(1))


def people_ever_assessed(person_ids: Sequence[int]) -> set[int]:
    """Who of some people, by their ids, was ever assessed."""
    asked = [select(one.person_id).where(one.person_id.in_(person_ids)) for one in PEOPLE]
    with unscoped("who was assessed, wherever"):
        return set(db.session.scalars(union(*asked)))


def whole(kind: AssessmentKind, assessment_id: int) -> Assessment | None:
    """An assessment of a kind in scope with its sheet and its projects."""
    asked = select(Assessment).where(Assessment.id == assessment_id, Assessment.kind == kind)
    return db.session.scalar(asked.options(WITH_SHEET, WITH_PROJECTS))


def count_running(kind: AssessmentKind, organization_id: int) -> int:
    """How many assessments of a kind an organization makes, or undergoes, and are not submitted."""
    asked = select(func.count(Assessment.id)).where(
        Assessment.kind == kind,
        Assessment.state == AssessmentState.RUNNING,
        or_(
            Assessment.organization_id == organization_id,
            Assessment.target_id == organization_id,
        ),
    )
    with unscoped("of an organization that is closed, whoever assesses it"):
        return db.session.scalar(asked) or 0


def assessed_in(year: int, quarter: int) -> Any:
    """Who is assessed in a quarter, by identity, in SQL."""
    return select(GroupMember.identity_id).where(
        GroupMember.year == year, GroupMember.quarter == quarter, GroupMember.deleted_at.is_(None)
    )


def count_unassessed(organization_ids: Iterable[int], year: int, quarter: int) -> dict[int, int]:
    """How many people of 监督岗位 on each of some rosters nobody has assessed in a quarter."""
    asked = (
        select(Person.organization_id, func.count(Person.id))
        .where(
            ON_ROSTER,
            Person.organization_id.in_(list(organization_ids)),
            Person.post_type.in_(codes_in("post_type", "supervision")),
            Person.identity_id.not_in(assessed_in(year, quarter)),
        )
        .group_by(Person.organization_id)
    )
    with unscoped("a human is assessed once a quarter, wherever"):
        return {row[0]: row[1] for row in db.session.execute(asked)}


def groups_of(identity_id: int) -> Sequence[GroupAssessment]:
    """The submitted 监督组考核 of a human, wherever they were made, the oldest first."""
    asked = select(GroupAssessment).where(
        GroupAssessment.state == AssessmentState.DONE,
        GroupAssessment.members.any(GroupMember.identity_id == identity_id),
    )
    with unscoped("a human's assessments stay with the human"):
        return db.session.scalars(asked.order_by(GroupAssessment.assessed_on)).all()


def groups_found(wanted: Wanted, most: int, *, oversees: bool) -> Sequence[GroupAssessment]:
    """监督组考核 that the beginning of a number or a part of somebody's name may mean."""
    ways = []
    if wanted.number:
        ways.append(GroupAssessment.number.startswith(wanted.number, autoescape=True))
    if wanted.name:
        has_name = GroupMember.name.contains(wanted.name, autoescape=True)
        ways.append(GroupAssessment.members.any(has_name))
    if not ways:
        return ()
    known = own_unless_overseen(GroupAssessment, oversees=oversees)
    asked = select(GroupAssessment).where(or_(*ways), *known)
    asked = asked.order_by(GroupAssessment.id.desc()).limit(most)
    return db.session.scalars(asked.options(selectinload(GroupAssessment.members))).all()
