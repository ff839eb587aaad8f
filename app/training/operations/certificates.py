"""发证 and 延期 of all who passed a session; nothing is committed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.access.actor import Actor
from app.training import queries
from app.training.choices import PASSED
from app.training.models import TrainingSession
from app.workflow import engine
from app.workflow.declaration import Workflow
from app.workflow.engine import Outcome


def finish_session(
    workflow: Workflow,
    session: TrainingSession,
    move: str,
    actor: Actor,
    answers: Mapping[str, str] | None = None,
) -> Sequence[Outcome]:
    """Issue or extend the certificates of whoever passed and has none of it yet.

    Whoever presses it a second time, or at the same moment, finds nobody left.
    """
    items = queries.in_states(session, PASSED)
    return engine.fire_all(workflow, items, move, actor=actor, answers=answers)
