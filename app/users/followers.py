"""Applications that run when their organization is joined to another: they follow the people."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.tree.followers import Follower, Succession

from . import queries


def _words(number: int) -> str:
    return _("未办结的用户申请 %(n)d 件", n=number)


def _hand_over(succession: Succession) -> None:
    for item in queries.running_of(succession.source):
        item.organization_id = succession.target


def _count(organization_id: int) -> int:
    return len(queries.running_of(organization_id))


APPLICATIONS = Follower("account_applications", _words, _count, _hand_over)
