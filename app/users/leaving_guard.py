"""What an application that runs has against leaving a roster, and the account of who has left."""

from __future__ import annotations

from flask_babel import gettext as _

from app.personnel.belongings import Belonging
from app.personnel.leaving_guards import LeavingGuard
from app.personnel.models import Person

from . import operations, queries


def _running(person: Person) -> str:
    number = queries.runs_about(person.id)
    return _("该人员有未审核的用户申请（%(number)s）", number=number) if number else ""


def _moved(before: Person, _after: Person) -> None:
    operations.close_account_of(before)


GUARDS = (
    LeavingGuard("users", _running, queries.people_with_accounts, operations.close_account_of),
    Belonging("users", _moved),
)
