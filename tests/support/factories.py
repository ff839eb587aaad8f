"""Rows for tests, with sensible values for everything that a test does not name."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from app.certificate_cases.choices import CaseKind, CaseState, CaseStep
from app.certificate_cases.models import MODELS, CaseCertificate, CertificateCase
from app.core.base.db import db
from app.core.base.encryption import fingerprint
from app.organizations.choices import VerificationResult
from app.organizations.models import OrganizationVerification
from app.personnel.models import Certificate, Person
from app.personnel.operations import identity_of

_numbers = itertools.count(1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(born_on: dt.date, serial: int) -> str:
    """An ID number of the unassigned area 439900 with its right check digit."""
    stem = f"439900{born_on:%Y%m%d}{serial % 1000:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(stem, WEIGHTS, strict=True)) % 11
    return stem + "10X98765432"[rest]


def make_person(*, organization_id: int, name: str = "张三", **facts: Any) -> Person:
    """A person on duty: a supervisor with a bachelor's degree, aged 36."""
    serial = next(_numbers)
    born_on = facts.pop("born_on", dt.date(1990, 3, 7) + dt.timedelta(days=serial // 500))
    number = facts.pop("id_no", id_number(born_on, serial % 500 * 2 + 1))
    mobile = facts.pop("mobile", f"139{serial:08d}")
    person = Person(
        **{
            "organization_id": organization_id,
            "name": name,
            "identity_id": identity_of(number),
            "id_no": number,
            "id_no_hash": fingerprint(number),
            "born_on": born_on,
            "sex": "male",
            "mobile": mobile,
            "mobile_hash": fingerprint(mobile),
            "employ_type": "institution",
            "duty_status": "present",
            "post_type": "supervision",
            "education": "bachelor",
            "specialty": "civil",
            "title_level": "intermediate",
            "title_name": "engineer",
            "work_from": dt.date(2012, 7, 1),
            "joined_on": dt.date(2015, 7, 1),
            **facts,
        }
    )
    db.session.add(person)
    db.session.flush()
    return person


def make_certificate(person: Person, kind: str = "quality", **facts: Any) -> Certificate:
    """A certificate valid from 2020 to 2099."""
    certificate = Certificate(
        **{
            "organization_id": person.organization_id,
            "identity_id": person.identity_id,
            "type": kind,
            "number": f"湘{kind[0].upper()}{next(_numbers):06d}",
            "issuer": "湖南省住房和城乡建设厅",
            "issued_on": dt.date(2020, 1, 1),
            "valid_from": dt.date(2020, 1, 1),
            "valid_to": dt.date(2099, 12, 31),
            **facts,
        }
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def make_case(
    kind: CaseKind, *, organization_id: int, state: CaseState = CaseState.FILED, **facts: Any
) -> CertificateCase:
    """An application about the quality certificate of somebody new."""
    person = make_person(organization_id=organization_id, name="申请人")
    certificate = make_certificate(person)
    said = {name: getattr(certificate, name) for name in ("number", "issuer", "issued_on")}
    said |= {name: getattr(certificate, name) for name in ("valid_from", "valid_to", "field")}
    number = next(_numbers)
    case = MODELS[kind](
        **{
            "organization_id": organization_id,
            "number": f"{kind.value[:2]}-{number:06d}",
            "batch": f"PC-{number:06d}",
            "person_id": person.id,
            "identity_id": person.identity_id,
            "name": person.name,
            "id_no": person.id_no,
            "id_no_hash": person.id_no_hash,
            "applied_by": "经办人",
            "state": state,
            "step": CaseStep.PROVINCE,
            **facts,
        }
    )
    row = CaseCertificate(
        organization_id=organization_id, certificate_id=certificate.id, type="quality", **said
    )
    case.certificates = [row]
    db.session.add(case)
    db.session.flush()
    return case


def make_verification(
    organization_id: int, first: dt.date, last: dt.date, **facts: Any
) -> OrganizationVerification:
    """资格验证 of an organization, passed, from one day to another, unless it was revoked."""
    if facts.get("revoked_on"):
        facts.setdefault("revoked_as", "revoked")
    verification = OrganizationVerification(
        **{
            "organization_id": organization_id,
            "kind": "triennial",
            "year": first.year,
            "first_on": first,
            "score": 90,
            "certificate_no": f"湘建监机〔{first.year}〕{organization_id:03}号",
            "issuer": "湖南省住房和城乡建设厅",
            "valid_from": first,
            "valid_to": last,
            "result": VerificationResult.PASSED,
            "verified_on": first,
            **facts,
        }
    )
    db.session.add(verification)
    db.session.flush()
    return verification
