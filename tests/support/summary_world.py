"""The world of the annual summary: two years of figures in every state, people of every kind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import (
    FundingReturn,
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
    StaffSnapshot,
)
from app.personnel.choices import CertificateStatus
from app.personnel.queries import staff_structure
from tests.support.factories import make_certificate, make_person

DAY = dt.timedelta(days=1)
# The cast: province 1, Changsha 2 with Yuelu 4 and Liuyang 6, Zhuzhou 3 with Tianyuan 5.
STATES = {
    1: ReturnState.SUBMITTED,
    2: ReturnState.LOCKED,
    3: ReturnState.SUBMITTED,
    4: ReturnState.DRAFT,
    5: ReturnState.RETURNED,
}
NATURES = ("civil_managed", "government", "public_one", "public_two", "other_institution")
FUNDS = ("full", "partial", "self", "other", None)


def fill() -> None:
    """Add profiles, people, returns and snapshots of the six organizations."""
    year, today = clock.year(), clock.today()
    with unscoped("figures of the tests"):
        for number in range(1, 7):
            _profile(number)
            _people(number, today)
            for one in (year, year - 1):
                state = STATES.get(number) if one == year else ReturnState.LOCKED
                if state is not None:
                    _returns(number, one, state)
        db.session.flush()
        _snapshots(year - 1)
        db.session.commit()


def _profile(number: int) -> None:
    facts = {
        "organization_id": number,
        "nature": NATURES[number % 5],
        "funding_type": FUNDS[number * 3 % 5],
        "posts_total": 7 + number,
        "office_area": Decimal("120.55") + number,
        "vehicles": number % 3,
        "instruments": number * 4,
    }
    for year, posts in ((clock.year(), 7 + number), (clock.year() - 1, 40 + number)):
        told = {**facts, "posts_total": posts, "year": year}
        db.session.add(ProfileReturn(state=ReturnState.SUBMITTED, **told))
    # What is only a draft, and what was said long before, speaks for no year.
    db.session.add(ProfileReturn(**{**facts, "year": 2016, "state": ReturnState.LOCKED}))


def _people(number: int, today: dt.date) -> None:
    """People at the edges: valid to the day, expired, not yet valid, suspended, cancelled."""

    def add(*certificates: dict[str, Any], **facts: Any) -> None:
        person = make_person(organization_id=number, **facts)
        for one in certificates:
            make_certificate(person, **one)

    add({}, {"kind": "safety"}, education="master", title_level="senior_professor")
    add({"valid_to": today}, education="college", title_level="assistant")
    add({"valid_to": today - DAY}, title_level="technician", title_name="technician")
    add({"valid_from": today + DAY}, title_level="none", title_name=None, education="high")
    add({"kind": "safety", "status": CertificateStatus.SUSPENDED})
    add({}, {"kind": "safety", "valid_to": today - DAY}, employ_type="contract")
    cancelled = {"status": CertificateStatus.CANCELLED, "cancelled_reason": "other"}
    add({"kind": "safety", "cancelled_on": today, **cancelled}, employ_type="dispatch")
    add({"kind": "safety", "cancelled_on": today + DAY, **cancelled}, employ_type="civil")
    add({}, employ_type="seconded_in")
    add({}, left_on=today, left_reason="resigned")
    add({"kind": "safety"}, left_on=today + DAY, left_reason="retired")
    add({}, joined_on=today + DAY)
    for _more in range(number):
        add({"kind": "safety"}, title_name="economist", employ_type="logistics")


def _returns(number: int, year: int, state: ReturnState) -> None:
    seed = number * 100 + year % 100
    figures = {
        "quality_rectifications": seed,
        "safety_rectifications": seed + 1,
        "quality_stop_works": 3,
        "penalties": number,
        "fines": Decimal(seed) / 100,
        "quality_accidents": 1,
        "accidents_ordinary": number % 2,
        "deaths": number % 3,
    }
    found = ProjectReturn(
        organization_id=number, year=year, state=state, explanations={}, **figures
    )
    for place, category in enumerate(ProjectCategory):
        for step, flow in enumerate(ProjectFlow):
            size = seed + place * 7 - step * 11
            found.lines.append(
                ProjectLine(
                    organization_id=number,
                    category=category,
                    flow=flow,
                    projects=size,
                    units=size,
                    area=Decimal(size) / 7,
                    cost=Decimal(size) * 3,
                )
            )
    db.session.add(found)
    db.session.add(
        FundingReturn(
            organization_id=number,
            year=year,
            state=state,
            budgeted_personnel=Decimal(seed),
            budgeted_special=Decimal("0.05"),
            received_personnel=Decimal(seed) * Decimal("0.8"),
            spent_personnel=Decimal("10.10"),
            spent_other=Decimal("0.33"),
        )
    )


def _snapshots(year: int) -> None:
    """Two versions each; the newest counts, whatever the roster says today."""
    cells = staff_structure(None, clock.today())
    for number, found in cells.items():
        for version in (1, 2):
            stored = {key: value * version + number for key, value in found.items()}
            db.session.add(
                StaffSnapshot(
                    organization_id=number,
                    year=year,
                    version=version,
                    taken_at=clock.now(),
                    cells=stored,
                    people=[],
                )
            )
