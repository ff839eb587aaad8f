"""What points have to do with leaving a roster: nothing stands against it, no trace is lost."""

from __future__ import annotations

from app.personnel.leaving_guards import LeavingGuard
from app.personnel.models import Person

from . import queries


def _nothing(_person: Person) -> str:
    return ""


GUARDS = (LeavingGuard("demerits", _nothing, queries.recorded_among),)
