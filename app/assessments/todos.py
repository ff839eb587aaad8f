"""Who is to be assessed in a period: to-dos that are no items of a process (5.4)."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.security_manager import holds
from app.workflow.todos import Todo, TodoList, TodoSource, listed

from . import presentation, queries, rules
from .choices import GROUP, HIERARCHICAL


def people_to_assess(actor: Actor, _limit: int) -> TodoList:
    """监督组考核 of those quarters that are open, for who begins them."""
    number = actor.organization_id
    if number is None or not holds(actor.user_id, "create", GROUP):
        return TodoList()
    return listed(
        Todo(
            _(
                "考核 %(year)d 年%(quarter)s的监督人员，未考核 %(n)d 人",
                year=year,
                quarter=presentation.QUARTERS[quarter],
                n=left,
            ),
            _("监督组考核"),
            rules.first_day(year, quarter, queries.QUARTER),
            rules.last_day(year, quarter, queries.QUARTER),
            url_for("GroupAssessmentView.list"),
            "page",
            resource=GROUP,
        )
        for year, quarter in queries.open_periods()
        if (left := queries.count_unassessed([number], year, quarter).get(number, 0))
    )


def organizations_to_assess(actor: Actor, _limit: int) -> TodoList:
    """层级考核 of those half-years that are open, of whoever is directly below."""
    number = actor.organization_id
    if number is None or not holds(actor.user_id, "create", HIERARCHICAL):
        return TodoList()
    return listed(
        Todo(
            _(
                "考核 %(year)d 年%(half)s的监督机构，未考核 %(n)d 个",
                year=year,
                half=presentation.HALVES[half],
                n=left,
            ),
            _("层级考核"),
            rules.first_day(year, half, queries.HALF),
            rules.last_day(year, half, queries.HALF),
            url_for("HierarchicalAssessmentView.list"),
            "page",
            resource=HIERARCHICAL,
        )
        for year, half in queries.open_periods(queries.HALF)
        if (left := queries.count_to_assess_below(number, year, half))
    )


SOURCES = (
    TodoSource("assessments.people_to_assess", people_to_assess, (GROUP,)),
    TodoSource("assessments.organizations_to_assess", organizations_to_assess, (HIERARCHICAL,)),
)
