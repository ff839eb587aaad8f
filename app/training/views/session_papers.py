"""What is printed for a session, as links of its row on any screen."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.screens.views import RowAction
from app.reporting.buttons import form_actions
from app.training.choices import ATTENDANCE, CARDS, ROLL, SessionPhase, TrainingKind
from app.training.models import TrainingSession

UNPRINTED = (SessionPhase.DRAFT, SessionPhase.CANCELLED)
# Certificates are issued then.
EXAMINED = (SessionPhase.EXAMINED, SessionPhase.ENDED)


def session_papers(item: TrainingSession, phase: SessionPhase) -> Iterator[RowAction]:
    """签到表 and 准考证 of a published session, 发证名册 of newcomers who were examined."""
    if phase in UNPRINTED:
        return
    yield from form_actions(ATTENDANCE, item.id)
    yield from form_actions(CARDS, item.id)
    if item.kind is TrainingKind.INDUCTION and phase in EXAMINED:
        yield from form_actions(ROLL, item.id)
