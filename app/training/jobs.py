"""Jobs of the module: those of every day, and 发证 and 延期 of many people."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.db import db
from app.core.jobs import Progress, daily, job
from app.core.web.notify import tell

from . import operations
from .models import TrainingSession
from .workflows import BY_KIND, FINISH, INDUCTION_ENROLMENT

LIST = "/training/results/list/"


@job(queue="fast", timeout=900)
def finish_in_background(progress: Progress, session_id: int, answers: dict[str, str]) -> None:
    """Issue or extend for all who passed a session; a second run finds nobody left."""
    session = db.session.get(TrainingSession, session_id)
    if session is None:
        return
    actor, workflow = current_actor(), BY_KIND[session.kind]
    move = FINISH[session.kind]
    found = operations.finish_session(workflow, session, move, actor, answers)
    moved = sum(one.event is not None for one in found)
    progress.finish(moved)
    if not found or actor.user_id is None:
        return
    name, label, left = session.name, workflow[move].label, len(found) - moved

    def words() -> tuple[str, str]:
        body = _("已办理 %(n)d 人，未能办理 %(left)d 人。", n=moved, left=left)
        return _("%(act)s完成：%(name)s", act=label, name=name), body

    # The newest event of it makes the message one of its own.
    last = max((one.event.id for one in found if one.event is not None), default=0)
    key = f"training:{session_id}:{move}:{last}"
    tell(db.session(), actor.user_id, words, key=key, link=LIST)


@job(due=daily)
def lapse_waiting(_progress: Progress) -> None:
    """Every day let those go who wait still for a place of a session that has begun."""
    operations.lapse_late()


@job(due=daily)
def lapse_left_over(_progress: Progress) -> None:
    """Every day let those go whom a year that is over has left without a place."""
    operations.lapse_left_over(INDUCTION_ENROLMENT, clock.year())
