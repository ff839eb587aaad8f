"""完善 of a dossier: the facts of the roster, and 工作简历 beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.personnel.models import Person
from app.personnel.operations import edit_person, touch

from . import queries, rules
from .models import PersonResume

COLUMNS = ("from_on", "to_on", "employer", "position", "witness")


def complete(person: Person, values: Mapping[str, Any], actor: Actor) -> None:
    """Store what 完善 says of somebody, once the rules of the roster and of 工作简历 agree.

    ``values`` are those of ``edit_person`` with ``resume``, rows by ``COLUMNS``. Pictures are
    stored with their form. Nothing is committed.
    """
    rows = values.get(rules.RESUME) or ()
    Refused.if_any(rules.resume_faults(rows, born_on=person.born_on, today=clock.today()))
    of_the_roster = {name: value for name, value in values.items() if name != rules.RESUME}
    edit_person(person, of_the_roster, actor)
    if rules.RESUME in values and _rewrite(person, rows):
        touch(person)
        db.session.flush()


def _rewrite(person: Person, rows: Sequence[Mapping[str, Any]]) -> bool:
    """工作简历 as it stands now; says whether anything differs."""
    wanted, differs = [_row(row) for row in rows], False
    for one in queries.resume_of(person):
        said = {name: getattr(one, name) for name in COLUMNS}
        if said in wanted:
            wanted.remove(said)
            continue
        db.session.delete(one)
        differs = True
    owner = {"identity_id": person.identity_id, "organization_id": person.organization_id}
    db.session.add_all(PersonResume(**owner, **row) for row in wanted)
    return differs or bool(wanted)


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values.get(name) for name in COLUMNS}
    return found | {name: rules.day_of(found[name]) for name in ("from_on", "to_on")}


def hand_over_resume(before: Person, after: Person) -> None:
    """Let 工作简历 of somebody who moves go along."""
    for one in queries.resume_of(before):
        one.organization_id = after.organization_id
    db.session.flush()
