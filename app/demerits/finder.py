"""What demerit points add to the finder: records by the person and the number."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.screens.finder import MOST, FinderSource, Match, Wanted
from app.core.screens.views import show_url
from app.core.tree.organization_tree import organization_names

from . import queries
from .choices import RECORD


def _records(wanted: Wanted) -> Iterator[Match]:
    for row in queries.records_found(wanted, MOST):
        name = _("%(name)s（%(number)s）", name=row.name, number=row.number)
        place = organization_names().get(row.subject_id, "")
        yield Match(name, show_url(RECORD, row.id) or "", place)


FINDER = (FinderSource(RECORD, _l("动态考核记分"), _records),)
