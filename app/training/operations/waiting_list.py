"""候补: who waits for a place of 继续教育 gets the next that is free; nothing is committed here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access.actor import SYSTEM, Actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.parameters import parameter
from app.training import queries, rules
from app.training.choices import CONTINUING, ContinuingState
from app.training.models import ContinuingEnrolment, TrainingSession
from app.workflow import engine
from app.workflow.declaration import Move
from app.workflow.registry import registered


def hold_places(items: Iterable[ContinuingEnrolment]) -> None:
    """Lock the sessions and the places that enrolments are about, before these themselves.

    Those of drafts are held by whoever made them.
    """
    places = {
        (one.session_id, owner)
        for one in items
        if one.state is not ContinuingState.DRAFT
        for owner in (one.organization_id, one.seat_of_id)
    }
    if places:
        queries.hold_sessions({session_id for session_id, _organization in places})
        queries.hold_quotas(places)


def hold_before(number: int) -> None:
    """Lock what has to be held before an enrolment is corrected or deleted: its session, its
    person, its place."""
    row = ContinuingEnrolment
    columns = (row.session_id, row.organization_id, row.seat_of_id, row.person_id)
    found = db.session.execute(select(*columns).where(row.id == number)).first()
    if found is not None:
        queries.hold_sessions([found.session_id])
        queries.own_people([found.person_id], found.organization_id, lock=True)
        owners = {found.organization_id, found.seat_of_id}
        queries.hold_quotas({(found.session_id, one) for one in owners})


def may_wait(move: Move) -> str:
    """Guard of 候补: while people enrol for the session, and the office lets them wait."""
    if not parameter("enrol_waiting_list"):
        return str(_("未开启候补"))
    return rules.window_refusal(move.item.session, clock.today())


def put_in_line(rows: Sequence[ContinuingEnrolment], actor: Actor) -> None:
    """Drafts wait for places of their session, and get those that came free meanwhile."""
    for row in rows:
        engine.fire(registered()[CONTINUING], row, "wait", actor=actor, batch=row.batch)
    first = rows[0]
    fill_places(first.session, first.organization_id)


def hand_place_on(move: Move) -> None:
    """Effect of what gives a place back: who waits first has it now."""
    fill_places(move.item.session, move.item.seat_of_id)


def fill_places(session: TrainingSession, organization_id: int) -> None:
    """As many who wait for an organization's places as are free go on to 未审核; each is told.

    The places are held by whoever has given some back.
    """
    if session.cancelled_at is not None or session.starts_on <= clock.today():
        return
    with unscoped("a place goes on to who waits, whoever has given it back"):
        db.session.flush()
        free = queries.hold_quota(session.id, organization_id)
        free -= queries.taken_by(session.id, organization_id)
        if free <= 0:
            return
        for item in queries.waiting_of(session.id, organization_id, free):
            engine.fire(registered()[CONTINUING], item, "promote", actor=SYSTEM)


def lapse_late() -> None:
    """Who waits still when the session begins waits no more, and is told so."""
    engine.fire_each(registered()[CONTINUING], queries.late_waiting(), "lapse", actor=SYSTEM)
