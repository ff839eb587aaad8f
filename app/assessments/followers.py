"""What keeps an organization from being closed: assessments that it has not finished.

What was submitted stays with the organization that assessed.
"""

from __future__ import annotations

from functools import partial

from flask_babel import gettext as _

from app.core.tree.followers import Follower

from . import queries
from .choices import GROUP, HIERARCHICAL
from .choices import AssessmentKind as Kind


def _group_words(number: int) -> str:
    return _("未提交的监督组考核 %(n)d 件", n=number)


def _hierarchy_words(number: int) -> str:
    return _("未提交的层级考核 %(n)d 件", n=number)


FOLLOWERS = (
    Follower(GROUP, _group_words, partial(queries.count_running, Kind.GROUP), keeps_open=True),
    Follower(
        HIERARCHICAL,
        _hierarchy_words,
        partial(queries.count_running, Kind.HIERARCHICAL),
        keeps_open=True,
    ),
)
