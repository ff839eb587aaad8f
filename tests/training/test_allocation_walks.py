"""V26 whatever is done one after the other: places handed on, taken, waited for, given back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.core.access.actor import Actor, at_work
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import User
from app.training import operations
from app.training.choices import SEATED, ContinuingState
from app.training.models import (
    ContinuingEnrolment,
    OrganizationQuota,
    SessionQuota,
    TrainingSession,
)
from tests.certificate_cases.acts import LIUYANG, YUELU
from tests.training.rush import CHANGSHA, PLACES, a_session, enrol, people_of, withdraw

MANY = 8
PERSON, SEATS = st.integers(0, MANY - 1), st.integers(0, 14)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hand_on"), SEATS, SEATS),
        st.tuples(st.just("replan"), st.integers(0, 20)),
        st.tuples(st.just("enrol"), PERSON),
        st.tuples(st.just("wait"), PERSON),
        st.tuples(st.just("withdraw"), PERSON),
        st.tuples(st.just("delete"), PERSON),
    ),
    max_size=14,
)
COLUMNS = [
    "kind",
    "covers",
    "year",
    "issue",
    "name",
    "starts_on",
    "ends_on",
    "checks_in_at",
    "place",
    "organizer",
    "contact",
    "contact_phone",
    "enrol_from",
    "enrol_to",
    "allocate_by",
    "seats",
    "hours",
    "extension_months",
]


class Walk:
    """One session, and what is done with its places by one of the county and one of the city."""

    def __init__(self, session_id: int, people: list[int]) -> None:
        self.session_id, self.people = session_id, people
        self.clerk, self.city, self.province = (
            Actor.of(db.session.scalars(select(User).where(User.username == name)).one())
            for name in ("yl_clerk", "cs_admin", "hn_admin")
        )

    @property
    def session(self) -> TrainingSession:
        return db.session.get_one(TrainingSession, self.session_id)

    def quota(self) -> SessionQuota:
        row = SessionQuota
        asked = select(row).where(
            row.session_id == self.session_id, row.organization_id == CHANGSHA
        )
        return db.session.scalars(asked).one()

    def of(self, person: int) -> ContinuingEnrolment | None:
        row = ContinuingEnrolment
        asked = select(row).where(row.person_id == self.people[person]).order_by(row.id.desc())
        return db.session.scalars(asked.limit(1)).first()

    def hand_on(self, first: int, second: int) -> None:
        shares = {str(YUELU): {"seats": first}, str(LIUYANG): {"seats": second}}
        with at_work(self.city):
            operations.allocate(self.quota(), {"shares": shares}, self.city)

    def replan(self, seats: int) -> None:
        session = self.session
        subjects = [
            {"name": one.name, "full_mark": one.full_mark, "pass_mark": one.pass_mark}
            for one in session.subjects
        ]
        values = {name: getattr(session, name) for name in COLUMNS}
        values |= {"subjects": subjects, "lessons": []}
        values["places"] = {str(CHANGSHA): {"seats": seats}}
        with at_work(self.province):
            operations.change(session, values, self.province)

    def enrol(self, person: int, *, in_line: bool = False) -> None:
        with at_work(self.clerk):
            enrol(self.session_id, self.people[person], self.clerk, in_line=in_line)

    def wait(self, person: int) -> None:
        self.enrol(person, in_line=True)

    def withdraw(self, person: int) -> None:
        if (found := self.of(person)) is not None:
            with at_work(self.clerk):
                withdraw(found.id, self.clerk)

    def delete(self, person: int) -> None:
        found = self.of(person)
        if found is not None and found.state in (ContinuingState.FILED, ContinuingState.WAITING):
            with at_work(self.clerk):
                operations.remove_enrolment(found, self.clerk)

    def holds(self) -> None:
        row, given = ContinuingEnrolment, OrganizationQuota
        asked = select(given.organization_id, given.seats).where(
            given.session_id == self.session_id
        )
        handed_on = {one.organization_id: one.seats for one in db.session.execute(asked)}

        def count(*states: str) -> int:
            asked = select(func.count(row.id)).where(
                row.session_id == self.session_id, row.state.in_(states)
            )
            return db.session.scalar(asked) or 0

        taken, waiting = count(*SEATED), count(ContinuingState.WAITING)
        assert sum(handed_on.values()) <= self.quota().seats <= self.session.seats
        assert taken <= handed_on[YUELU]
        assert waiting == 0 or taken == handed_on[YUELU]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is not kept."""
    try:
        with unscoped("what people do, one after the other"):
            yield
    finally:
        db.session.rollback()


def test_places_are_true_after_every_step(app: Flask) -> None:
    session_id, people = a_session(app, seats=PLACES // 2), people_of(app, MANY)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS)
    def walk(steps: list[tuple[Any, ...]]) -> None:
        with app.app_context(), undone():
            walked = Walk(session_id, people)
            for name, *typed in steps:
                try:
                    with db.session.begin_nested():
                        getattr(walked, name)(*typed)
                except (Refused, Conflict):
                    pass
                walked.holds()

    walk()
