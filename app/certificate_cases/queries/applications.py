"""SELECTs about applications: whom they may be about, which run, what has changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import selectinload

from app.certificate_cases.choices import OF_THE_PERSON, RUNNING
from app.certificate_cases.labels import CERTIFICATE_LABELS, FACT_LABELS
from app.certificate_cases.models import (
    NEW,
    RUNS,
    CaseCertificate,
    CertificateCase,
    ChangeCase,
)
from app.certificate_cases.rules import Applicant, Held
from app.core.access.actor import current_actor
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.encryption import fingerprint
from app.core.configuration.dictionaries import codes_in, label
from app.core.tree.organization_tree import organization_names
from app.personnel.models import NOT_CANCELLED, ON_ROSTER, Certificate, IdentityNumber, Person


def lost_codes() -> list[str]:
    """The 补办原因 that ask for a notice of loss."""
    return codes_in("reissue_reason", "lost")


def own_people(ids: Collection[int], *, lock: bool = False) -> dict[int, Person]:
    """People on the roster of the asker's organization, by their ids; the rest is left out."""
    asked = select(Person).where(
        Person.id.in_(ids), ON_ROSTER, Person.organization_id == current_actor().organization_id
    )
    if lock:
        asked = asked.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {one.id: one for one in db.session.scalars(asked.order_by(Person.id))}


def own_certified() -> Sequence[Any]:
    """The criteria for people on the asker's roster who have a certificate, or had one."""
    held = exists(select(1).where(Certificate.identity_id == Person.identity_id))
    own = Person.organization_id == current_actor().organization_id
    return (ON_ROSTER, own, held)


def reasons_against(people: Sequence[Person]) -> dict[int, tuple[str, CertificateCase | None]]:
    """Why nobody can apply for some people, by id, with the application that runs instead.

    Who has one certificate that is in no application may be applied for. Two statements for any
    number of people.
    """
    held = certificates_of({one.identity_id for one in people})
    running = running_cases([one.id for some in held.values() for one in some])
    found: dict[int, tuple[str, CertificateCase | None]] = {}
    for person in people:
        certificates = held.get(person.identity_id, ())
        if not certificates:
            found[person.id] = (_("证书已注销"), None)
        elif all(one.id in running for one in certificates):
            case = running[certificates[0].id]
            words = _("有正在办理的%(case)s", case=case_words(case))
            found[person.id] = (words, case)
    return found


def certificates_of(identity_ids: Collection[int]) -> Mapping[int, Sequence[Certificate]]:
    """The certificates of people that are not cancelled, by the person's identity."""
    asked = select(Certificate).where(Certificate.identity_id.in_(identity_ids), NOT_CANCELLED)
    found = defaultdict[int, list[Certificate]](list)
    with unscoped("a human's certificates, of whom only people in reach are asked"):
        for one in db.session.scalars(asked.order_by(Certificate.type)):
            found[one.identity_id].append(one)
    return found


def running_cases(
    certificate_ids: Collection[int], *, but: int | None = None
) -> dict[int, CertificateCase]:
    """The application that runs about each of some certificates, by the certificate's id."""
    asked = (
        select(CaseCertificate.certificate_id, CertificateCase)
        .join(CertificateCase, CertificateCase.id == CaseCertificate.case_id)
        .where(CaseCertificate.is_running, CaseCertificate.certificate_id.in_(certificate_ids))
        .where(CertificateCase.id != (but or 0))
    )
    with unscoped("whether a certificate is in an application, whoever filed it"):
        return {row[0]: row[1] for row in db.session.execute(asked)}


def case_words(case: CertificateCase) -> str:
    """How a running application is named to whom it keeps from filing another."""
    return _("%(kind)s申请（%(number)s）", kind=case.kind.label, number=case.number)


def applicants(people: Iterable[Person], *, but: int | None = None) -> dict[int, Applicant]:
    """What rules ask of people, by their ids; three statements for any number of them."""
    people = list(people)
    held = certificates_of({one.identity_id for one in people})
    every = [one.id for some in held.values() for one in some]
    running = {n: case_words(case) for n, case in running_cases(every, but=but).items()}
    return {
        one.id: Applicant(
            one.name,
            one.id_no,
            one.organization_id,
            [_held(certificate, running) for certificate in held.get(one.identity_id, ())],
        )
        for one in people
    }


def _held(one: Certificate, running: Mapping[int, str]) -> Held:
    facts = {name: getattr(one, name) for name in ("issuer", "first_issued_on", "reissued", *NEW)}
    return Held(one.id, one.type, running=running.get(one.id, ""), **facts)


def _running_of(organization_id: int) -> tuple[Any, ...]:
    concerned = or_(
        CertificateCase.organization_id == organization_id,
        CertificateCase.receiver_id == organization_id,
    )
    return concerned, CertificateCase.state.in_(RUNNING)


def running_about(person_id: int) -> Sequence[CertificateCase]:
    """The applications about somebody that run, held until the transaction ends.

    The one that is being closed runs no more.
    """
    asked = select(CertificateCase).where(
        CertificateCase.person_id == person_id, CertificateCase.certificates.any(RUNS)
    )
    held = asked.order_by(CertificateCase.id).with_for_update(of=CertificateCase)
    loaded = held.options(selectinload(CertificateCase.certificates))
    return db.session.scalars(loaded.execution_options(populate_existing=True)).all()


def running_of(organization_id: int) -> Sequence[CertificateCase]:
    """The applications of an organization that run, and those by which somebody comes to it."""
    asked = select(CertificateCase).where(*_running_of(organization_id))
    loaded = asked.options(selectinload(CertificateCase.certificates))
    return db.session.scalars(loaded.order_by(CertificateCase.id)).all()


def hold_running(organization_id: int) -> None:
    """Hold the same until the transaction ends, before the people whom they are about."""
    asked = select(CertificateCase.id).where(*_running_of(organization_id))
    db.session.execute(asked.order_by(CertificateCase.id).with_for_update(of=CertificateCase))


def count_running(organization_id: int) -> int:
    """How many they are."""
    return len(running_of(organization_id))


def rows_on_roster(identity_ids: Collection[int]) -> dict[int, int]:
    """The row of a roster that each of some humans has now, by identity."""
    asked = select(Person.identity_id, Person.id)
    of_them = asked.where(Person.identity_id.in_(identity_ids), ON_ROSTER)
    return {row.identity_id: row.id for row in db.session.execute(of_them)}


def runs_about(person_id: int) -> CertificateCase | None:
    """An application about somebody that runs."""
    asked = select(CertificateCase).where(
        CertificateCase.person_id == person_id, CertificateCase.state.in_(RUNNING)
    )
    return db.session.scalars(asked.order_by(CertificateCase.id).limit(1)).first()


def run_about_the_person(identity_id: int, *, but: int | None = None) -> CertificateCase | None:
    """A 变更 that runs and changes name, number or place of somebody."""
    asked = select(ChangeCase).where(
        ChangeCase.identity_id == identity_id,
        ChangeCase.state.in_(RUNNING),
        ChangeCase.id != (but or 0),
    )
    with unscoped("whoever filed it"):
        found = db.session.scalars(asked).all()
    return next((one for one in found if set(OF_THE_PERSON) & set(one.change_types or ())), None)


def cases_about(identity_id: int) -> Sequence[CertificateCase]:
    """The applications about a human in reach, the newest first."""
    asked = select(CertificateCase).where(CertificateCase.identity_id == identity_id)
    loaded = asked.options(selectinload(CertificateCase.certificates))
    return db.session.scalars(loaded.order_by(CertificateCase.id.desc())).all()


def people_with_cases(person_ids: Sequence[int]) -> set[int]:
    """About whom of some people there ever was an application."""
    of_them = CertificateCase.person_id.in_(person_ids)
    return set(db.session.scalars(select(CertificateCase.person_id).where(of_them)))


def number_is_taken(kind: Any, number: str, *, but: int) -> bool:
    """Whether another certificate of a type that is not cancelled has a number (V06)."""
    of_others = (
        Certificate.type == kind,
        Certificate.number == number,
        Certificate.id != but,
        NOT_CANCELLED,
    )
    with unscoped("numbers are unique in the province"):
        return bool(db.session.scalar(select(exists().where(*of_others))))


def number_is_of_another(id_no: str, identity_id: int) -> bool:
    """Whether an ID number is that of another human."""
    of_others = (
        IdentityNumber.id_no_hash == fingerprint(id_no),
        IdentityNumber.identity_id != identity_id,
    )
    with unscoped("a number is one human's in the whole province"):
        return bool(db.session.scalar(select(exists().where(*of_others))))


def times_reissued(identity_id: int) -> int:
    """How often certificates of somebody were reissued."""
    asked = select(func.coalesce(func.sum(Certificate.reissued), 0))
    with unscoped("whichever organization it was"):
        return int(db.session.scalar(asked.where(Certificate.identity_id == identity_id)) or 0)


# --- what was known when it was filed, and what is known now --------------------------------


def facts_of(person: Person) -> dict[str, str]:
    """What is kept of a person with an application: key → text, as it reads today."""
    return {
        "organization": organization_names().get(person.organization_id, ""),
        "sex": label("sex", person.sex),
        "born_on": person.born_on.isoformat(),
        "position": person.position or "",
        "title": title_of(person),
        "education": label("education", person.education),
        "major": person.major or "",
    }


def title_of(person: Person) -> str:
    """职称 of somebody, by its name where there is one."""
    if person.title_name:
        return label("title_name", person.title_name)
    return label("title_level", person.title_level)


def filed_texts(case: CertificateCase) -> dict[str, tuple[str, str]]:
    """What an application kept of person and certificates: key → (label, text)."""
    found = {"name": (_("姓名"), case.name), "id_no": (_("身份证号"), case.id_no)}
    for key, text in case.facts.items():
        found[key] = (str(FACT_LABELS[key]), text)
    for one in case.certificates:
        found |= _certificate_texts(one.type, one)
    return found


def texts_now(case: CertificateCase) -> dict[str, tuple[str, str]]:
    """The same of person and certificates as they are now."""
    with unscoped("what an application is about, wherever it is now"):
        person = db.session.get(Person, case.person_id)
        assert person is not None
        certificates = [one.certificate for one in case.certificates]
    found = {"name": (_("姓名"), person.name), "id_no": (_("身份证号"), person.id_no)}
    found |= {key: (str(FACT_LABELS[key]), text) for key, text in facts_of(person).items()}
    for one in certificates:
        found |= _certificate_texts(one.type, one)
    return found


def _certificate_texts(kind: Any, one: Any) -> dict[str, tuple[str, str]]:
    return {
        f"{kind.value}_{name}": (f"{kind.label} {CERTIFICATE_LABELS[name]}", value_text(one, name))
        for name in NEW
    }


def value_text(one: Any, name: str, prefix: str = "") -> str:
    """How something that a certificate says reads."""
    value = getattr(one, f"{prefix}{name}")
    if name == "field":
        return label("certificate_field", value) if value else ""
    return "" if value is None else str(value)
