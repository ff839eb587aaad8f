"""Short ways to rows of the stage: places by organization, somebody enrolled in a state."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.personnel.models import Person
from app.training.choices import ContinuingState, InductionState, TrainingKind
from app.training.models import OrganizationQuota, SessionQuota, TrainingSession
from tests.training.stage import make_continuing, make_induction, make_session


def session_of(kind: str, **facts: Any) -> TrainingSession:
    """A session that was published, whose places nobody has yet."""
    return make_session(TrainingKind.of(kind), **{"places": {}, "seats": 60, **facts})


def places(session: TrainingSession, shares: dict[int, dict[int, int]]) -> None:
    """市州名额 and 机构额度: prefecture → organization → places; all are handed on."""
    for giver, handed_on in shares.items():
        quota = SessionQuota(organization_id=giver, seats=sum(handed_on.values()))
        session.quotas.append(quota)
        db.session.flush()
        db.session.add_all(
            OrganizationQuota(
                session_id=session.id, quota_id=quota.id, organization_id=one, seats=seats
            )
            for one, seats in handed_on.items()
        )
    db.session.flush()


def enrolled(person: Person, session: TrainingSession | None, state: str, **facts: Any) -> Any:
    """Somebody who is enrolled, in a state; for 新进 where there is no session or it is of that."""
    facts |= {"person": person, "organization_id": person.organization_id}
    if session is not None and session.kind is TrainingKind.CONTINUING:
        return make_continuing(session, state=ContinuingState.of(state), **facts)
    return make_induction(session, state=InductionState.of(state), **facts)


def kept(app: Flask, model: Any, number: int) -> Any:
    """A row as it stands, whoever may see it."""
    with app.app_context(), unscoped("what came of it"):
        found = db.session.get_one(model, number)
        db.session.expunge_all()
        return found
