"""What an application that runs has against leaving a roster."""

from __future__ import annotations

from flask_babel import gettext as _

from app.personnel.leaving_guards import LeavingGuard
from app.personnel.models import Person

from . import queries


def _running(person: Person) -> str:
    case = queries.runs_about(person.id)
    return _("该人员有正在办理的%(case)s", case=queries.case_words(case)) if case else ""


GUARDS = (LeavingGuard("certificate_cases", _running, queries.people_with_cases),)
