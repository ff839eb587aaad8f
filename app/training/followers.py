"""What follows an organization that is joined to another: who is enrolled, and its places."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.tree.followers import Follower, Succession
from app.personnel.belongings import Belonging

from . import operations, queries
from .choices import ALLOCATION


def _enrolments(number: int) -> str:
    return _("办理中的培训报名 %(n)d 件", n=number)


def _places(number: int) -> str:
    return _("%(n)d 个培训档期的名额", n=number)


def _with_the_people(_succession: Succession) -> None:
    """Each went along with its person, for nobody leaves while one runs."""


FOLLOWERS = (
    Follower(
        "training",
        _enrolments,
        queries.count_undecided,
        _with_the_people,
        hold=queries.hold_undecided,
    ),
    Follower(ALLOCATION, _places, queries.count_open_places, operations.hand_over_places),
    Belonging("training", operations.follow_person),
)
