"""Every write of the module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.parameters import parameter
from app.drafts.declaration import NoSuchRecord

from . import queries, rules
from .choices import MEASURES, ProjectCategory, ProjectFlow, ReturnState, figures
from .models import ProjectLine, ProjectReturn
from .rules import ProjectData


@dataclass(frozen=True)
class Filing:
    """What a clerk sends: the figures, the words about doubts, and what the page was based on.

    ``version`` is that of the row the page showed (None for a new row);
    ``form_token`` is drawn once a form, so that a second press finds the first's row.
    """

    data: ProjectData
    explanations: Mapping[str, str]
    version: int | None = None
    form_token: str | None = None


def add_project_return(
    year: int | None, filing: Filing, *, submit: bool, actor: Actor
) -> ProjectReturn:
    """新增: the return of the actor's organization for a year.

    Raises Refused for a bad or taken year and for figures that a rule refuses;
    pressing twice gives the first row, going on with a draft whose answer was
    lost changes it.
    """
    if filing.form_token and (earlier := queries.return_by_token(filing.form_token)):
        return _sent_again(earlier, year, filing, submit=submit, actor=actor)
    Refused.if_any(rules.year_refusals(year, first=parameter("first_year"), today=clock.today()))
    assert year is not None
    assert actor.organization_id is not None
    if queries.project_return_of(actor.organization_id, year) is not None:
        raise _taken()
    found = ProjectReturn(
        organization_id=actor.organization_id,
        year=year,
        form_token=filing.form_token,
        state=ReturnState.DRAFT,
        filled_by=actor.name,
        filled_at=clock.now(),
    )
    _fill(found, filing, submit=submit, actor=actor)
    db.session.add(found)
    try:
        _flush_unique()
    except Refused:
        # The other press of this very form may have been the faster one.
        if filing.form_token and (earlier := queries.return_by_token(filing.form_token)):
            return _sent_again(earlier, year, filing, submit=submit, actor=actor)
        raise
    return found


def _sent_again(
    earlier: ProjectReturn, year: int | None, filing: Filing, *, submit: bool, actor: Actor
) -> ProjectReturn:
    """The same form a second time: nothing typed since may be thrown away in silence."""
    mine = earlier.organization_id == actor.organization_id and earlier.year == year
    if mine and earlier.state is ReturnState.DRAFT:
        _fill(earlier, filing, submit=submit, actor=actor)
        db.session.flush()
        return earlier
    if mine and submit and queries.project_data(earlier).equals(filing.data):
        return earlier
    raise Conflict(_("这份填报已保存过，请刷新后再修改"))


def change_project_return(
    return_id: int, filing: Filing, *, submit: bool, actor: Actor
) -> ProjectReturn | None:
    """修改: None when there is no such row in scope.

    Raises Conflict when somebody saved after the page was opened, Refused when
    the year is locked, the row is another organization's or a rule says no.
    """
    found = queries.project_return(return_id, lock=True)
    if found is None:
        return None
    if found.organization_id != actor.organization_id:
        raise Refused.because("V31", "", _("只能修改本机构的数据"))
    if found.version != filing.version:
        raise Conflict(_("%(name)s 已保存过这份填报，请刷新后再修改", name=found.changed_by or ""))
    if found.state is ReturnState.LOCKED:
        raise Refused.because("V40", "", _("该年度数据已锁定，请联系省级管理员解锁"))
    # What was handed in stays so and is checked again, whichever button was asked for.
    is_filed = submit or found.state is ReturnState.SUBMITTED
    _fill(found, filing, submit=is_filed, actor=actor)
    db.session.flush()
    return found


def _taken() -> Refused:
    return Refused.because("V16", "year", _("该年度数据已存在，请修改"))


def _flush_unique() -> None:
    """Let the database have the last word between two people who add the same year."""
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise _taken() from error


def _fill(found: ProjectReturn, filing: Filing, *, submit: bool, actor: Actor) -> None:
    said = {key: text.strip()[:500] for key, text in filing.explanations.items() if text.strip()}
    if submit:
        doubts = check_project_return(found.organization_id, found.year, filing)
        found.state = ReturnState.SUBMITTED
        said = {doubt.key: said[doubt.key] for doubt in doubts}
    found.explanations = said
    found.changed_by = actor.name
    # An edit of a line alone must also move the version and the time of the return.
    found.changed_at = clock.now()
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


def check_project_return(organization_id: int, year: int, filing: Filing) -> list[rules.Doubt]:
    """All rules of 提交 at once; returns the doubts, which have all been answered."""
    doubts = project_doubts(organization_id, year, filing.data)
    Refused.if_any(
        [
            *rules.project_refusals(filing.data),
            *rules.unexplained(doubts, filing.explanations),
        ]
    )
    return doubts


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


def project_draft_refusal(organization_id: int, record_key: str) -> str:
    """Why a year takes no draft; nothing when it does."""
    is_year = record_key.isascii() and record_key.isdigit() and len(record_key) == 4
    year = int(record_key) if is_year else None
    if any(rules.year_refusals(year, first=parameter("first_year"), today=clock.today())):
        raise NoSuchRecord(record_key)
    assert year is not None
    found = queries.project_return_of(organization_id, year)
    if found is not None and found.state is ReturnState.LOCKED:
        return _("该年度数据已锁定，请联系省级管理员解锁")
    return ""
