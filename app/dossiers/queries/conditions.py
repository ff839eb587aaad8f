"""Who is in which case, as SQL over the people of a roster: one place for list, reports, states.

A certificate counts at the organization that employs its holder, as everywhere.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    String,
    and_,
    case,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from app.attachments.models import Attachment
from app.certificates.files import CERTIFICATE_FILES
from app.core.base import clock
from app.core.base.column_types import stored
from app.dossiers.choices import Completeness, HeldKind
from app.personnel.choices import CertificateStanding, CertificateStatus, CertificateType
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import (
    HELD_HERE,
    NOT_CANCELLED,
    ON_ROSTER,
    Certificate,
    Person,
    last_day_of_warning,
    standing_on,
)
from app.personnel.queries import groups, holds_valid, lacks_facts

PHOTO, FRONT = PEOPLE_FILES.slots[0].key, CERTIFICATE_FILES.slots[0].key


def _held(*conditions: Any) -> Any:
    """Whether somebody has a certificate of a sort."""
    return exists(select(1).where(HELD_HERE, *conditions)).correlate(Person)


def _among(table: Any, *conditions: Any) -> Any:
    """The same for what few have: their rows are found first, and then whose they are."""
    whose = tuple_(Person.identity_id, Person.organization_id)
    return whose.in_(select(table.identity_id, table.organization_id).where(*conditions))


def has_dossier() -> tuple[Any, ...]:
    """The people of 人员基本信息填报: on a roster, with a certificate of whatever state."""
    return (ON_ROSTER, _held())


# --- 证书类别 and 证书状态 ----------------------------------------------------------------------


def of_kind(kind: str) -> Any:
    """The criterion for people by the kinds of their certificates in force."""
    today = clock.today()
    quality, safety = (holds_valid(today, one) for one in CertificateType)
    return {
        HeldKind.QUALITY.value: and_(quality, not_(safety)),
        HeldKind.SAFETY.value: and_(safety, not_(quality)),
        HeldKind.DUAL.value: and_(quality, safety),
        HeldKind.NONE.value: and_(
            _among(Certificate, _is_not_in_force()), not_(holds_valid(today))
        ),
    }[kind]


def _is_not_in_force() -> Any:
    """A certificate that is not 有效 today."""
    today = clock.today()
    return or_(
        Certificate.status != CertificateStatus.VALID,
        Certificate.valid_to < today,
        Certificate.valid_from > today,
    )


def of_standing(standing: str) -> Any:
    """The criterion for people one of whose certificates stands so today."""
    today = clock.today()
    valid = Certificate.status == CertificateStatus.VALID
    if standing == CertificateStanding.VALID:
        return holds_valid(today)
    if standing == CertificateStanding.CANCELLED:
        return _among(Certificate, _is_the_last_of_a_type())
    conditions = {
        CertificateStanding.EXPIRING.value: (
            valid,
            Certificate.valid_to.between(today, last_day_of_warning(today)),
        ),
        CertificateStanding.EXPIRED.value: (valid, Certificate.valid_to < today),
        CertificateStanding.SUSPENDED.value: (Certificate.status == CertificateStatus.SUSPENDED,),
    }
    return _among(Certificate, *conditions[standing])


def _is_the_last_of_a_type() -> Any:
    """A certificate that was cancelled and that none of its type has followed."""
    later = aliased(Certificate)
    followed = select(1).where(
        later.identity_id == Certificate.identity_id,
        later.organization_id == Certificate.organization_id,
        later.type == Certificate.type,
        later.status != CertificateStatus.CANCELLED,
    )
    cancelled = Certificate.status == CertificateStatus.CANCELLED
    return and_(cancelled, not_(exists(followed).correlate(Certificate)))


def with_number(typed: str) -> Any:
    """The criterion for people by a part of a certificate's number."""
    return _among(Certificate, Certificate.number.icontains(typed, autoescape=True))


def runs_until(first: dt.date | None, last: dt.date | None) -> Any:
    """The criterion for people a certificate of whom runs out between two days, both included."""
    ends = Certificate.valid_to
    bounds = [ends >= first] if first else []
    return _among(Certificate, NOT_CANCELLED, *bounds, *([ends <= last] if last else []))


# --- what a list shows of the certificates ------------------------------------------------------


def shown(kind: CertificateType, value: Any) -> Any:
    """A value of somebody's certificate of a type: the one that counts, else the last there was."""
    one = Certificate
    return (
        select(value)
        .where(HELD_HERE, one.type == kind)
        .order_by(one.status == CertificateStatus.CANCELLED, one.issued_on.desc(), one.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def number_and_end(kind: CertificateType) -> Any:
    """编号/有效期止 of a type in one text."""
    end = cast(Certificate.valid_to, String)
    return shown(kind, Certificate.number.concat(" / ").concat(end))


def standings() -> Any:
    """证书状态 of both types in one text, a word for each; "-" for none."""
    quality, safety = (
        func.coalesce(shown(kind, cast(standing_on(clock.today()), String)), "-")
        for kind in CertificateType
    )
    return quality.concat(" ").concat(safety)


# --- 完善状态 -----------------------------------------------------------------------------------


def is_complete() -> Any:
    """已完善: every required fact, the photo, and the front of each certificate that counts."""
    return and_(not_(lacks_facts(groups())), _has_photo(), not_(_lacks_picture()))


def of_completeness(state: str) -> Any:
    """The criterion for people by 完善状态."""
    if state == Completeness.COMPLETE:
        # Whose photo there is is found first: at the beginning few are complete.
        photos = _file(PEOPLE_FILES.resource, PHOTO).with_only_columns(Attachment.item_id)
        return and_(Person.id.in_(photos), is_complete())
    return not_(is_complete())


def completeness() -> Any:
    """完善状态 as a column."""
    state = case((is_complete(), Completeness.COMPLETE.value), else_=Completeness.INCOMPLETE.value)
    return type_coerce(state, stored(Completeness))


def _file(resource: str, slot: str, *of: Any) -> Any:
    return select(1).where(
        Attachment.resource == resource,
        Attachment.slot == slot,
        Attachment.removed_at.is_(None),
        *of,
    )


def _has_photo() -> Any:
    return exists(_file(PEOPLE_FILES.resource, PHOTO, Attachment.item_id == Person.id)).correlate(
        Person
    )


def _lacks_picture() -> Any:
    of_it = Attachment.item_id == Certificate.id
    picture = exists(_file(CERTIFICATE_FILES.resource, FRONT, of_it)).correlate(Certificate)
    return _held(NOT_CANCELLED, not_(picture))
