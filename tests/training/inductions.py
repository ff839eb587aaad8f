"""Enrolling people for 新进人员培训 by its pages, and what comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.training.choices import INDUCTION, TrainingKind
from app.training.models import InductionEnrolment, SessionQuota
from tests.certificate_cases.acts import YUELU, send_picture
from tests.long_form.pages import sent
from tests.support.factories import make_certificate, make_person
from tests.support.forms import value_of
from tests.training.stage import make_session

BASE, ALLOCATIONS = "/training/induction", "/training/allocations"
CHANGSHA = 2
PAPERS = ("education", "id_card", "photo")
# Of whom the roster knows all it asks for.
WHOLE = {
    "school": "湖南大学",
    "major": "土木工程",
    "supervision_field": "both",
    "engineering_from": dt.date(2012, 7, 1),
    "supervising_from": dt.date(2016, 1, 1),
}


def newcomer(app: Flask, *held: str, name: str = "唐一鸣", **facts: Any) -> int:
    """Somebody on the roster of 岳麓 with these certificates; the id of the row."""
    with app.app_context(), unscoped("a row of the test"):
        until = facts.pop("valid_to", None)
        whom = {"organization_id": YUELU, "name": name, **WHOLE, **facts}
        person = make_person(**whom)
        for kind in held:
            make_certificate(person, kind, **({"valid_to": until} if until else {}))
        db.session.commit()
        return person.id


def form_url(people: Sequence[int], kind: str = "uncertified") -> str:
    return f"{BASE}/several?kind={kind}&{'&'.join(f'of={one}' for one in people)}"


def enrol(
    client: Any,
    *people: int,
    kind: str = "uncertified",
    papers: Sequence[str] = PAPERS,
    **typed: str,
) -> Any:
    """Open the form of some people, send pictures, fill in what is asked, and press 提交."""
    address = form_url(people, kind)
    page = client.get(address).text
    values: dict[str, Any] = {}
    for one in people:
        if kind == "uncertified":
            values[f"r{one}-types"] = "quality"
        token = value_of(page, f"r{one}-files_token")
        values[f"r{one}-file"] = [send_picture(client, INDUCTION, slot, token) for slot in papers]
        values |= {f"r{one}-{name}": text for name, text in typed.items()}
    return client.post(address, data=sent(page, **values))


def enrolments(app: Flask) -> list[InductionEnrolment]:
    with app.app_context(), unscoped("what is stored"):
        found = list(db.session.scalars(select(InductionEnrolment).order_by(InductionEnrolment.id)))
        db.session.expunge_all()
        return found


def press(client: Any, number: int, name: str, **said: str) -> int:
    return int(client.post(f"{BASE}/move/{number}/{name}", data=said).status_code)


def induction_session(app: Flask, seats: int = 2, **facts: Any) -> tuple[int, int]:
    """A session with places for 长沙: its id, and that of the quota."""
    with app.app_context(), unscoped("a row of the test"):
        session = make_session(TrainingKind.INDUCTION, places={CHANGSHA: seats, 3: 2}, **facts)
        asked = select(SessionQuota.id).where(
            SessionQuota.session_id == session.id, SessionQuota.organization_id == CHANGSHA
        )
        quota = db.session.scalars(asked).one()
        db.session.commit()
        return session.id, quota


def allocate(client: Any, quota: int, *ticked: int, was: Sequence[int] = ()) -> Any:
    """Press 提交 in the dialog of 分配 with these ticked; ``was`` were shown as ticked."""
    data = {"of": [str(one) for one in ticked], "was": [str(one) for one in was]}
    return client.post(f"{ALLOCATIONS}/people/{quota}", data=data)
