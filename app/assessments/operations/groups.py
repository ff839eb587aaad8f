"""新增被考核人员, and what is said of a 监督组考核 beside its projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.assessments import queries, rules
from app.assessments.choices import GROUP
from app.assessments.models import GroupAssessment, GroupMember
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import FieldError, Refused
from app.core.configuration.numbering import next_number
from app.personnel.models import Person
from app.scoring.choices import SheetKind
from app.scoring.queries import sheet_for
from app.workflow.answers import KEPT_IN

from .projects import remove

Values = Mapping[str, Any]


def begin(values: Values, people: Sequence[Person], actor: Actor) -> GroupAssessment:
    """A new 监督组考核 of some people of the own roster; its state is the process's to set."""
    assert actor.organization_id is not None
    # Two who pick the same people at once are asked one after the other.
    one_at_a_time(db.session, *(f"assessed {one.identity_id}" for one in people))
    Refused.if_any([*group_faults(values, people), *_quarter_faults(values, people)])
    year, quarter = values["year"], values["period"]
    sheet = sheet_for(SheetKind.PROJECT, year)
    assert sheet is not None
    ends_on = rules.last_day(year, quarter, queries.QUARTER)
    own = {"organization_id": actor.organization_id}
    # What is kept reads Chinese, whoever begins.
    with force_locale(KEPT_IN):
        members = [GroupMember(**own, **_facts(one), year=year, quarter=quarter) for one in people]
    return GroupAssessment(
        **own,
        **values,
        number=next_number(GROUP, at=ends_on, **own),
        sheet_id=sheet.id,
        members=members,
    )


def _facts(person: Person) -> dict[str, Any]:
    """What a membership keeps of somebody."""
    return {
        "person_id": person.id,
        "identity_id": person.identity_id,
        "name": person.name,
        "certificates": person.certificate_kind,
    }


def change(assessment: GroupAssessment, values: Values, _actor: Actor) -> None:
    """修改 of what is said of an assessment that runs; whom and which quarter stay."""
    Refused.if_any(rules.assessor_faults(values["assessors"], _names(assessment.members)))
    for name, value in values.items():
        setattr(assessment, name, value)


def remove_group(assessment: GroupAssessment, actor: Actor) -> None:
    """删除; who was to be assessed can be assessed anew."""
    for one in assessment.members:
        one.deleted_at = clock.now()
    remove(assessment, actor)


def group_faults(values: Values, people: Sequence[Person]) -> Iterator[FieldError]:
    """What is wrong with what was typed of a new assessment; what could not be read is None."""
    yield from rules.assessor_faults(values["assessors"], _names(people))
    year, quarter = values["year"], values["period"]
    if year is None or quarter is None:
        return
    if rules.first_day(year, quarter, queries.QUARTER) > clock.today():
        yield FieldError("V36", "period", _("该季度尚未开始"))
    elif sheet_for(SheetKind.PROJECT, year) is None:
        yield FieldError("V36", "year", _("该年度没有已发布的评分表"))


def _quarter_faults(values: Values, people: Sequence[Person]) -> Iterator[FieldError]:
    quarter = (values["year"], values["period"])
    for one, words in reasons_against(people, [quarter]).items():
        name = next(person.name for person in people if person.id == one)
        yield FieldError("V36", "", f"{name}{_('：')}{words[0]}")


def reasons_against(
    people: Sequence[Person], quarters: Sequence[tuple[int, int]]
) -> dict[int, tuple[str, GroupMember | None]]:
    """Who of some people is assessed already in all of these quarters, by id: why, and where in
    the own organization."""
    found: dict[int, tuple[str, GroupMember | None]] = {}
    assessed = queries.assessed_among([one.identity_id for one in people], quarters)
    for person in people:
        held = [assessed.get((person.identity_id, *quarter)) for quarter in quarters]
        if (member := held[-1]) is None or None in held:
            continue
        words = _("%(year)d 年第 %(n)d 季度已被考核", year=member.year, n=member.quarter)
        is_own = member.organization_id == person.organization_id
        found[person.id] = (words, member if is_own else None)
    return found


def _names(people: Sequence[Person] | Sequence[GroupMember]) -> list[str]:
    return [one.name for one in people]
