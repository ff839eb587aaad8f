"""How 用户申请 and 权限申请 run (spec 3.10, 3.11): an organization asks, an officer decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask_babel import lazy_gettext as _l
from sqlalchemy import false, true

from app.core.access.roles import ADMIN_OF, Role
from app.core.configuration.parameters import parameter
from app.workflow import desks
from app.workflow.declaration import Effect, Guard, Handler, Transition, When, Workflow
from app.workflow.effects import forget_opinion, keep_opinion, say_withdrawn, stamp

from . import operations, presentation
from .choices import APPLICATION, DELETABLE, RIGHTS
from .choices import ApplicationState as State
from .models import AccountApplication, RightApplication

APPLICANT = Handler(desks.OWN, tuple(ADMIN_OF.values()))
SYSTEM = Handler(desks.PROVINCE, (Role.SYSTEM_ADMIN,))
SECURITY = Handler(desks.PROVINCE, (Role.SECURITY_ADMIN,))
OFFICE = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,))


def _while(holds: Callable[[], bool]) -> When:
    """A move that is there while a switch stands so."""
    return When(lambda _move: holds(), lambda _model: true() if holds() else false(), holds)


SPLIT = _while(lambda: bool(parameter("three_admins")))
JOINED = _while(lambda: not parameter("three_admins"))


def _deciding(
    suffix: str, handler: Handler, when: When, guard: Guard, effect: Effect
) -> tuple[Transition, ...]:
    """通过 and 退回, by an officer or, where the three officers are not split, by 省级管理员."""
    made = partial(Transition, by=(handler,), when=when, tell=(APPLICANT,))
    return (
        made(
            f"approve{suffix}",
            _l("通过"),
            (State.FILED,),
            State.APPROVED,
            guards=(guard,),
            not_by=("file",),
            effects=(keep_opinion, stamp("closed_on"), effect),
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


def _transitions(officer: Handler, guard: Guard, effect: Effect) -> tuple[Transition, ...]:
    """提交, the decision of an officer and 撤回: the same for accounts and for rights."""
    return (
        Transition(
            "file",
            _l("提交"),
            (State.DRAFT, State.RETURNED),
            State.FILED,
            (APPLICANT,),
            effects=(forget_opinion,),
            waits=(State.RETURNED,),
        ),
        *_deciding("", officer, SPLIT, guard, effect),
        *_deciding("_for_office", OFFICE, JOINED, guard, effect),
        Transition(
            "withdraw",
            _l("撤回"),
            (State.FILED,),
            State.RETURNED,
            (APPLICANT,),
            undoes=("file",),
            effects=(say_withdrawn,),
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
    transitions=_transitions(SYSTEM, operations.fits_now, operations.open_account),
)
GRANTING = Workflow(
    resource=RIGHTS,
    title=_l("权限申请"),
    model=RightApplication,
    states=State,
    initial=State.DRAFT,
    final=(State.APPROVED,),
    deletable_in=DELETABLE,
    link=presentation.right_address,
    subject=lambda item: f"{item.name} {item.kind.label}",
    fields=presentation.filed_rights,
    transitions=_transitions(SECURITY, operations.rights_fit_now, operations.apply_rights),
)
WORKFLOWS = (ACCOUNT, GRANTING)
APPROVING = ("approve", "approve_for_office")
