"""Sessions that are over, with people who came to them, as rows that are committed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.training.choices import ContinuingState, InductionState, TrainingKind
from app.training.models import TrainingSession
from tests.support.factories import make_certificate, make_person
from tests.training.stage import TIANYUAN, YUELU, make_continuing, make_induction, make_session

__all__ = ["TIANYUAN", "YUELU", "coming", "day", "over"]
# A session has four days.
LENGTH = 3


def day(after: int) -> dt.date:
    return clock.today() + dt.timedelta(days=after)


def over(app: Flask, kind: str, *, ended: int = -2, **facts: Any) -> int:
    """A published session that ended some days ago; its id."""
    with app.app_context(), unscoped("a row of the test"):
        session = make_session(TrainingKind.of(kind), starts_in=ended - LENGTH, **facts)
        db.session.commit()
        return session.id


def coming(
    app: Flask,
    session_id: int,
    *names: str,
    organization_id: int = YUELU,
    types: Sequence[str] = ("quality",),
    held: dict[str, Any] | None = None,
    **facts: Any,
) -> list[int]:
    """People who come to a session, with certificates that ``held`` says more of; the ids of
    their enrolments."""
    with app.app_context(), unscoped("rows of the test"):
        session = db.session.get(TrainingSession, session_id)
        assert session is not None
        rows = []
        for name in names:
            person = make_person(organization_id=organization_id, name=name)
            common = {"organization_id": organization_id, "person": person, "types": types, **facts}
            if session.kind is TrainingKind.INDUCTION:
                rows.append(make_induction(session, state=InductionState.ACCEPTED, **common))
                continue
            for kind in types:
                make_certificate(person, kind, **(held or {}))
            rows.append(make_continuing(session, state=ContinuingState.ACCEPTED, **common))
        db.session.commit()
        return [row.id for row in rows]
