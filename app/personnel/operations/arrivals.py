"""Many people at once: put on a roster as one by one, with few statements, and taken off again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.encryption import fingerprint
from app.core.base.parts import in_parts
from app.imports.undo import refuse_if_used
from app.personnel import leaving_guards, queries, rules
from app.personnel.models import Identity, IdentityNumber, Person

from .identities import identity_of
from .people import FACTS, _numbers


def enter_people(rows: Sequence[rules.Values], actor: Actor) -> list[Person]:
    """Write people whose values were found well, each as ``enter_person`` writes one.

    IntegrityError when one of them has come to a roster meanwhile. Nothing is committed.
    """
    assert actor.organization_id is not None
    identities = identities_of([row["id_no"] for row in rows])
    people = [
        Person(
            organization_id=actor.organization_id,
            identity_id=identities[row["id_no"]],
            name=row["name"],
            **_numbers(row, row["id_no"]),
            **{name: row.get(name) for name in FACTS},
        )
        for row in rows
    ]
    db.session.add_all(people)
    db.session.flush()
    return people


def identities_of(numbers: Collection[str]) -> dict[str, int]:
    """``identity_of`` many ID numbers, in one order whoever asks."""
    by_mark = {fingerprint(number): number for number in numbers}
    found = _known(by_mark)
    begun = {mark: Identity() for mark in sorted(by_mark) if mark not in found}
    try:
        with db.session.begin_nested():
            db.session.add_all(begun.values())
            db.session.flush()
            db.session.add_all(
                IdentityNumber(identity_id=one.id, id_no=by_mark[mark], id_no_hash=mark)
                for mark, one in begun.items()
            )
            db.session.flush()
            found |= {mark: one.id for mark, one in begun.items()}
    except IntegrityError:
        # Somebody has begun one of them meanwhile.
        found |= {mark: identity_of(by_mark[mark]) for mark in begun}
    return {number: found[mark] for mark, number in by_mark.items()}


def _known(by_mark: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for marks in in_parts(sorted(by_mark)):
        query = select(IdentityNumber.id_no_hash, IdentityNumber.identity_id)
        rows = db.session.execute(query.where(IdentityNumber.id_no_hash.in_(marks)))
        found |= {row.id_no_hash: row.identity_id for row in rows}
    return found


def take_back_people(person_ids: Sequence[int], _actor: Actor) -> None:
    """Hide people who were put on a roster by mistake; Refused when anything is known of one.

    What the human held here in earlier years stays. Nothing is committed.
    """
    people: list[Person] = []
    for ids in in_parts(list(person_ids)):
        rows = select(Person).where(Person.id.in_(ids)).with_for_update(of=Person)
        people += db.session.scalars(rows.order_by(Person.id))
    known = _Known.of(people)
    refuse_if_used(
        ((person.name, reason) for person in people if (reason := known.reason_to_stay(person))),
        _l("不能撤销导入，因为以下人员的数据已被使用：%(named)s"),
        _l("等 %(n)d 人"),
    )
    _hide(people)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of people beside their own rows."""

    certified: set[int]
    referred_to: set[int]
    pictured: set[int]

    @classmethod
    def of(cls, people: Sequence[Person]) -> _Known:
        known = cls(set(), set(), set())
        for part in in_parts(people):
            ids = [person.id for person in part]
            known.certified.update(queries.certified_among([person.identity_id for person in part]))
            known.referred_to.update(leaving_guards.referred_to(ids))
            known.pictured.update(queries.pictured_among(ids))
        return known

    def reason_to_stay(self, person: Person) -> str:
        """Why somebody cannot be taken back, "" for nothing."""
        if person.left_on is not None:
            return _("已离开或调出")
        if person.identity_id in self.certified:
            return _("已有监督证书")
        if person.id in self.referred_to:
            return _("已有其他业务数据")
        # A photo is a row of its own.
        is_changed = person.version > 1 or person.id in self.pictured
        return _("导入后已修改") if is_changed else ""


def _hide(people: Sequence[Person]) -> None:
    moment = clock.now()
    for person in people:
        person.deleted_at = moment
    db.session.flush()
