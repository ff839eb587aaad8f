"""Applications that run when their organization is joined to another: they follow the people."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.tree.followers import Follower, Succession

from . import operations, queries


def _words(number: int) -> str:
    return _("办理中的证书业务申请 %(n)d 件", n=number)


def _hand_over(succession: Succession) -> None:
    operations.hand_over_cases(succession.source, succession.target)


CASES = Follower(
    "certificate_cases", _words, queries.count_running, _hand_over, hold=queries.hold_running
)
