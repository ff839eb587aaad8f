"""What the kernel's own rows do when organizations change: users and 业务指导 are taken over."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.base.db import db
from app.core.models import SupervisionLink
from app.core.tree.followers import Follower, Succession

from . import queries


def _hand_users_over(succession: Succession) -> None:
    for user in queries.users_of(succession.source):
        user.organization_id = succession.target


def _words(number: int) -> str:
    return _("用户 %(n)d 个", n=number)


def _guide_on(succession: Succession) -> None:
    """Whoever takes over guides what was guided; the old links say who saw a past year."""
    known = {succession.target, *queries.guided_by(succession.target)}
    for number in queries.guided_by(succession.source):
        if number not in known:
            link = SupervisionLink(organization_id=number, superior_id=succession.target)
            db.session.add(link)
    db.session.flush()


def _guided_words(number: int) -> str:
    return _("业务指导的机构 %(n)d 个", n=number)


GUIDED = Follower("guided", _guided_words, lambda one: len(queries.guided_by(one)), _guide_on)
USERS = Follower("users", _words, queries.active_users, _hand_users_over, keeps_open=True)
