"""What organizations add to the finder: themselves, and their returns by number."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.security_manager import may
from app.core.screens.finder import MOST, FinderSource, Match, Wanted
from app.core.screens.views import show_url
from app.core.tree.organization_tree import divisions, organization_names
from app.core.web.years import shown_year

from . import queries
from .returns import KINDS, AnnualReturn


def _organizations(wanted: Wanted) -> Iterator[Match]:
    for node in queries.organizations_found(wanted, shown_year(), MOST):
        place = divisions().get(node.prefecture_code or "")
        address = url_for("OverviewView.show", pk=node.id)
        yield Match(node.name, address, place.name if place else "")


def _returns(kind: AnnualReturn, wanted: Wanted) -> Iterator[Match]:
    resource = kind.workflow.resource
    oversees = may("oversee", resource)
    for row in queries.returns_numbered(kind.model, wanted, MOST, oversees=oversees):
        name = _("%(number)s（%(year)d 年度）", number=row.number, year=row.year)
        address = show_url(resource, row.id) or ""
        yield Match(name, address, organization_names().get(row.organization_id, ""))


FINDER = (
    FinderSource("organizations.overview", _l("机构"), _organizations),
    *(
        FinderSource(kind.workflow.resource, kind.workflow.title, partial(_returns, kind))
        for kind in KINDS
    ),
)
