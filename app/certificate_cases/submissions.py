"""Filing applications, correcting one that was sent back, deleting one; all stored or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.configuration.numbering import next_numbers
from app.long_form.sent_records import SentRecord, in_each
from app.personnel.models import Person
from app.workflow import engine

from . import operations, queries, rules
from .choices import CaseKind
from .models import MODELS, NEW, CaseCertificate, CertificateCase
from .numbering import BATCH
from .rules import Applicant, Values
from .workflows import PROCESSES

# What a case keeps of the form in columns of its own, by their names.
COLUMNS = {
    CaseKind.CHANGE: ("change_types", "new_name", "new_id_no", "reason"),
    CaseKind.CANCELLATION: ("cancel_reason", "original_paper", "leaves", "reason"),
    CaseKind.REISSUE: (
        "reissue_reason",
        "lost_on",
        "lost_at",
        "notice_in",
        "noticed_on",
        "reason",
    ),
}


def begin_cases(
    kind: CaseKind, entries: Sequence[SentRecord], actor: Actor
) -> list[CertificateCase]:
    """An application for each entry, whose member's key is the id of a person; still drafts.

    Refused with what is wrong with every one of them; the people are held until the transaction
    ends, so that nobody files another about them meanwhile. Nothing is committed.
    """
    assert actor.organization_id is not None
    people = queries.own_people([int(one.member.key) for one in entries], lock=True)
    whom = queries.applicants(people.values())
    found = _checked(kind, entries, people, whom)
    at: dict[str, Any] = {"organization_id": actor.organization_id, "at": clock.today()}
    numbers = next_numbers(kind.resource, len(entries), **at)
    (batch,) = next_numbers(BATCH, 1, **at)
    cases = [
        _filled(
            MODELS[kind](
                organization_id=actor.organization_id,
                kind=kind,
                number=number,
                batch=batch,
                person_id=person.id,
                identity_id=person.identity_id,
                form_token=entry.form_token,
            ),
            entry.values,
            person,
            whom[person.id],
            actor,
        )
        for number, (entry, person) in zip(numbers, found, strict=True)
    ]
    try:
        with db.session.begin_nested():
            engine.begin_each(PROCESSES[kind], cases, actor=actor, batch=batch)
    except IntegrityError as error:
        if "form_token" in str(error.orig):
            raise
        raise Refused.because("V30", "", _("所选证书已有正在办理的申请")) from None
    return cases


def _checked(
    kind: CaseKind,
    entries: Sequence[SentRecord],
    people: Mapping[int, Person],
    whom: Mapping[int, Applicant],
) -> list[tuple[SentRecord, Person]]:
    """Each entry with its person; refused with what is wrong with every one."""
    said: set[tuple[str, str]] = set()

    def checked(entry: SentRecord) -> Person:
        person = people.get(int(entry.member.key))
        if person is None:
            raise Refused.because("V30", "", _("该人员已不在本机构在职"))
        against = operations.refusals(kind, entry.values, person, whom[person.id])
        Refused.if_any([*against, *rules.repeated_faults(entry.values, said)])
        return person

    return list(zip(entries, in_each(entries, checked), strict=True))


def correct_case(case: CertificateCase, values: Values, actor: Actor) -> None:
    """What was sent back says what was typed, of person and certificates as they are now."""
    people = queries.own_people([case.person_id], lock=True)
    person = people.get(case.person_id)
    if person is None:
        raise Refused.because("V30", "", _("该人员已不在本机构在职"))
    who = queries.applicants([person], but=case.id)[person.id]
    Refused.if_any(operations.refusals(case.kind, values, person, who, but=case.id))
    _filled(case, values, person, who, actor)
    db.session.flush()


def remove_case(case: CertificateCase, _actor: Actor) -> None:
    """删除: it is kept and not shown, and another application may follow."""
    operations.let_go(case)
    case.deleted_at = clock.now()
    db.session.flush()


def _filled(
    case: CertificateCase, values: Values, person: Person, who: Applicant, actor: Actor
) -> CertificateCase:
    """Fill in an application, with a copy of what is known of person and certificates today."""
    case.name, case.id_no, case.id_no_hash = person.name, person.id_no, person.id_no_hash
    case.facts = queries.facts_of(person)
    case.applied_on, case.applied_by = clock.today(), actor.name
    case.receiver_id = values.get("receiver_id")
    for name in COLUMNS[case.kind]:
        if getattr(case, name) != values.get(name):
            setattr(case, name, values.get(name))
    _keep_certificates(case, values, who)
    return case


def _keep_certificates(case: CertificateCase, values: Values, who: Applicant) -> None:
    """The ticked certificates, as they are now and as they shall be; others are dropped."""
    wanted = list(values["types"])
    for one in [one for one in case.certificates if one.type not in wanted]:
        case.certificates.remove(one)
        db.session.delete(one)
    for kind in sorted(wanted):
        held = who.of_type(kind)
        assert held is not None, "the rules have looked"
        row = case.of_type(kind)
        if row is None:
            row = CaseCertificate(organization_id=case.organization_id, type=held.type)
            case.certificates.append(row)
        row.certificate_id, row.issuer = held.id, held.issuer
        for name in NEW:
            setattr(row, name, held.says(name))
            setattr(row, f"new_{name}", values.get(f"{kind}_{name}"))
