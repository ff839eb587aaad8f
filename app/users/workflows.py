"""How 用户申请 and 权限申请 run (spec 3.10, 3.11): an organization asks, an officer decides."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import ADMIN_OF, Role
from app.workflow import desks
from app.workflow.declaration import Effect, Guard, Handler, Transition, Workflow
from app.workflow.effects import forget_opinion, keep_opinion, say_withdrawn, stamp

from . import operations, presentation
from .choices import APPLICATION, DELETABLE, RIGHTS
from .choices import ApplicationState as State
from .models import AccountApplication, RightApplication

APPLICANT = Handler(desks.OWN, tuple(ADMIN_OF.values()))
SYSTEM = Handler(desks.PROVINCE, (Role.SYSTEM_ADMIN,))
SECURITY = Handler(desks.PROVINCE, (Role.SECURITY_ADMIN,))


def _transitions(officer: Handler, guard: Guard, effect: Effect) -> tuple[Transition, ...]:
    """提交, the decision of an officer and 撤回: the same for accounts and for rights.

    Where the three officers are not split, 省级管理员 stands in for them by the rights of the role.
    """
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
        Transition(
            "approve",
            _l("通过"),
            (State.FILED,),
            State.APPROVED,
            (officer,),
            guards=(guard,),
            not_by=("file",),
            effects=(keep_opinion, stamp("closed_on"), effect),
            waits=(State.FILED,),
            tell=(APPLICANT,),
            configures=True,
        ),
        Transition(
            "return",
            _l("退回"),
            (State.FILED,),
            State.RETURNED,
            (officer,),
            opinion_required=True,
            effects=(keep_opinion,),
            tell=(APPLICANT,),
            danger=True,
        ),
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
