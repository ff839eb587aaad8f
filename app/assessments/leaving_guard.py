"""What an assessment that runs has against leaving a roster."""

from __future__ import annotations

from flask_babel import gettext as _

from app.personnel.leaving_guards import LeavingGuard
from app.personnel.models import Person

from . import queries


def _running(person: Person) -> str:
    found = queries.running_about(person.id)
    if found is None:
        return ""
    return _("该人员有未提交的监督组考核（%(number)s）", number=found.assessment.number)


GUARDS = (LeavingGuard("assessments", _running, queries.people_ever_assessed),)
