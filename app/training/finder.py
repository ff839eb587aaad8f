"""What training adds to the finder: sessions, and who is enrolled."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.security_manager import may
from app.core.screens.finder import MOST, FinderSource, Match, Wanted
from app.core.screens.views import show_url
from app.core.tree.organization_tree import organization_names

from . import queries
from .choices import SESSION
from .models import Enrolment
from .queries.people import KINDS


def _enrolments(model: type[Enrolment], wanted: Wanted) -> Iterator[Match]:
    oversees = may("oversee", model.resource)
    for row in queries.enrolments_found(model, wanted, MOST, oversees=oversees):
        name = _("%(name)s（%(number)s）", name=row.name, number=row.number)
        place = organization_names().get(row.organization_id, "")
        yield Match(name, show_url(model.resource, row.id) or "", place)


def _sessions(wanted: Wanted) -> Iterator[Match]:
    for row in queries.sessions_found(wanted, MOST, plans=may("update", SESSION)):
        yield Match(row.name, show_url(SESSION, row.id) or "", row.number)


FINDER = (
    FinderSource(SESSION, _l("培训档期"), _sessions),
    *(FinderSource(one.resource, one.kind.label, partial(_enrolments, one)) for one in KINDS),
)
