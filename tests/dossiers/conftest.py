"""People with certificates of every sort, in two counties and a prefecture."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from app.attachments.models import Attachment
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Certificate, Person
from tests.support.factories import make_certificate, make_person

CHANGSHA, YUELU, TIANYUAN = 2, 4, 5
WHOLE = {
    "school": "湖南大学",
    "major": "土木工程",
    "supervision_field": "quality",
    "supervising_from": dt.date(2015, 7, 1),
}


def in_days(number: int) -> dt.date:
    """A day from today."""
    return clock.today() + dt.timedelta(days=number)


def make_file(resource: str, item: Any, slot: str, **facts: Any) -> Attachment:
    """A picture of a record, as it is known to the database."""
    name = f"{resource}-{item.id}-{slot}-{facts.get('name', '')}"
    made = Attachment(
        organization_id=item.organization_id,
        resource=resource,
        item_id=item.id,
        form_token="0" * 32,
        slot=slot,
        name="照片.jpg",
        media_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        stored_as=name,
        uploaded_at=clock.now(),
    )
    for key, value in facts.items():
        setattr(made, key, value)
    db.session.add(made)
    db.session.flush()
    return made


def photo_of(person: Person, **facts: Any) -> Attachment:
    return make_file("personnel.person", person, "photo", **facts)


def front_of(certificate: Certificate, **facts: Any) -> Attachment:
    return make_file("certificates.certificate", certificate, "front", **facts)


def cancelled(person: Person, kind: str = "quality", **facts: Any) -> Certificate:
    return make_certificate(person, kind, status="cancelled", cancelled_on=in_days(-1), **facts)


def people() -> None:
    """Somebody for each case; names say which."""
    with unscoped("rows of the test"):
        both = make_person(organization_id=YUELU, name="双证", **WHOLE)
        photo_of(both)
        for kind in ("quality", "safety"):
            front_of(make_certificate(both, kind, number=f"湘{kind}0001"))
        one = make_person(organization_id=YUELU, name="质量将到期")
        make_certificate(one, valid_to=in_days(30))
        mixed = make_person(organization_id=YUELU, name="质量有效安全过期", **WHOLE)
        photo_of(mixed)
        front_of(make_certificate(mixed))
        make_certificate(mixed, "safety", valid_to=in_days(-10))
        gone = make_person(organization_id=YUELU, name="只有注销", **WHOLE)
        photo_of(gone)
        cancelled(gone)
        again = make_person(organization_id=YUELU, name="注销后又取得", **WHOLE)
        cancelled(again, number="旧证")
        make_certificate(again, number="新证")
        held = make_person(organization_id=YUELU, name="暂扣")
        make_certificate(held, "safety", status="suspended")
        make_person(organization_id=YUELU, name="从未持证", **WHOLE)
        left = make_person(organization_id=YUELU, name="已离开", left_on=in_days(-5))
        cancelled(left)
        below = make_person(organization_id=TIANYUAN, name="天元某")
        make_certificate(below, "safety")
        above = make_person(organization_id=CHANGSHA, name="长沙某")
        make_certificate(above, valid_to=in_days(-1))
        db.session.commit()


@pytest.fixture
def crowd(grown: Any) -> Flask:
    """The application with these people."""
    return grown("dossiers", people)  # type: ignore[no-any-return]
