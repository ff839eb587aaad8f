"""Enrolling people for 新进人员培训, correcting, and letting lapse; nothing is committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.attachments.copies import lend_files
from app.core.access.actor import SYSTEM, Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.configuration.numbering import next_numbers
from app.long_form.sent_records import SentRecord, in_each
from app.personnel import operations as roster
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import Person
from app.training import queries, rules
from app.training.choices import INDUCTION, InductionCategory
from app.training.models import InductionEnrolment
from app.training.numbering import BATCH
from app.training.queries import Candidate
from app.workflow import engine
from app.workflow.declaration import Workflow

from .enrolments import begin_all, keep_person

Values = Mapping[str, Any]
# What the form asks of the person; it is the roster's (2.12).
OF_PERSON = ("mobile", "education", "major", "title_level", "position", "work_from")
OWN = ("types", "engineering_years", "supervising_years", "recommendation")
PHOTO = PEOPLE_FILES.slots[0].key


def induction_refusals(values: Values, whom: Candidate, actor: Actor) -> list[FieldError]:
    """All that speaks against what was typed of somebody; values that are None are not asked."""
    told = queries.doubts_of(values, whom)
    found = [*rules.certificate_faults(values.get("types"), whom.free)]
    if "explanation" in values:
        found += rules.explanation_faults(told, values["explanation"])
    return [*found, *_roster_refusals(whom.person, values, actor)]


def _changed(person: Person, values: Values) -> dict[str, Any]:
    """What was typed of a person that the roster says otherwise."""
    said = {name: values[name] for name in OF_PERSON if name in values}
    return {name: value for name, value in said.items() if value != getattr(person, name)}


def _roster_refusals(person: Person, values: Values, actor: Actor) -> list[FieldError]:
    """What the roster says against it, of fields that it alone asks for, too."""
    changed = _changed(person, values)
    if not changed:
        return []
    return [
        error if error.field in OF_PERSON else replace(error, field="", message=_elsewhere(error))
        for error in roster.person_refusals(changed, actor, person)
    ]


def _elsewhere(error: FieldError) -> str:
    return str(_("%(words)s（请先在“在职工作人员基础数据”中修改）", words=error.message))


def begin_inductions(
    workflow: Workflow, category: InductionCategory, entries: Sequence[SentRecord], actor: Actor
) -> list[InductionEnrolment]:
    """An enrolment for each entry, whose member's key is the id of a person; still drafts.

    What was typed of a person is the roster's from now on. Refused with what is wrong with
    every one: all or none (ruling 11).
    """
    people = queries.own_people([int(one.member.key) for one in entries], lock=True)
    whom = queries.candidates([*people.values()], category)
    against = queries.reasons_against_training([*people.values()], category)

    def checked(entry: SentRecord) -> Candidate:
        number = int(entry.member.key)
        if number not in people:
            raise Refused.because("V35", "", _("该人员已不在本机构在职"))
        if number in against:
            raise Refused.because("V35", "", against[number][0])
        _enter(whom[number], entry.values, actor)
        return whom[number]

    found = list(zip(entries, in_each(entries, checked), strict=True))
    at: dict[str, Any] = {"organization_id": actor.organization_id, "at": clock.today()}
    numbers = next_numbers(INDUCTION, len(entries), **at)
    (batch,) = next_numbers(BATCH, 1, **at)
    rows = [
        _filled(
            InductionEnrolment(
                organization_id=actor.organization_id,
                number=number,
                batch=batch,
                category=category,
                person_id=one.person.id,
                identity_id=one.person.identity_id,
                form_token=entry.form_token,
            ),
            entry.values,
            one,
            actor,
        )
        for number, (entry, one) in zip(numbers, found, strict=True)
    ]
    begin_all(workflow, rows, actor, batch)
    return rows


def _enter(whom: Candidate, values: Values, actor: Actor) -> None:
    """Refuse what is wrong with a form, and write what it says of the person into the roster."""
    Refused.if_any(induction_refusals(values, whom, actor))
    if changed := _changed(whom.person, values):
        roster.edit_person(whom.person, changed, actor)


def correct_induction(item: InductionEnrolment, values: Values, actor: Actor) -> None:
    """What was sent back says what was typed, of person and certificates as they are now."""
    people = queries.own_people([item.person_id], lock=True)
    if item.person_id not in people:
        raise Refused.because("V35", "", _("该人员已不在本机构在职"))
    whom = queries.candidates([*people.values()], item.category)[item.person_id]
    _enter(whom, values, actor)
    _filled(item, values, whom, actor)
    db.session.flush()


def _filled(
    item: InductionEnrolment, values: Values, whom: Candidate, actor: Actor
) -> InductionEnrolment:
    keep_person(item, whom.person, whom.held, actor)
    item.has_photo = whom.has_photo
    # Who is filed again in a later year waits for a place of that year.
    item.year = clock.year()
    for name in OWN:
        setattr(item, name, values[name])
    item.doubts = queries.doubts_of(values, whom)
    item.explanation = values["explanation"] if item.doubts else None
    return item


def lend_photos(rows: Sequence[InductionEnrolment]) -> None:
    """Who sent no 一寸照片 has that of the roster."""
    wanted = [one for one in rows if one.has_photo]
    people = queries.own_people([one.person_id for one in wanted])
    pairs = [(people[one.person_id], one) for one in wanted]
    lend_files(pairs, resource=INDUCTION, slots={PHOTO: PHOTO})


def lapse_left_over(workflow: Workflow, year: int) -> None:
    """Who was enrolled before a year and got no place is free to enrol anew (3.5)."""
    engine.fire_each(workflow, queries.left_over(year), "lapse", actor=SYSTEM)
