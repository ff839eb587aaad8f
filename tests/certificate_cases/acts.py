"""Filing and moving applications below the pages, as somebody of the cast."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.certificate_cases import submissions
from app.certificate_cases.choices import CaseKind, OriginalPaper
from app.certificate_cases.models import CertificateCase
from app.certificate_cases.workflows import PROCESSES
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import Parameter
from app.core.screens.form_set import Member
from app.long_form.sent_records import SentRecord
from app.personnel.models import Certificate, Person
from app.workflow import engine
from tests.attachments import samples
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person

YUELU, TIANYUAN, LIUYANG = 4, 5, 6


def certified(
    app: Flask, *kinds: str, organization_id: int = YUELU, name: str = "唐一鸣", **facts: Any
) -> int:
    """Somebody on a roster with certificates; the id of the row."""
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=organization_id, name=name, **facts)
        for kind in kinds or ("quality",):
            make_certificate(person, kind)
        db.session.commit()
        return person.id


def change(**changed: Any) -> dict[str, Any]:
    """What is typed of a 变更 of the quality certificate: another number, another end."""
    today = clock.today()
    return {
        "change_types": ["information"],
        "types": ["quality"],
        "quality_number": "湘质监430100099",
        "quality_issued_on": today,
        "quality_valid_from": today,
        "quality_valid_to": today + dt.timedelta(days=730),
        "quality_field": None,
        "receiver": None,
        "receiver_id": None,
        "new_name": None,
        "new_id_no": None,
        "reason": "证书信息有误",
        **changed,
    }


def cancellation(**changed: Any) -> dict[str, Any]:
    """What is typed of a 注销 of the quality certificate."""
    return {
        "types": ["quality"],
        "cancel_reason": "left_supervision",
        "original_paper": OriginalPaper.HANDED_IN,
        "leaves": False,
        "reason": None,
        **changed,
    }


def reissue(**changed: Any) -> dict[str, Any]:
    """What is typed of a 补办 of the quality certificate."""
    return {
        "types": ["quality"],
        "reissue_reason": "lost",
        "lost_on": None,
        "lost_at": None,
        "notice_in": "湖南日报",
        "noticed_on": clock.today(),
        "reason": None,
        **changed,
    }


TYPED = {
    CaseKind.CHANGE: change,
    CaseKind.CANCELLATION: cancellation,
    CaseKind.REISSUE: reissue,
}


def file(
    app: Flask, *people: int, kind: CaseKind = CaseKind.CHANGE, who: str = "yl_clerk", **typed: Any
) -> list[int]:
    """File an application about each person; their ids."""
    with As(app, who) as actor:
        values = TYPED[kind](**typed)
        entries = [SentRecord(Member(str(one), "", None), values) for one in people]
        cases = submissions.begin_cases(kind, entries, actor)
        for case in cases:
            engine.fire(PROCESSES[kind], case, "file", actor=actor, batch=case.batch)
        return [case.id for case in cases]


def act(app: Flask, who: str, number: int, name: str, **said: Any) -> None:
    """Make a move on an application."""
    with As(app, who) as actor:
        case = db.session.get(CertificateCase, number)
        assert case is not None, "out of reach"
        engine.fire(PROCESSES[case.kind], case, name, actor=actor, **said)


def send_picture(client: Any, resource: str, slot: str, token: str) -> str:
    """Send a picture to a form: the number under which it waits."""
    picture = FileStorage(io.BytesIO(samples.jpeg()), filename="photo.jpg")
    data = {"resource": resource, "slot": slot, "files_token": token, "file": picture}
    answer = client.post("/attachments/", data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def switch(app: Flask, key: str, *, on: bool) -> None:
    """Turn a parameter of the office on or off."""
    with app.app_context():
        row = db.session.scalar(select(Parameter).filter_by(key=key))
        if row is None:
            db.session.add(Parameter(key=key, value=on))
        else:
            row.value = on
        db.session.commit()


def through(app: Flask, number: int) -> None:
    """The province accepts and closes an application."""
    act(app, "hn_review", number, "accept")
    act(app, "hn_review", number, "close")


def kept(app: Flask, model: Any, number: int) -> Any:
    """A row as it stands, whoever may see it."""
    with app.app_context(), unscoped("what came of it"):
        found = db.session.get_one(model, number, execution_options={"include_deleted": True})
        db.session.expunge_all()
        return found


def certificates(app: Flask, person: int) -> list[Certificate]:
    """The certificates of somebody, by type."""
    with app.app_context(), unscoped("what came of it"):
        identity = db.session.get_one(Person, person).identity_id
        asked = db.select(Certificate).filter_by(identity_id=identity).order_by(Certificate.type)
        found = list(db.session.scalars(asked))
        db.session.expunge_all()
        return found
