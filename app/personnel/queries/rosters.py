"""Who is on a roster, and what one human has on all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, func, not_, select, tuple_

from app.core.access.actor import current_actor
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.screens.search import name_contains
from app.personnel.cells import (
    on_roster,
)
from app.personnel.models import (
    NOT_CANCELLED,
    ON_ROSTER,
    Certificate,
    CertificateVersion,
    Person,
)

MOST_NAMES = 200


def roster_of(organization_id: int) -> Sequence[Person]:
    """Everybody on the roster of an organization today."""
    return db.session.scalars(
        select(Person)
        .where(Person.organization_id == organization_id, ON_ROSTER)
        .order_by(Person.id)
    ).all()


def roster_names(organization_id: int, day: dt.date) -> list[str]:
    """The names on an organization's roster, for suggestions."""
    return list(
        db.session.scalars(
            select(Person.name)
            .where(Person.organization_id == organization_id, on_roster(day))
            .order_by(Person.id)
            .limit(MOST_NAMES)
        )
    )


def rosters_of(identity_id: int) -> Sequence[Person]:
    """The rows of one human on the rosters that whoever asks may see."""
    statement = select(Person).where(Person.identity_id == identity_id)
    return db.session.scalars(statement.order_by(Person.joined_on, Person.id)).all()


def versions_of(identity_id: int) -> Sequence[CertificateVersion]:
    """What the certificates of one human said, as far as whoever asks may see."""
    version = CertificateVersion
    statement = select(version).where(version.identity_id == identity_id)
    return db.session.scalars(statement.order_by(version.certificate_id, version.from_day)).all()


def first_versions_of(identity_id: int) -> set[int]:
    """Which versions are the first of their certificates, whoever had them then."""
    version = CertificateVersion
    days = select(version.certificate_id, func.min(version.from_day)).where(
        version.identity_id == identity_id
    )
    first = tuple_(version.certificate_id, version.from_day).in_(
        days.group_by(version.certificate_id)
    )
    with unscoped("a certificate begins once, not anew with each organization"):
        return set(db.session.scalars(select(version.id).where(first)))


def own_person(number: int) -> Person | None:
    """Somebody on the roster of the asker's organization."""
    own = current_actor().organization_id
    return db.session.scalar(
        select(Person).where(Person.id == number, Person.organization_id == own, ON_ROSTER)
    )


def movable_people(term: str, most: int) -> tuple[Sequence[Person], int]:
    """Who of the asker's roster may be offered elsewhere, by a part of the name.

    And how many more of that name may not, since they hold a certificate.
    """
    certified = exists().where(Certificate.identity_id == Person.identity_id, NOT_CANCELLED)
    own = [Person.organization_id == current_actor().organization_id, ON_ROSTER]
    if term:
        own.append(name_contains(Person, term))
    found = select(Person).where(*own, not_(certified)).order_by(Person.id).limit(most)
    others = select(func.count()).select_from(Person).where(*own, certified)
    with unscoped("people of the own roster, whoever keeps their certificates"):
        return db.session.scalars(found).all(), db.session.scalar(others) or 0


def on_roster_since(number: int) -> dt.date | None:
    """The day from which on somebody is where a 调动 leads away from."""
    asked = select(Person.joined_on).where(Person.id == number, ON_ROSTER)
    with unscoped("the receiver is told from when on it may take over"):
        return db.session.scalar(asked)


def person_to_move(number: int) -> Person | None:
    """Somebody on a roster, held until the end of the transaction; None for who is on none.

    Whoever takes over decides about a row that is not in the own scope yet. The lock lets pass
    what only refers to the row: else two who offer one person would each wait for the other.
    """
    asked = select(Person).where(Person.id == number, ON_ROSTER)
    with unscoped("the receiver decides about a person of the other organization"):
        held = asked.with_for_update(key_share=True)
        return db.session.scalar(held.execution_options(populate_existing=True))
