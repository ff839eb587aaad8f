"""新增 and 修改 of people on the roster of an organization."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.encryption import fingerprint
from app.core.base.errors import FieldError, Refused, Unconfirmed
from app.personnel import queries, rules
from app.personnel.models import Person, Qualification

from .identities import correct_number, identity_of

# What stays as it is where somebody holds a certificate.
LOCKED = ("name", "id_no")
# What people fill in of a person, but for number, name and qualifications.
FACTS = (
    "nation",
    "politics",
    "employ_type",
    "duty_status",
    "department",
    "position",
    "post_type",
    "supervision_field",
    "education",
    "degree",
    "school",
    "major",
    "graduated_on",
    "specialty",
    "title_level",
    "title_name",
    "title_on",
    "work_from",
    "engineering_from",
    "supervising_from",
    "joined_on",
    "law_cert_no",
    "law_cert_to",
    "remark",
)
QUALIFICATION = ("kind", "number", "field", "valid_to")


def add_person(values: rules.Values, actor: Actor) -> Person:
    """Put somebody on the roster of the actor's organization, once every rule agrees.

    ``values`` are by column name, with ``qualifications`` (rows of kind, number, field and
    valid_to) and ``confirmed``, the stamp of the warnings that were agreed to. Nothing is
    committed.
    """
    Refused.if_any(person_refusals(values, actor))
    person = enter_person(values, actor)
    _confirm(values, values)
    return person


def person_refusals(
    values: rules.Values, actor: Actor, person: Person | None = None
) -> list[FieldError]:
    """All that the rules say against values of somebody new, or of a person on the roster."""
    given = values if person is None else _given(person, values)
    number = given.get("id_no") or ""
    if person is None:
        found = queries.registrations(
            [number], actor.organization_id, sent_as=values.get("form_token")
        )
    else:
        found = queries.registrations([number], person.organization_id, but=person.id)
    faults = rules.person_faults(
        given,
        queries.groups(),
        today=clock.today(),
        registration=found[number],
        is_new=person is None,
    )
    locked = person is not None and queries.is_certified(person.identity_id)
    return [*(_locked_faults(person, given) if locked and person else ()), *faults]


def _given(person: Person, values: rules.Values) -> Mapping[str, Any]:
    """The values with what is not among them as it is stored."""
    stored = {name: getattr(person, name) for name in (*LOCKED, "mobile", *FACTS)}
    return {**stored, **values}


def _confirm(sent: rules.Values, given: rules.Values) -> None:
    warnings = rules.person_warnings(given, queries.groups(), today=clock.today())
    Unconfirmed.unless(sent.get("confirmed") or "", warnings)


def enter_person(values: rules.Values, actor: Actor) -> Person:
    """Write a person whose values were found well; the same human keeps the identity.

    Whoever enters the same number at the same moment is refused as V04 says.
    """
    assert actor.organization_id is not None
    number = values["id_no"]
    person = Person(
        organization_id=actor.organization_id,
        identity_id=identity_of(number),
        name=values["name"],
        form_token=values.get("form_token"),
        **_numbers(values, number),
        **{name: values.get(name) for name in FACTS},
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
            db.session.flush()
    except IntegrityError:
        _refuse_taken(number, values, actor)
        raise
    for row in values.get("qualifications") or ():
        _hold(person, row, since=person.joined_on)
    db.session.flush()
    return person


def _refuse_taken(number: str, values: rules.Values, actor: Actor) -> None:
    """Refuse a number that somebody has registered meanwhile, unless it was this very form."""
    token = values.get("form_token")
    found = queries.registrations([number], actor.organization_id, sent_as=token)
    Refused.if_any(rules.registration_faults(found[number], None))


def edit_person(person: Person, values: rules.Values, actor: Actor) -> None:
    """Change what a roster says of somebody; what a certificate says changes with it alone.

    Name and number may be left out where they are locked. Nothing is committed.
    """
    Refused.if_any(person_refusals(values, actor, person))
    given = _given(person, values)
    number = given["id_no"]
    asks = given["id_no"] != person.id_no or given["employ_type"] != person.employ_type
    if number != person.id_no:
        correct_number(person, number)
    for name, value in {
        "name": given["name"],
        **_numbers(given, number),
        **{name: given[name] for name in FACTS},
    }.items():
        # What is the same is no change: sealed values would differ each time.
        if getattr(person, name) != value:
            setattr(person, name, value)
    if "qualifications" in values and _requalify(person, values["qualifications"] or ()):
        touch(person)
    db.session.flush()
    if asks:
        _confirm(values, given)


def _locked_faults(person: Person, given: rules.Values) -> Any:
    for name in LOCKED:
        if given[name] != getattr(person, name):
            yield FieldError("V00", name, _("持证人员的姓名和身份证号请通过证书变更修改"))


def _numbers(values: rules.Values, number: str) -> dict[str, Any]:
    """The personal numbers with the marks that find them, and what the ID number says."""
    born = rules.birth_facts(number)
    mobile = values["mobile"]
    return {
        "id_no": number,
        "id_no_hash": fingerprint(number),
        "born_on": born.born_on,
        "sex": born.sex,
        "mobile": mobile,
        "mobile_hash": fingerprint(mobile),
    }


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values.get(name) for name in QUALIFICATION}
    if isinstance(day := found["valid_to"], str):
        found["valid_to"] = dt.date.fromisoformat(day)
    return found


def _hold(person: Person, row: Mapping[str, Any], *, since: dt.date) -> None:
    owner = {"identity_id": person.identity_id, "organization_id": person.organization_id}
    db.session.add(Qualification(**owner, **_row(row), from_day=since))


def touch(person: Person) -> None:
    """Count what changed beside the row as a change of it, for whoever else has it open."""
    person.changed_at = clock.now()
    flag_modified(person, "changed_at")


def _requalify(person: Person, rows: Any) -> bool:
    """The small table as it stands now: what changed or went is closed today, what is new begins.

    What began today is mended in place, for it was never true of a day before. Says whether
    anything differs.
    """
    today, differs = clock.today(), False
    wanted = [_row(row) for row in rows]
    held = select(Qualification).filter_by(
        identity_id=person.identity_id, organization_id=person.organization_id, to_day=None
    )
    for one in db.session.scalars(held):
        said = {name: getattr(one, name) for name in QUALIFICATION}
        if said in wanted:
            wanted.remove(said)
            continue
        differs = True
        if one.from_day >= today:
            db.session.delete(one)
        else:
            one.to_day = today
    for row in wanted:
        _hold(person, row, since=today)
    return differs or bool(wanted)
