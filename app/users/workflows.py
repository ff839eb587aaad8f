"""How 用户申请 runs (spec 3.10): the own organization asks, 系统管理员 decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask_babel import lazy_gettext as _l
from sqlalchemy import false, true

from app.core.access.roles import ADMIN_OF, Role
from app.core.configuration.parameters import parameter
from app.workflow import desks
from app.workflow.declaration import Handler, Transition, When, Workflow
from app.workflow.effects import forget_opinion, keep_opinion, say_withdrawn, stamp

from . import operations, presentation
from .choices import APPLICATION, DELETABLE
from .choices import ApplicationState as State
from .models import AccountApplication

APPLICANT = Handler(desks.OWN, tuple(ADMIN_OF.values()))
OFFICER = Handler(desks.PROVINCE, (Role.SYSTEM_ADMIN,))
OFFICE = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,))


def _while(holds: Callable[[], bool]) -> When:
    """A move that is there while a switch stands so."""
    return When(lambda _move: holds(), lambda _model: true() if holds() else false(), holds)


SPLIT = _while(lambda: bool(parameter("three_admins")))
JOINED = _while(lambda: not parameter("three_admins"))


def _deciding(suffix: str, handler: Handler, when: When) -> tuple[Transition, ...]:
    """通过 and 退回, by 系统管理员 or, where the three officers are not split, by 省级管理员."""
    made = partial(Transition, by=(handler,), when=when, tell=(APPLICANT,))
    return (
        made(
            f"approve{suffix}",
            _l("通过"),
            (State.FILED,),
            State.APPROVED,
            guards=(operations.fits_now,),
            not_by=("file",),
            effects=(keep_opinion, stamp("closed_on"), operations.open_account),
            waits=(State.FILED,),
        ),
        made(
            f"return{suffix}",
            _l("退回"),
            (State.FILED,),
            State.RETURNED,
            opinion_required=True,
            effects=(keep_opinion,),
            danger=True,
        ),
    )


ACCOUNT = Workflow(
    resource=APPLICATION,
    title=_l("用户申请"),
    model=AccountApplication,
    states=State,
    initial=State.DRAFT,
    final=(State.APPROVED,),
    deletable_in=DELETABLE,
    link=presentation.address,
    subject=lambda item: item.name,
    fields=presentation.filed_fields,
    transitions=(
        Transition(
            "file",
            _l("提交"),
            (State.DRAFT, State.RETURNED),
            State.FILED,
            (APPLICANT,),
            effects=(forget_opinion,),
            waits=(State.RETURNED,),
        ),
        *_deciding("", OFFICER, SPLIT),
        *_deciding("_for_office", OFFICE, JOINED),
        Transition(
            "withdraw",
            _l("撤回"),
            (State.FILED,),
            State.RETURNED,
            (APPLICANT,),
            undoes=("file",),
            effects=(say_withdrawn,),
        ),
    ),
)
WORKFLOWS = (ACCOUNT,)
APPROVING = ("approve", "approve_for_office")
