"""Who somebody is: one identity for a human, whatever numbers there were."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.base.db import db
from app.core.base.encryption import fingerprint
from app.core.base.errors import Refused
from app.personnel import queries, rules
from app.personnel.models import Identity, IdentityNumber, Person, Qualification


def identity_of(id_no: str) -> int:
    """The identity of an ID number, begun when nobody had the number yet.

    Whoever asks at the same moment gets the same one. Nothing is committed.
    """
    mark = fingerprint(id_no)
    known = select(IdentityNumber.identity_id).where(IdentityNumber.id_no_hash == mark)
    if (found := db.session.scalar(known)) is not None:
        return found
    try:
        with db.session.begin_nested():
            begun = Identity()
            db.session.add(begun)
            db.session.flush()
            _add_number(begun.id, id_no)
    except IntegrityError:
        return db.session.scalars(known).one()
    return begun.id


def change_number(person: Person, id_no: str) -> None:
    """Correct the ID number of somebody on a roster, who stays the same human being.

    Day of birth and sex follow from it (V02). Raises IntegrityError when the number is somebody
    else's. Nothing is committed.
    """
    mark = fingerprint(id_no)
    own = select(IdentityNumber.id).where(
        IdentityNumber.id_no_hash == mark, IdentityNumber.identity_id == person.identity_id
    )
    if db.session.scalar(own) is None:
        _add_number(person.identity_id, id_no)
    person.id_no, person.id_no_hash = id_no, mark
    born = rules.birth_facts(id_no)
    person.born_on, person.sex = born.born_on, born.sex


def _add_number(identity_id: int, id_no: str) -> None:
    db.session.add(
        IdentityNumber(identity_id=identity_id, id_no=id_no, id_no_hash=fingerprint(id_no))
    )
    db.session.flush()


def correct_number(person: Person, id_no: str) -> None:
    """Mend the ID number of somebody whom no certificate names yet.

    Who is known by the right number is that human from now on, and a wrong number that no row
    carries any more is given back to whoever has it. Refused when this human is known by a
    certificate or another roster, and the number is a stranger's. Nothing is committed.
    """
    before, own = person.id_no_hash, person.identity_id
    known = select(IdentityNumber.identity_id).where(
        IdentityNumber.id_no_hash == fingerprint(id_no)
    )
    other = db.session.scalar(known)
    if other in (None, own):
        change_number(person, id_no)
        db.session.flush()
    elif queries.is_known_elsewhere(person):
        raise Refused.because("V04", "id_no", _("该身份证号已登记为另一人员，请核对"))
    else:
        _become(person, other, id_no)
    if not queries.is_number_used(own, before):
        lost = select(IdentityNumber).filter_by(identity_id=own, id_no_hash=before)
        for number in db.session.scalars(lost):
            db.session.delete(number)
        db.session.flush()


def _become(person: Person, identity_id: int, id_no: str) -> None:
    """Hang a row of a roster, and what is held there, on another identity."""
    held = {"identity_id": person.identity_id, "organization_id": person.organization_id}
    for one in db.session.scalars(select(Qualification).filter_by(**held)):
        one.identity_id = identity_id
    person.identity_id = identity_id
    person.id_no, person.id_no_hash = id_no, fingerprint(id_no)
    db.session.flush()
