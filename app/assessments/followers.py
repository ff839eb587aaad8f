"""What keeps an organization from being closed: assessments that it has not finished.

What was submitted stays with the organization that assessed.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.tree.followers import Follower

from . import queries
from .choices import GROUP


def _words(number: int) -> str:
    return _("未提交的监督组考核 %(n)d 件", n=number)


FOLLOWERS = (Follower(GROUP, _words, queries.count_running, keeps_open=True),)
