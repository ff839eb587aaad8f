"""Applications for accounts are filed, corrected and decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.access.accounts import (
    NewAccount,
    create_accounts,
)
from app.core.access.actor import Actor
from app.core.access.roles import Role
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.configuration.numbering import next_numbers
from app.core.tree.organization_tree import tree
from app.long_form.sent_records import SentRecord, in_each
from app.personnel.models import Person
from app.users import queries, rules
from app.users.choices import APPLICATION
from app.users.models import AccountApplication
from app.users.numbering import BATCH
from app.users.rules import Values
from app.workflow.declaration import Move

# --- applications ---------------------------------------------------------------------------


def begin_applications(entries: Sequence[SentRecord], actor: Actor) -> list[AccountApplication]:
    """An application for each entry, whose member's key is the id of a person; still drafts.

    Refused with what is wrong with every one of them; the people are held until the transaction
    ends, so that nobody files another about them meanwhile. Nothing is committed.
    """
    assert actor.organization_id is not None
    people = queries.own_people([int(one.member.key) for one in entries], lock=True)
    found = _checked(entries, people, actor)
    at: dict[str, Any] = {"organization_id": actor.organization_id, "at": clock.today()}
    numbers = next_numbers(APPLICATION, len(entries), **at)
    (batch,) = next_numbers(BATCH, 1, **at)
    return [
        _filled(
            AccountApplication(
                organization_id=actor.organization_id,
                number=number,
                batch=batch,
                person_id=person.id,
                form_token=entry.form_token,
            ),
            entry.values,
            person,
            actor,
        )
        for number, (entry, person) in zip(numbers, found, strict=True)
    ]


def _checked(
    entries: Sequence[SentRecord], people: Mapping[int, Person], actor: Actor
) -> list[tuple[SentRecord, Person]]:
    """Each entry with its person; refused with what is wrong with every one."""
    known = queries.standings(people)
    said: set[str] = set()

    def checked(entry: SentRecord) -> Person:
        number = int(entry.member.key)
        who = known.get(number, rules.GONE)
        found = [*application_refusals(entry.values, who, actor.organization_id or 0)]
        name = entry.values["username"].lower()
        if name in said:
            found.append(FieldError("V07", "username", _("登录账号 %(name)s 重复", name=name)))
        said.add(name)
        Refused.if_any(found)
        return people[number]

    return list(zip(entries, in_each(entries, checked), strict=True))


def application_refusals(
    values: Values, who: rules.Standing, organization_id: int, *, but: int | None = None
) -> Iterator[FieldError]:
    """What is wrong with an application about somebody, in one round; None is what is missing."""
    if words := rules.standing_refusal(who):
        yield FieldError("V38", "", words)
    node = tree()[organization_id]
    names = [values["username"]] if values.get("username") else []
    emails = [values["email"]] if values.get("email") else []
    yield from rules.application_faults(values, node.level, queries.taken(names, emails, but=but))


def _filled(
    item: AccountApplication, values: Values, person: Person, actor: Actor
) -> AccountApplication:
    """Fill in an application, with a copy of what is known of the person today."""
    item.name, item.mobile = person.name, person.mobile
    item.username, item.email = values["username"].lower(), values.get("email")
    item.roles, item.reason = list(values["roles"]), values.get("reason")
    item.applied_on, item.applied_by = clock.today(), actor.name
    return item


def correct_application(item: AccountApplication, values: Values, actor: Actor) -> None:
    """What was sent back says what was typed, of the person as it is now."""
    people = queries.own_people([item.person_id], lock=True)
    known = queries.standings(people, but=item.id)
    who = known.get(item.person_id, rules.GONE)
    Refused.if_any(application_refusals(values, who, item.organization_id, but=item.id))
    _filled(item, values, people[item.person_id], actor)
    db.session.flush()


def remove_application(item: AccountApplication, _actor: Actor) -> None:
    """删除: it is kept and not shown, and another application may follow."""
    item.deleted_at = clock.now()
    db.session.flush()


def fits_now(move: Move) -> Iterator[FieldError]:
    """Whether an account can be made now: the person is here and has none (V38)."""
    item = move.item
    person = queries.held_person(item.person_id, item.organization_id)
    if person is None:
        yield FieldError("V38", "", _("该人员已不在申请机构在职，请退回申请"))
    elif (held := queries.accounts_of_people([person.id])).get(person.id):
        name = held[person.id].username
        yield FieldError("V38", "", _("该人员已有账号 %(name)s，请退回申请", name=name))


def open_account(move: Move) -> None:
    """通过: the account comes about, with one of the passwords that were issued before."""
    item, known = move.item, move.known
    wanted = NewAccount(
        item.username, item.name, item.organization_id, tuple(Role(one) for one in item.roles)
    )
    (issued,) = create_accounts([wanted], [known["passwords"][-1]])
    issued.user.person_id = item.person_id
    if item.email:
        issued.user.email = item.email
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused.because("V13", "", _("该邮箱已被其他账号使用")) from None
    item.user_id = issued.user.id
    known["passwords"].pop()
    known["issued"].append(issued)
