"""How arrangements read."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.models import Deputy

from .queries import process_titles


def scope_words(found: Deputy) -> str:
    """The processes that it is about."""
    if not found.resources:
        return _("全部办理事项")
    titles = process_titles()
    return _("、").join(str(titles.get(one, one)) for one in found.resources)
