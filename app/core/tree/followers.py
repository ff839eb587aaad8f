"""What belongs to organizations and follows them when they are joined, split or closed.

Each module says it of its own rows (people, users, returns), so that 机构维护 can show what follows
before it is done, and does all of it in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from app.core.base.registry import Registry


@dataclass(frozen=True, slots=True)
class Succession:
    """One organization takes over from another, from a day on."""

    source: int
    target: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Follower:
    """Rows of one kind that follow their organization.

    ``count(organization_id)`` says how many there are, ``words(n)`` how that reads. ``hand_over``
    moves them to the organization that takes over; without it they stay with the old one, as what
    was filed does. ``keeps_open``: an organization that has any cannot be closed. ``hold`` lets
    nobody decide about one of them until they are handed over, and waits for whoever does now.
    """

    name: str
    words: Callable[[int], str]
    count: Callable[[int], int]
    hand_over: Callable[[Succession], None] | None = None
    keeps_open: bool = False
    hold: Callable[[int], None] | None = None


FOLLOWERS = Registry("followers", Follower, lambda one: one.name)


def hold_followers(organization_id: int) -> None:
    """Hold what an organization has, before any of it is read."""
    for one in FOLLOWERS.registered().values():
        if one.hold is not None:
            one.hold(organization_id)


def followers_of(organization_id: int) -> list[tuple[Follower, int]]:
    """What an organization has of each kind, where it has any."""
    counted = [(one, one.count(organization_id)) for one in FOLLOWERS.registered().values()]
    return [(one, number) for one, number in counted if number]
