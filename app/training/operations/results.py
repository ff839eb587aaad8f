"""Results of a session, and what follows of them; nothing is committed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.certificates.rules import extendable_until, valid_until
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.formats import months_from
from app.core.configuration.numbering import next_number
from app.core.configuration.parameters import parameter
from app.personnel.choices import CertificateStatus, CertificateType
from app.personnel.models import NOT_CANCELLED, Certificate, Person
from app.training import queries, rules
from app.training.choices import SessionPhase
from app.training.models import Enrolment
from app.training.numbering import CERTIFICATE_NUMBERS
from app.workflow.declaration import Move

SOURCE = "training"


def can_be_graded(move: Move) -> str:
    """Guard of 录入成绩: while the session is 考核中, and nothing was made up yet."""
    session = move.item.session
    if rules.phase(session, clock.today()) is not SessionPhase.EXAMINED:
        return str(_("该档期不在考核中，不能录入成绩"))
    if move.item.makeup_scores:
        return str(_("已录入补考成绩，不能更改考核成绩"))
    return ""


def can_be_made_up(move: Move) -> str:
    """Guard of 补考录入: once, within the months after the session that the office allows."""
    last = makeup_until(move.item.session.ends_on)
    if clock.today() > last:
        return str(_("补考已于 %(day)s 截止", day=last))
    return ""


def makeup_until(ends_on: dt.date) -> dt.date:
    """The last day of 补考 of a session."""
    return months_from(ends_on, parameter("makeup_months"))


def held_person(item: Enrolment) -> Person | None:
    """Who is enrolled, on the roster of the organization that enrolled them; held."""
    return queries.own_people([item.person_id], item.organization_id, lock=True).get(item.person_id)


def _certificates(item: Enrolment) -> Sequence[Certificate]:
    """The certificates of somebody that are not cancelled; held."""
    asked = select(Certificate).where(Certificate.identity_id == item.identity_id, NOT_CANCELLED)
    held = asked.order_by(Certificate.id).with_for_update(key_share=True)
    with unscoped("a human's certificates, wherever they were issued"):
        return db.session.scalars(held.execution_options(populate_existing=True)).all()


def _is_past_extending(certificate: Certificate) -> bool:
    """Whether a certificate ran out too long ago to be extended."""
    last = extendable_until(certificate.valid_to, parameter("expired_grace_months"))
    return last < clock.today()


def can_be_issued(move: Move) -> str:
    """Guard of 发证: the person is on the roster, and has no such certificate yet."""
    item = move.item
    person = held_person(item)
    if person is None:
        return str(_("该人员已不在报名机构在职"))
    in_force = [
        one.type.label
        for one in _certificates(item)
        if one.type in item.types and not _is_past_extending(one)
    ]
    if in_force:
        return str(_("该人员已有%(types)s", types=_("、").join(str(one) for one in in_force)))
    return ""


def issue_certificates(move: Move) -> None:
    """发证: a certificate of each type; one that ran out too long ago is cancelled for it (3.4)."""
    item, today = move.item, clock.today()
    for old in _certificates(item):
        if old.type in item.types and _is_past_extending(old):
            old.status, old.cancelled_on = CertificateStatus.CANCELLED, today
            old.cancelled_reason, old.effective_on = "not_renewed", today
    db.session.flush()
    issued = {}
    for one in CertificateType:
        if one not in item.types:
            continue
        number = _next_free_number(one, item.organization_id)
        issued[one.value] = number
        db.session.add(
            Certificate(
                organization_id=item.organization_id,
                identity_id=item.identity_id,
                type=one,
                number=number,
                issuer=move.data["issuer"],
                first_issued_on=today,
                issued_on=today,
                valid_from=today,
                valid_to=valid_until(today, parameter("cert_valid_months")),
                source=SOURCE,
                effective_on=today,
            )
        )
    item.certificates, item.issued_on = issued, today
    db.session.flush()


def _next_free_number(kind: CertificateType, organization_id: int) -> str:
    """The next number that no certificate has: older ones were numbered by hand."""
    while True:
        number = next_number(
            CERTIFICATE_NUMBERS[kind], organization_id=organization_id, at=clock.today()
        )
        asked = select(Certificate.id).where(Certificate.type == kind, Certificate.number == number)
        with unscoped("numbers are nobody's twice"):
            if db.session.scalar(asked.limit(1)) is None:
                return number


def can_be_extended(move: Move) -> str:
    """Guard of 延期: every certificate is still there."""
    found = {one.type.value for one in _certificates(move.item)}
    gone = [CertificateType.of(one).label for one in move.item.types if one not in found]
    if gone:
        return str(_("%(types)s已注销", types=_("、").join(str(one) for one in gone)))
    return ""


def extend_certificates(move: Move) -> None:
    """延期 by the rule of 3.6; a suspension that retraining lifts is lifted."""
    item, today = move.item, clock.today()
    session = item.session
    extended = {}
    for one in _certificates(item):
        if one.type not in item.types:
            continue
        until = rules.extended_to(one.valid_to, session.ends_on, session.extension_months)
        extended[one.type.value] = [one.valid_to.isoformat(), until.isoformat()]
        one.valid_to, one.source, one.effective_on = until, SOURCE, today
    item.extensions, item.extended_on = extended, today
    db.session.flush()
