"""What yearly returns do when their organizations change: what was filed stays where it was."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.base import clock
from app.core.tree.followers import Follower

from . import queries
from .models import FundingReturn, ProfileReturn, ProjectReturn

KINDS = (ProfileReturn, ProjectReturn, FundingReturn)


def _count(organization_id: int) -> int:
    """The returns of the running year, whatever their state."""
    return sum(queries.return_of(kind, organization_id, clock.year()) is not None for kind in KINDS)


def _words(number: int) -> str:
    return _("%(year)d 年度填报 %(n)d 项", year=clock.year(), n=number)


RETURNS = Follower("returns", _words, _count)
