"""Short ways for tests of the module: supervisors, their records, what followed."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.demerits.models import DemeritMeasure, DemeritRecord
from app.personnel.models import Certificate
from tests.support.factories import make_certificate, make_person

BASE = "/demerits/records"
CHANGSHA, ZHUZHOU, YUELU, TIANYUAN = 2, 3, 4, 5


def supervisor(
    app: Flask,
    name: str = "唐一鸣",
    organization_id: int = YUELU,
    kinds: tuple[str, ...] = ("quality",),
    **facts: Any,
) -> int:
    """Somebody with certificates on a roster; the id of the person."""
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=organization_id, name=name)
        for kind in kinds:
            make_certificate(person, kind, **facts)
        db.session.commit()
        return person.id


def typed(*reasons: str, **changed: Any) -> dict[str, Any]:
    """What somebody types into the form."""
    return {
        "happened_on": clock.today().isoformat(),
        "reasons": list(reasons or ("J404",)),
        "project": "",
        "builder": "",
        "facts": "经查实。",
        **changed,
    }


def file(client: Any, people: list[int], *reasons: str, **changed: Any) -> Any:
    """提交 of the form about some people."""
    of = "&".join(f"of={number}" for number in people)
    return client.post(f"{BASE}/record?{of}", data=typed(*reasons, **changed))


def records(app: Flask) -> list[DemeritRecord]:
    """Every record that was made, the oldest first."""
    with app.app_context(), unscoped("what came of it"):
        found = db.session.scalars(select(DemeritRecord).order_by(DemeritRecord.id)).all()
        for one in found:
            _ = [item.text for item in one.items]
        db.session.expunge_all()
        return list(found)


def move(client: Any, number: int, name: str, **said: str) -> Any:
    """A press in the dialog of a move."""
    return client.post(f"{BASE}/move/{number}/{name}", data=said)


def measures(app: Flask) -> list[str]:
    """What followed: kind, total, and whether it waits, is done or void."""
    with app.app_context(), unscoped("what came of it"):
        found = db.session.scalars(select(DemeritMeasure).order_by(DemeritMeasure.id))
        return [f"{one.kind} {one.total} {_standing(one)}" for one in found]


def _standing(one: DemeritMeasure) -> str:
    if one.void_on is not None:
        return "void"
    return "open" if one.done_on is None else "done"


def certificates(app: Flask) -> list[tuple[str, str | None]]:
    """Status of every certificate, and why it is suspended."""
    with app.app_context(), unscoped("what came of it"):
        found = db.session.scalars(select(Certificate).order_by(Certificate.id))
        return [(one.status.value, one.suspension_reason) for one in found]


def give(app: Flask, sign_in: Any, person: int, *reasons: str, **changed: Any) -> int:
    """A record that counts; its id."""
    answer = file(sign_in("yl_clerk"), [person], *reasons, **changed)
    assert answer.status_code == 303, answer.text[-3000:]
    number = records(app)[-1].id
    assert move(sign_in("yl_leader"), number, "pass").status_code == 303
    return number
