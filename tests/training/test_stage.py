"""What the stage makes is what the application would have made."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Certificate
from app.training import rules
from app.training.choices import (
    ContinuingState,
    InductionState,
    SessionPhase,
    TrainingKind,
)
from app.training.models import InductionEnrolment
from tests.training import stage


@pytest.mark.both_databases
def test_everybody_stands_on_the_stage_once(app: Flask) -> None:
    """Every state of both trainings, each as its constraints want it."""
    with app.app_context(), unscoped("the stage"):
        running = stage.make_session()
        over = stage.make_session(TrainingKind.INDUCTION, starts_in=-10)
        phases = [rules.phase(one, clock.today()) for one in (running, over)]
        assert phases == [SessionPhase.OPEN, SessionPhase.EXAMINED]
        stage.give_seats(running, stage.YUELU, 12)
        for one in ContinuingState:
            stage.make_continuing(running, state=one)
        for state in InductionState:
            stage.make_induction(over, state=state, types=("quality", "safety"))
        db.session.commit()
        issued = db.session.scalars(
            select(InductionEnrolment).where(InductionEnrolment.state == InductionState.ISSUED)
        ).one()
        numbers = select(func.count()).where(Certificate.number.in_(issued.certificates.values()))
        assert db.session.scalar(numbers) == 2
        needed = rules.hours_needed(over.hours, 90)
        told = rules.result_of(over.subjects, needed, issued.attended, issued.scores, {})
        assert told is issued.result
