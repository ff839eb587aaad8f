"""What people do when their organizations change: they follow whoever takes over."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.tree.followers import Follower, Succession

from . import operations, queries


def _hand_over(succession: Succession) -> None:
    for person in queries.people_of(succession.source):
        # Who came later than that day goes on the day of coming.
        day = max(succession.day, person.joined_on or succession.day)
        operations.move_person(person, succession.target, on=day)


def _words(number: int) -> str:
    return _("在职人员 %(n)d 人（含证书）", n=number)


PEOPLE = Follower(
    "people", _words, lambda one: len(queries.people_of(one)), _hand_over, keeps_open=True
)
