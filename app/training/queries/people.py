"""Reading what is known of the training of people, whoever enrolled them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.formats import months_from
from app.core.configuration.parameters import parameter
from app.training.choices import EXAMINED, MADE_UP, UNDECIDED
from app.training.models import (
    ContinuingEnrolment,
    Enrolment,
    InductionEnrolment,
    TrainingSession,
)
from app.workflow.models import WorkflowEvent

KINDS: tuple[type[Enrolment], ...] = (InductionEnrolment, ContinuingEnrolment)


def running_about(person_id: int) -> Iterator[Enrolment]:
    """The enrolments of somebody that can go on, held until the transaction ends."""
    for model in KINDS:
        first = months_from(clock.today(), -parameter("makeup_months"))
        may_be_made_up = model.session.has(TrainingSession.ends_on >= first)
        goes_on = or_(model.state.in_(UNDECIDED), and_(model.state.in_(MADE_UP), may_be_made_up))
        asked = select(model).where(model.person_id == person_id, goes_on)
        held = asked.order_by(model.id).with_for_update(of=model)
        yield from db.session.scalars(held.execution_options(populate_existing=True))


def undecided_about(person_id: int) -> Enrolment | None:
    """An enrolment of somebody of which nobody knows yet what becomes of it."""
    for model in KINDS:
        asked = select(model).where(model.person_id == person_id, model.state.in_(UNDECIDED))
        if (found := db.session.scalars(asked.order_by(model.id).limit(1)).first()) is not None:
            return found
    return None


def enrolled_among(person_ids: Sequence[int]) -> set[int]:
    """Who of some people, by their ids, was ever enrolled."""
    return {
        number
        for model in KINDS
        for number in db.session.scalars(
            select(model.person_id).where(model.person_id.in_(person_ids))
        )
    }


def enrolments_of(identity_id: int) -> list[Enrolment]:
    """The enrolments of a human, wherever they were made, with their sessions; newest first."""
    found: list[Enrolment] = []
    for model in KINDS:
        asked = select(model).where(model.identity_id == identity_id, model.state != "draft")
        with unscoped("a human's training stays with the human"):
            found += db.session.scalars(asked.options(joinedload(model.session)))
    return sorted(found, key=lambda one: (one.applied_on, one.number), reverse=True)


def count_undecided(organization_id: int) -> int:
    """How many enrolments of an organization run."""
    return sum(len(_undecided_of(model, {organization_id})) for model in KINDS)


def hold_undecided(organization_id: int) -> None:
    """Hold them until the transaction ends, before the people whom they are about."""
    for model in KINDS:
        _undecided_of(model, {organization_id}, lock=True)


def _undecided_of(
    model: type[Enrolment], ids: Collection[int], *, lock: bool = False
) -> Sequence[int]:
    asked = select(model.id).where(model.organization_id.in_(ids), model.state.in_(UNDECIDED))
    asked = asked.order_by(model.id)
    return db.session.scalars(asked.with_for_update(of=model) if lock else asked).all()


def steps_of(items: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Mapping[str, Any]]:
    """When each of some enrolments, by resource and id, came last to the states worth telling."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    if not items:
        return found
    row = WorkflowEvent
    asked = select(row.resource, row.item_id, row.target, row.at).where(
        tuple_(row.resource, row.item_id).in_(items), row.target.in_(EXAMINED)
    )
    with unscoped("who may know of an enrolment may know what came of it"):
        for one in db.session.execute(asked.order_by(row.id)):
            found.setdefault((one.resource, one.item_id), {})[one.target] = one.at
    return found
