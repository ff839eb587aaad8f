"""What the kernel's own rows do when organizations change: users follow whoever takes over."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.tree.followers import Follower, Succession

from . import queries


def _hand_users_over(succession: Succession) -> None:
    for user in queries.users_of(succession.source):
        user.organization_id = succession.target


def _words(number: int) -> str:
    return _("用户 %(n)d 个", n=number)


USERS = Follower("users", _words, queries.active_users, _hand_users_over, keeps_open=True)
