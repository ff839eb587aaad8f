"""The yearly returns that an organization has not handed in: to-dos also before they are begun."""

from __future__ import annotations

import datetime as dt

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import jobs
from app.core.access.actor import Actor
from app.core.access.security_manager import holds
from app.core.base import clock
from app.core.configuration.parameters import parameter
from app.drafts.queries import unfinished
from app.workflow.todos import Todo, TodoList, TodoSource, listed

from . import queries
from .choices import ReturnState
from .returns import KINDS

# What a return is called in a to-do, and its screen.
SCREENS = {
    "organizations.profile": (_l("监督机构基本信息"), "ProfileView"),
    "organizations.project_return": (_l("监督工程情况"), "ProjectReturnView"),
    "organizations.funding_return": (_l("监督经费情况"), "FundingReturnView"),
}


def due_date(year: int) -> dt.date:
    """The day by which a year's returns are due: 28 February of the next (appendix E)."""
    month, day = (int(part) for part in parameter("annual_due_date").split("-"))
    return dt.date(year + 1, month, day)


def returns_to_file(actor: Actor, _limit: int) -> TodoList:
    """What an actor's organization still has to hand in for this year and the last."""
    models = {
        kind.workflow.resource: kind.model
        for kind in KINDS
        if holds(actor.user_id, "create", kind.workflow.resource)
    }
    if not models or actor.organization_id is None:
        return TodoList()
    years = [clock.year() - 1, clock.year()]
    begun = unfinished(actor.organization_id, models)
    return listed(
        _todo(one, has_draft=str(one.year) in begun.get(one.resource, ()))
        for one in queries.open_returns(actor.organization_id, years, models)
    )


def _todo(found: queries.OpenReturn, *, has_draft: bool) -> Todo:
    name, screen = SCREENS[found.resource]
    going_on = _("继续填报 %(year)d 年度%(name)s", year=found.year, name=name)
    new = _("填报 %(year)d 年度%(name)s", year=found.year, name=name)
    words = {
        None: going_on if has_draft else new,
        ReturnState.RETURNED: _("补正 %(year)d 年度%(name)s", year=found.year, name=name),
    }
    is_returned = found.state is ReturnState.RETURNED
    arrived_at = found.moved_at if is_returned else None
    return Todo(
        words.get(found.state, going_on),
        _("退回补正") if is_returned else _("年度填报"),
        clock.local(arrived_at).date() if arrived_at else dt.date(found.year, 1, 1),
        due_date(found.year),
        url_for(f"{screen}.edit", pk=found.id)
        if found.id
        else url_for(f"{screen}.add", year=found.year),
        "page" if screen == "ProfileView" else "dialog",
        found.moved_at_organization if is_returned else "",
        found.moved_by if is_returned else "",
        arrived_at,
        is_returned,
        # What was sent back is wanted now, whatever is left of the year.
        _("年度未结束，可先暂存") if found.year >= clock.year() and not is_returned else "",
        found.resource,
    )


def archives_that_failed(actor: Actor, _limit: int) -> TodoList:
    """人员结构 that could not be archived, for whoever answers for the archive."""
    if not holds(actor.user_id, "update", "organizations.staff_structure"):
        return TodoList()
    if ARCHIVE not in jobs.failed_lately():
        return TodoList()
    title, kind = _("人员结构归档失败，请联系系统管理员查明原因"), _("人员结构归档")
    url = url_for("StaffStructureView.list")
    hint = _("系统每天自动重新归档")
    return listed([Todo(title, kind, clock.today(), None, url, "page", hint=hint)])


# The job by its name, for a to-do does not know the jobs of the module.
ARCHIVE = "organizations.jobs.archive_structures"
SOURCES = (
    TodoSource("organizations.returns", returns_to_file, tuple(SCREENS)),
    TodoSource("organizations.archive", archives_that_failed),
)
