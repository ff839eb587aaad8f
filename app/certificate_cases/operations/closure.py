"""Writes of the module: what each move keeps, and what 办结 does to people and certificates.

Nothing else of the module writes to them (spec 3.3): a case that is sent back, refused, taken
back or deleted leaves both as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.attachments.copies import copy_files, hand_over
from app.attachments.operations import take_off
from app.attachments.queries import files_of
from app.certificate_cases import queries
from app.certificate_cases.choices import REISSUE_PHOTO, ChangeType, picture_slots
from app.certificate_cases.models import NEW, CertificateCase
from app.certificates.choices import CERTIFICATE
from app.certificates.operations import cancel
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.tree.organization_tree import tree
from app.personnel import operations as people
from app.personnel import queries as roster
from app.personnel.choices import CertificateStatus
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import Certificate, Person
from app.workflow.declaration import Move

SOURCE = "change"
PHOTO = PEOPLE_FILES.slots[0].key
# What 离开原因 follows from the ground of a cancellation.
LEFT_AS = {
    "retired": "retired",
    "resigned": "resigned",
    "dismissed": "dismissed",
    "died": "died",
    "sanctioned": "dismissed",
    "fraud": "dismissed",
}
LEFT_OTHERWISE = "transferred_outside"


def fits_now(move: Move) -> Iterator[FieldError]:
    """Whether a case can still be closed: the person is here, the certificates are in force."""
    case = move.item
    person = roster.person_to_move(case.person_id)
    if person is None or person.organization_id != case.organization_id:
        yield FieldError("V30", "", _("该人员已不在申请机构在职，请退回申请"))
    for one in _locked(case):
        if one.status is CertificateStatus.CANCELLED:
            words = _("%(kind)s %(number)s 已注销", kind=one.type.label, number=one.number)
            yield FieldError("V30", "", words)


def change_fits_now(move: Move) -> Iterator[FieldError]:
    """Whether new numbers are still nobody else's, and the receiver still works."""
    yield from fits_now(move)
    case = move.item
    for one in case.certificates:
        if queries.number_is_taken(one.type, one.new_number, but=one.certificate_id):
            words = _("证书编号 %(number)s 已被其他证书使用", number=one.new_number)
            yield FieldError("V06", "", words)
    chosen = set(case.change_types)
    if ChangeType.TRANSFER in chosen:
        if case.receiver_id not in tree():
            yield FieldError("V30", "", _("调入机构已撤销"))
        elif case.receiver_id == case.organization_id:
            # The one has been joined to the other meanwhile.
            yield FieldError("V30", "", _("调入机构应为其他机构"))
    if ChangeType.ID_NUMBER in chosen and queries.number_is_of_another(
        case.new_id_no, case.identity_id
    ):
        yield FieldError("V04", "", _("新身份证号已登记为另一人员"))


def _locked(case: CertificateCase) -> Sequence[Certificate]:
    ids = [one.certificate_id for one in case.certificates]
    asked = select(Certificate).where(Certificate.id.in_(ids)).order_by(Certificate.id)
    with unscoped("the certificates that a case is about"):
        held = asked.with_for_update(key_share=True).execution_options(populate_existing=True)
        return db.session.scalars(held).all()


def _person(case: CertificateCase) -> Person:
    person = roster.person_to_move(case.person_id)
    assert person is not None, "fits_now has looked"
    return person


def close_change(move: Move) -> None:
    """变更: the certificates say what was applied for, and so does the person."""
    try:
        with db.session.begin_nested():
            _change(move)
    except IntegrityError:
        # A number has become somebody else's in this very moment.
        Refused.if_any(change_fits_now(move))
        raise


def _change(move: Move) -> None:
    case, person, today = move.item, _person(move.item), clock.today()
    chosen = set(case.change_types)
    wanted = {one.certificate_id: one for one in case.certificates}
    for certificate in _locked(case):
        new = wanted[certificate.id]
        for name in NEW:
            setattr(certificate, name, getattr(new, f"new_{name}"))
        certificate.source, certificate.effective_on = SOURCE, today
        slots = picture_slots(new.type.value)
        copy_files(case, certificate, resource=CERTIFICATE, slots=slots)
    if ChangeType.NAME in chosen:
        person.name = case.new_name
    if ChangeType.ID_NUMBER in chosen:
        people.change_number(person, case.new_id_no)
    db.session.flush()
    if ChangeType.TRANSFER in chosen:
        people.move_person(person, case.receiver_id, on=today)


def close_cancellation(move: Move) -> None:
    """注销: the certificates are cancelled for good; who leaves with it leaves the roster."""
    case, person = move.item, _person(move.item)
    for certificate in _locked(case):
        cancel(certificate, case.cancel_reason)
    db.session.flush()
    if case.leaves:
        reason = LEFT_AS.get(case.cancel_reason, LEFT_OTHERWISE)
        people.leave(person, {"left_on": clock.today(), "left_reason": reason})


def close_reissue(move: Move) -> None:
    """补办: the number stays, how often it was printed anew is counted.

    Pictures of the paper that is gone are kept and shown no more; those of the new one come by
    完善. A photo that came with the application is the dossier's.
    """
    case = move.item
    for certificate in _locked(case):
        certificate.reissued += 1
        old = [file.id for file in files_of(CERTIFICATE, certificate.id)]
        take_off(old, resource=CERTIFICATE)
    copy_files(case, _person(case), resource=PEOPLE_FILES.resource, slots={REISSUE_PHOTO: PHOTO})
    db.session.flush()
    case.times = queries.times_reissued(case.identity_id)


def hand_over_cases(source: int, target: int) -> None:
    """Running applications of an organization are another's, about the people as they are there.

    The people have been handed over by then.
    """
    cases = queries.running_of(source)
    rows = queries.rows_on_roster({one.identity_id for one in cases})
    for case in cases:
        if case.receiver_id == source:
            case.receiver_id = target
    own = [case for case in cases if case.organization_id == source]
    for case in own:
        _go_along(case, target, rows.get(case.identity_id, case.person_id))
    db.session.flush()
    hand_over([(one, one) for one in own])


def follow_person(before: Person, after: Person) -> None:
    """What runs about somebody who moves is the next organization's, which can correct it."""
    cases = queries.running_about(before.id)
    for case in cases:
        _go_along(case, after.organization_id, after.id)
    db.session.flush()
    hand_over([(one, one) for one in cases])


def _go_along(case: CertificateCase, organization_id: int, person_id: int) -> None:
    case.organization_id, case.person_id = organization_id, person_id
    for one in case.certificates:
        one.organization_id = organization_id


def forget_acceptance(move: Move) -> None:
    """An application that is handed in anew has not been accepted."""
    move.item.accepted_on = None


def settle(move: Move) -> None:
    """The end of an application; another about the same certificates may follow."""
    let_go(move.item)


def let_go(case: CertificateCase) -> None:
    """An application is about its certificates no more (V30)."""
    for one in case.certificates:
        one.is_running = False
    db.session.flush()
