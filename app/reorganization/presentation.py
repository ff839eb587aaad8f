"""What 查看 of an organization tells: what it was, from when on."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.models import Organization, OrganizationVersion
from app.core.screens.timeline import TimelineEvent, TimelineSource, timeline_part
from app.core.tree.changes import OF_ORGANIZATION

from . import queries

RESOURCE = "reorganization.organization"


def events(organization: Organization) -> Iterator[TimelineEvent]:
    """Each version as an event that names what changed."""
    before: OrganizationVersion | None = None
    for version in reversed(queries.versions_of(organization.id)):
        if before is None:
            yield TimelineEvent(version.valid_from, _("设立"), version.name)
        else:
            changed = [
                queries.change_words(name, getattr(before, name), getattr(version, name))
                for name in OF_ORGANIZATION
                if getattr(before, name) != getattr(version, name)
            ]
            yield TimelineEvent(version.valid_from, _("变更"), _("；").join(changed))
        before = version


TIMELINE = (TimelineSource(RESOURCE, "versions", events),)
PARTS = (timeline_part(RESOURCE, _l("机构沿革")),)
