"""Effects that processes share: what an item keeps of the last word on it, and of days."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.base import clock

from .declaration import Effect, Move


def forget_opinion(move: Move) -> None:
    """What was said before an item was handed in anew stays in its history."""
    move.item.opinion = move.item.handled_by = None


def keep_opinion(move: Move) -> None:
    """The opinion that the list shows, and who gave it."""
    if move.opinion:
        move.item.opinion = move.opinion
    move.item.handled_by = move.actor.name[:60]


def say_withdrawn(move: Move) -> None:
    """撤回 is marked as the applicant's own (ruling 7)."""
    move.item.opinion, move.item.handled_by = _("申请人撤回"), None


def stamp(name: str) -> Effect:
    """An effect that keeps the day of a move in a column of the item."""

    def keep_day(move: Move) -> None:
        setattr(move.item, name, clock.today())

    return keep_day
