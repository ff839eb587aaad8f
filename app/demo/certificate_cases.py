"""Applications about certificates: thirty, in every state, filed and decided as people would."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.attachments.declaration import Holder
from app.attachments.operations import place_each
from app.attachments.queries import files_of
from app.certificate_cases import queries, submissions
from app.certificate_cases.choices import CaseKind, OriginalPaper
from app.certificate_cases.files import CANCELLATION_FILES, CHANGE_FILES, REISSUE_FILES
from app.certificate_cases.models import NEW, CertificateCase
from app.certificate_cases.workflows import PROCESSES
from app.certificates.files import CERTIFICATE_FILES
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.cache import steady
from app.core.screens.form_set import Member
from app.long_form.sent_records import SentRecord
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import Person
from app.workflow import engine

from . import bulk, users
from .pictures import paper, placed, portrait

REVIEWER = "hn_review"
FILES = {
    CaseKind.CHANGE: CHANGE_FILES,
    CaseKind.CANCELLATION: CANCELLATION_FILES,
    CaseKind.REISSUE: REISSUE_FILES,
}
OPINIONS = {
    "return": "附件不清晰，请重新上传证书照片",
    "refuse": "不符合变更条件，不予受理",
    "decline_case": "经核实材料不真实，不予办理",
}
# Who files it, about what, and what becomes of it.
CASES = tuple(
    (who, CaseKind.of(kind), moves.split())
    for who, kind, moves in (
        ("ty_clerk", "change", ""),
        ("ty_clerk", "change", "accept"),
        ("ty_clerk", "change", "accept close"),
        ("ty_clerk", "cancellation", ""),
        ("ty_clerk", "reissue", "return"),
        ("yl_clerk", "change", ""),
        ("yl_clerk", "change", "return"),
        ("yl_clerk", "change", "refuse"),
        ("yl_clerk", "cancellation", "accept"),
        ("yl_clerk", "reissue", ""),
        ("zz_clerk", "change", ""),
        ("zz_clerk", "change", "accept close"),
        ("zz_clerk", "change", "accept close"),
        ("zz_clerk", "change", "accept decline_case"),
        ("zz_clerk", "change", "accept return"),
        ("zz_clerk", "cancellation", ""),
        ("zz_clerk", "cancellation", "accept close"),
        ("zz_clerk", "cancellation", "refuse"),
        ("zz_clerk", "reissue", "accept"),
        ("zz_clerk", "reissue", "accept close"),
        ("cs_clerk", "change", ""),
        ("cs_clerk", "change", "accept"),
        ("cs_clerk", "change", "accept close"),
        ("cs_clerk", "change", "withdraw"),
        ("cs_clerk", "cancellation", "accept"),
        ("cs_clerk", "cancellation", "accept close"),
        ("cs_clerk", "cancellation", "return"),
        ("cs_clerk", "reissue", ""),
        ("cs_clerk", "reissue", "accept close"),
        ("hn_admin", "change", ""),
    )
)


def load() -> None:
    """Applications for an empty table."""
    if not bulk.is_empty(CertificateCase):
        return
    users.load()
    # Nothing of the configuration changes from here on.
    with steady():
        for who, kind, moves in CASES:
            number = _filed(who, kind)
            if number is None:
                continue
            for name in moves:
                _move(who if name == "withdraw" else REVIEWER, number, name)


def _filed(who: str, kind: CaseKind) -> int | None:
    """An application about the first of the own people who can be ticked; None for nobody."""
    with users.at_work(who) as actor:
        asked = select(Person).where(*queries.own_certified()).order_by(Person.id)
        people = db.session.scalars(asked).all()
        against = queries.reasons_against(people)
        person = next((one for one in people if one.id not in against), None)
        if person is None:
            return None
        entry = SentRecord(Member(str(person.id), person.name), _values(kind, person))
        cases = submissions.begin_cases(kind, [entry], actor)
        _add_pictures(cases[0], person, actor)
        engine.fire(PROCESSES[kind], cases[0], "file", actor=actor, batch=cases[0].batch)
        return cases[0].id


def _add_pictures(case: CertificateCase, person: Person, actor: Actor) -> None:
    """The photo of the person, the certificates, and what is asked for with the application."""
    _place(PEOPLE_FILES, person, actor, portrait(person.id))
    for one in case.certificates:
        _place(CERTIFICATE_FILES, one.certificate, actor, paper("CERTIFICATE", one.number))
    _place(FILES[case.kind], case, actor, paper("APPENDIX", case.number))


def _place(holder: Holder, item: Any, actor: Actor, picture: bytes) -> None:
    """A picture in each place of a record that must have one and has none yet."""
    there = {file.slot for file in files_of(holder.resource, item.id)}
    free = [one for one in holder.slots if one.key not in there]
    asked = [one for one in free if one.is_required(item) or holder is PEOPLE_FILES]
    found = [placed(item, one, picture) for one in asked]
    place_each(found, resource=holder.resource, actor=actor)


def _values(kind: CaseKind, person: Person) -> dict[str, Any]:
    """What is typed about somebody's certificates."""
    held = queries.applicants([person])[person.id].certificates
    free = [one for one in held if not one.running]
    today = clock.today()
    typed: dict[str, Any] = {"types": [one.type.value for one in free], "reason": None}
    if kind is CaseKind.CANCELLATION:
        return typed | {
            "cancel_reason": "left_supervision",
            "original_paper": OriginalPaper.HANDED_IN,
            "leaves": False,
        }
    if kind is CaseKind.REISSUE:
        return typed | {
            "reissue_reason": "lost",
            "notice_in": "湖南日报",
            "noticed_on": today - dt.timedelta(days=7),
        }
    for one in free:
        typed |= {f"{one.type.value}_{name}": one.says(name) for name in NEW}
        typed[f"{one.type.value}_valid_to"] = one.valid_to + dt.timedelta(days=365)
    return typed | {"change_types": ["information"], "reason": "证书有效期登记有误，申请更正"}


def _move(who: str, number: int, name: str) -> None:
    with users.at_work(who) as actor:
        case = db.session.get_one(CertificateCase, number)
        opinion = OPINIONS.get(name, "")
        engine.fire(PROCESSES[case.kind], case, name, actor=actor, opinion=opinion)
