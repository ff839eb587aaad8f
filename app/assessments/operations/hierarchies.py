"""新增被考核机构, and what is said of a 层级考核 beside its projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.assessments import queries, rules
from app.assessments.choices import HIERARCHICAL
from app.assessments.models import HierarchicalAssessment
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import FieldError, Refused
from app.core.configuration.numbering import next_numbers
from app.core.models import Organization
from app.scoring.choices import SheetKind
from app.scoring.queries import sheet_for

Values = Mapping[str, Any]
Half = tuple[int, int]


def begin_each(
    values: Values, organizations: Sequence[Organization], actor: Actor
) -> list[HierarchicalAssessment]:
    """A new 层级考核 of each of some organizations, all or none (ruling 11); their state is the
    process's to set."""
    assert actor.organization_id is not None
    targets = [one.id for one in organizations]
    # Two who pick the same organizations at once are asked one after the other.
    keys = (f"assessed organization {actor.organization_id} {one}" for one in sorted(targets))
    one_at_a_time(db.session, *keys)
    Refused.if_any(hierarchy_faults(values, organizations, actor))
    year, half = values["year"], values["period"]
    sheet = sheet_for(SheetKind.PROJECT, year)
    assert sheet is not None
    own = {"organization_id": actor.organization_id}
    ends_on = rules.last_day(year, half, queries.HALF)
    numbers = next_numbers(HIERARCHICAL, len(targets), at=ends_on, **own)
    # The form was sent once, whatever it made.
    token = values.get("form_token")
    said = {name: value for name, value in values.items() if name != "form_token"}
    return [
        HierarchicalAssessment(
            **own,
            **said,
            number=number,
            target_id=target,
            sheet_id=sheet.id,
            form_token=token if place == 0 else None,
        )
        for place, (number, target) in enumerate(zip(numbers, targets, strict=True))
    ]


def hierarchy_faults(
    values: Values, organizations: Sequence[Organization], actor: Actor
) -> Iterator[FieldError]:
    """What is wrong with what was typed of new ones; what could not be read is None."""
    year, half = values["year"], values["period"]
    if year is None or half is None:
        return
    if rules.first_day(year, half, queries.HALF) > clock.today():
        yield FieldError("V36", "period", _("该半年尚未开始"))
        return
    if sheet_for(SheetKind.PROJECT, year) is None:
        yield FieldError("V36", "year", _("该年度没有已发布的评分表"))
    below = queries.jurisdiction(actor.organization_id or 0, queries.last_day_of(year, half))
    for one in organizations:
        if one.id not in below:
            words = _("%(name)s当时不在本机构辖区内", name=one.name)
            yield FieldError("V36", "period", words)
    for number, (words, _held) in reasons_against(organizations, [(year, half)], actor).items():
        name = next(one.name for one in organizations if one.id == number)
        yield FieldError("V36", "period", f"{name}{_('：')}{words}")


def reasons_against(
    organizations: Sequence[Organization], halves: Sequence[Half], actor: Actor
) -> dict[int, tuple[str, HierarchicalAssessment]]:
    """Which of some organizations the own one has assessed in all of these half-years, by id: why
    not again, and what there is."""
    found: dict[int, tuple[str, HierarchicalAssessment]] = {}
    ids = [one.id for one in organizations]
    assessed = queries.assessed_in(actor.organization_id or 0, ids, halves)
    for one in ids:
        held = [assessed.get((one, *half)) for half in halves]
        if (last := held[-1]) is None or None in held:
            continue
        name = _("上半年") if last.period == 1 else _("下半年")
        words = _("%(year)d 年%(half)s已被本机构考核", year=last.year, half=name)
        found[one] = (words, last)
    return found


def change_hierarchy(assessment: HierarchicalAssessment, values: Values, _actor: Actor) -> None:
    """修改 of what is said of an assessment that runs; whom and which half-year stay."""
    for name, value in values.items():
        setattr(assessment, name, value)
