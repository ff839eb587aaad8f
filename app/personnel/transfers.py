"""Filing a 调动, and what it has against leaving meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.access.actor import Actor
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.workflow import engine

from . import operations, queries
from .leaving_guards import LeavingGuard
from .models import Person, PersonTransfer
from .workflows import TRANSFER


def file_transfer(values: dict[str, Any], actor: Actor) -> PersonTransfer:
    """Offer somebody of the actor's organization to another one. Nothing is committed."""
    person = values["person"]
    item = PersonTransfer(
        organization_id=actor.organization_id,
        person_id=person.id,
        name=person.name,
        sex=person.sex,
        post_type=person.post_type,
        receiver_id=values["receiver"].id,
        note=values.get("note"),
        form_token=values.get("form_token"),
    )
    engine.begin(TRANSFER, item, actor=actor)
    try:
        engine.fire(TRANSFER, item, "file", actor=actor)
    except IntegrityError:
        db.session.rollback()
        raise Refused.because("V30", "person", _("该人员已有待接收的调动")) from None
    return item


def filing_refusals(values: Mapping[str, Any], actor: Actor) -> Iterator[FieldError]:
    """What stands against an offer of which something could not be read, which is None."""
    person, receiver = values["person"], values["receiver"]
    return operations.offer_refusals(
        queries.person_to_move(person.id) if person is not None else None,
        by=actor.organization_id or 0,
        receiver_id=receiver.id if receiver is not None else None,
    )


def _running(person: Person) -> str:
    if not queries.is_offered(person.id):
        return ""
    return _("该人员有待接收的调动，请先撤回")


GUARDS = (LeavingGuard("transfer", _running, queries.offered_among),)
