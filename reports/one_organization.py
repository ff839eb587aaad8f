"""Conditions of a report on one organization in one year, asked for and checked alike."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.screens.organization_choices import organizations_in_scope
from app.core.tree.organization_tree import Node, tree
from app.reporting.declaration import Condition, Parameters

from .common import YEAR, YearConditions, searched_then


class OrganizationConditions(YearConditions):
    """统计年度 and 机构."""

    organization = fields.Integer(
        required=True,
        error_messages={"required": _l("请选择机构"), "invalid": _l("请选择机构")},
    )


def _offered(chosen: Parameters) -> list[tuple[str, str]]:
    return [(str(n.id), n.name) for n in organizations_in_scope(chosen["year"])]


def _own(_chosen: Parameters) -> str:
    return str(current_actor().organization_id or "")


CONDITIONS = (
    YEAR,
    Condition("organization", _l("机构"), _offered, _own, required=True, lookup=searched_then),
)


def is_within(parameters: Parameters) -> bool:
    """Whether it is an organization of the asker's reach that was there at the end of the year."""
    within = organizations_in_scope(parameters["year"])
    return parameters["organization"] in {node.id for node in within}


def node_then(parameters: Parameters) -> Node:
    """The organization as it stood at the end of the year."""
    return tree(clock.last_day(parameters["year"]))[parameters["organization"]]


def subtitle(parameters: Parameters) -> str:
    """The year under the title."""
    return f"统计年度：{parameters['year']} 年"
