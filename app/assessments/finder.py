"""What assessments add to the finder: by number, and by who or what is assessed."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.security_manager import may
from app.core.screens.finder import MOST, FinderSource, Match, Wanted
from app.core.tree.organization_tree import organization_names

from . import presentation, queries
from .choices import GROUP, HIERARCHICAL


def _groups(wanted: Wanted) -> Iterator[Match]:
    for one in queries.groups_found(wanted, MOST, oversees=may("oversee", GROUP)):
        name = _("%(name)s（%(number)s）", name=one.member_names, number=one.number)
        place = organization_names().get(one.organization_id, "")
        yield Match(name, presentation.address(one.id), place)


def _hierarchies(wanted: Wanted) -> Iterator[Match]:
    for one in queries.hierarchies_found(wanted, MOST):
        name = _("%(name)s（%(number)s）", name=one.target_name, number=one.number)
        place = organization_names().get(one.organization_id, "")
        yield Match(name, presentation.show_address(one), place)


FINDER = (
    FinderSource(GROUP, _l("监督组考核"), _groups),
    FinderSource(HIERARCHICAL, _l("层级考核"), _hierarchies),
)
