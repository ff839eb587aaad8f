"""Applications for rights are filed, corrected and decided (spec 2.21, 3.11, V39, ruling 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.bundles import clear_grants, grants_of, set_grants
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.configuration.numbering import next_numbers
from app.core.models import User
from app.core.tree.organization_tree import tree
from app.long_form.sent_records import SentRecord, in_each
from app.users import queries, rules
from app.users.choices import RIGHTS, RightKind
from app.users.models import RightApplication
from app.users.numbering import RIGHT_BATCH
from app.users.rules import Values
from app.workflow.declaration import Move


def begin_right_applications(
    kind: RightKind, entries: Sequence[SentRecord], actor: Actor
) -> list[RightApplication]:
    """An application for each entry, whose member's key is the id of a user; still drafts.

    Refused with what is wrong with every one of them; the users are held until the transaction
    ends, so that nobody files another about them meanwhile. Nothing is committed.
    """
    assert actor.organization_id is not None
    users = queries.own_users([int(one.member.key) for one in entries], lock=True)
    known = queries.holdings(users.values())

    def checked(entry: SentRecord) -> User:
        number = int(entry.member.key)
        who = known.get(number, rules.NOBODY)
        Refused.if_any(right_refusals(kind, entry.values, who, actor.organization_id or 0))
        return users[number]

    found = in_each(entries, checked)
    at: dict[str, Any] = {"organization_id": actor.organization_id, "at": clock.today()}
    numbers = next_numbers(RIGHTS, len(entries), **at)
    (batch,) = next_numbers(RIGHT_BATCH, 1, **at)
    return [
        _filled(
            RightApplication(
                organization_id=actor.organization_id,
                kind=kind,
                number=number,
                batch=batch,
                user_id=user.id,
                form_token=entry.form_token,
            ),
            entry.values,
            user,
            actor,
        )
        for number, entry, user in zip(numbers, entries, found, strict=True)
    ]


def right_refusals(
    kind: RightKind, values: Values, who: rules.Holding, organization_id: int
) -> Iterator[FieldError]:
    """What is wrong with an application about somebody, in one round; None is what is missing."""
    if words := rules.holding_refusal(kind, who):
        yield FieldError("V39", "", words)
    if kind is RightKind.REMOVE:
        return
    offered = {str(one.id) for one in queries.offered(tree()[organization_id].level)}
    yield from rules.right_faults(kind, values, who, offered, today=clock.today())


def _filled(
    item: RightApplication,
    values: Mapping[str, Any],
    user: User,
    actor: Actor,
) -> RightApplication:
    """Fill in an application, with a copy of what the user holds today."""
    item.name, item.username = user.get_full_name(), user.username
    item.roles = [role.name for role in user.roles]
    item.before = queries.told_grants(grants_of([user.id])[user.id])
    wanted = [] if item.kind is RightKind.REMOVE else [int(one) for one in values["bundles"]]
    item.bundle_ids = wanted
    item.bundle_names = queries.bundle_names(wanted)
    item.until, item.reason = values.get("until"), values["reason"]
    item.applied_on, item.applied_by = clock.today(), actor.name
    return item


def correct_right_application(item: RightApplication, values: Values, actor: Actor) -> None:
    """What was sent back says what was typed, of the user as it is now."""
    users = queries.own_users([item.user_id], lock=True)
    who = queries.holdings(users.values(), but=item.id).get(item.user_id, rules.NOBODY)
    Refused.if_any(right_refusals(item.kind, values, who, item.organization_id))
    _filled(item, values, users[item.user_id], actor)
    db.session.flush()


def rights_fit_now(move: Move) -> Iterator[FieldError]:
    """Whether rights can be given or taken now: the account works, the bundles are offered."""
    item = move.item
    user = queries.held_user(item.user_id)
    if user is None or not user.active or user.organization_id != item.organization_id:
        yield FieldError("V39", "", _("该账号已停用或已不属于申请机构，请退回申请"))
        return
    level = tree()[item.organization_id].level
    offered = {one.id for one in queries.offered(level)}
    if gone := [one for one in item.bundle_ids if one not in offered]:
        names = _("、").join(queries.bundle_names(gone))
        yield FieldError("V39", "", _("权限包 %(names)s 已停用，请退回申请", names=names))
    if item.until and item.until < clock.today():
        yield FieldError("V39", "", _("授权截止日期已过，请退回申请"))


def apply_rights(move: Move) -> None:
    """通过: 申请 adds, 变更 replaces, 移除 clears; in force at the user's next request."""
    item = move.item
    user = queries.held_user(item.user_id)
    assert user is not None, "rights_fit_now has looked"
    if item.kind is RightKind.REMOVE:
        clear_grants(user)
    else:
        given = {"until": item.until, "basis": item.number, "actor": move.actor}
        set_grants(user, item.bundle_ids, **given)
