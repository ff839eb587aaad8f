"""What an enrolment that runs has against leaving a roster."""

from __future__ import annotations

from flask_babel import gettext as _

from app.personnel.leaving_guards import LeavingGuard
from app.personnel.models import Person

from . import queries


def _running(person: Person) -> str:
    found = queries.undecided_about(person.id)
    if found is None:
        return ""
    kind, number = found.kind.label, found.number
    return _("该人员有未结束的%(kind)s报名（%(number)s）", kind=kind, number=number)


GUARDS = (LeavingGuard("training", _running, queries.enrolled_among),)
