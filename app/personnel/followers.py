"""What people do when their organizations change: they follow whoever takes over."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.tree.followers import Follower, Succession

from . import operations, queries


def _hand_over(succession: Succession) -> None:
    for person in queries.roster_of(succession.source):
        operations.move_person(person, succession.target, on=succession.day)


def _words(number: int) -> str:
    return _("在职人员 %(n)d 人（含证书）", n=number)


PEOPLE = Follower(
    "people", _words, lambda one: len(queries.roster_of(one)), _hand_over, keeps_open=True
)
