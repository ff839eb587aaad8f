"""Reading who can be enrolled for 新进人员培训, and what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app.attachments.queries import files_of_each
from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.formats import months_from
from app.core.configuration.dictionaries import codes_in
from app.core.configuration.parameters import parameter
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import NOT_CANCELLED, ON_ROSTER, Certificate, Person, Qualification
from app.personnel.queries import groups, of_retirement_age
from app.training import rules
from app.training.choices import InductionCategory
from app.training.models import InductionEnrolment

from .enrolments import binding_of, certificates_of

POSTS = ("leader", "supervision")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the roster as a form about 新进人员培训 knows them."""

    person: Person
    category: InductionCategory
    held: Sequence[Certificate]
    # The certificates that the training can be for.
    free: Sequence[str]
    has_photo: bool
    # Whether they hold a qualification of engineering.
    is_registered: bool


def own_roster() -> Sequence[Any]:
    """The criteria for people on the asker's roster."""
    return (ON_ROSTER, Person.organization_id == current_actor().organization_id)


def off_by(wanted: int) -> Any:
    """How far the certificates of a person are from so many, in SQL: who fits stands first."""
    since = months_from(clock.today(), -parameter("expired_grace_months"))
    held = select(func.count(Certificate.id)).where(
        Certificate.identity_id == Person.identity_id,
        NOT_CANCELLED,
        Certificate.valid_to >= since,
    )
    return func.abs(held.correlate(Person).scalar_subquery() - wanted)


def candidates(people: Sequence[Person], category: InductionCategory) -> dict[int, Candidate]:
    """What is known of some people, by id; as many statements for one as for all."""
    held = certificates_of({one.identity_id for one in people})
    photos = files_of_each(PEOPLE_FILES.resource, {one.id for one in people})
    registered = _registered({one.identity_id for one in people})
    today, grace = clock.today(), parameter("expired_grace_months")
    found = {}
    for one in people:
        own = held.get(one.identity_id, ())
        free = rules.missing_types(own, today, grace)
        found[one.id] = Candidate(
            one, category, own, free, bool(photos[one.id]), one.identity_id in registered
        )
    return found


def _registered(identity_ids: Collection[int]) -> set[int]:
    """Who of some people holds a qualification of engineering today."""
    today = clock.today()
    asked = select(Qualification.identity_id).where(
        Qualification.identity_id.in_(identity_ids),
        Qualification.kind.in_(codes_in("qualification", "engineering")),
        Qualification.to_day.is_(None),
        or_(Qualification.valid_to.is_(None), Qualification.valid_to >= today),
    )
    return set(db.session.scalars(asked))


def reasons_against_training(
    people: Sequence[Person], category: InductionCategory
) -> dict[int, tuple[str, InductionEnrolment | None]]:
    """Why some people cannot be enrolled, by id; three statements for any number of them."""
    identities, today = {one.identity_id for one in people}, clock.today()
    held = certificates_of(identities)
    bound = binding_of(InductionEnrolment, identities, clock.year())
    posts = frozenset(codes_in("post_type", *POSTS))
    ids = [one.id for one in people]
    retired = set(
        db.session.scalars(select(Person.id).where(Person.id.in_(ids), of_retirement_age(today)))
    )
    found: dict[int, tuple[str, InductionEnrolment | None]] = {}
    for person in people:
        if (enrolled := bound.get(person.identity_id)) is not None:
            found[person.id] = (_("已报名（%(number)s）", number=enrolled.number), enrolled)
        elif words := rules.candidate_refusal(
            category,
            held.get(person.identity_id, ()),
            today,
            parameter("expired_grace_months"),
            has_post=person.post_type in posts,
            is_retired=person.id in retired,
        ):
            found[person.id] = (words, None)
    return found


def requirements() -> rules.Requirements:
    """What the office asks of whoever is trained as new (1.5)."""
    return rules.Requirements(
        educations=frozenset(codes_in("education", "postgraduate", "bachelor", "college")),
        untitled=groups().untitled,
        years={
            "quality": parameter("enrol_years_quality"),
            "safety": parameter("enrol_years_safety"),
        },
    )


def doubts_of(values: Mapping[str, Any], whom: Candidate) -> list[str]:
    """条件核对: which conditions are not fulfilled by what was typed of somebody."""
    return rules.doubts(
        values,
        requirements(),
        specialty=whom.person.specialty,
        is_registered=whom.is_registered,
    )
