"""How an enrolment for 继续教育 runs (specification 3.6, rulings 6 and 7)."""

from __future__ import annotations

from functools import partial

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS, Role
from app.workflow import desks
from app.workflow.declaration import Fork, Handler, Transition, Workflow
from app.workflow.effects import forget_opinion, keep_opinion, say_withdrawn
from app.workflow.pre_review import PreReview

from . import operations
from .choices import CONTINUING, DELETABLE
from .choices import ContinuingState as State
from .choices import EnrolmentStep as Step
from .models import ContinuingEnrolment

CLERK = Handler(desks.OWN, FILERS)
PREFECTURE = Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER))
REVIEWER = Handler(desks.PROVINCE, (Role.PROVINCE_REVIEWER,))
OFFICE = (Step.PREFECTURE, Step.PROVINCE)
PRE_REVIEW = PreReview("city_pre_review_enroll", *OFFICE)
AT_PREFECTURE = partial(
    Transition, by=(PREFECTURE,), steps=(Step.PREFECTURE,), when=PRE_REVIEW.while_on()
)
AT_PROVINCE = partial(
    Transition, by=(REVIEWER,), steps=OFFICE, when=PRE_REVIEW.at_the_province(), tell=(CLERK,)
)
ROUTE = "/training/continuing"


def address(number: int) -> str:
    """查看 of an enrolment."""
    return f"{ROUTE}/show/{number}"


ENROLMENT = Workflow(
    resource=CONTINUING,
    title=_l("继续教育培训报名"),
    model=ContinuingEnrolment,
    states=State,
    initial=State.DRAFT,
    final=(State.PASSED, State.LAPSED),
    deletable_in=DELETABLE,
    steps=Step,
    link=address,
    subject=lambda item: item.name,
    transitions=(
        Transition(
            "file",
            _l("提交"),
            (State.DRAFT, State.RETURNED),
            State.FILED,
            (CLERK,),
            guards=(operations.seat_left,),
            step=Fork(PRE_REVIEW.step, OFFICE, PRE_REVIEW.ways),
            effects=(forget_opinion,),
            waits=(State.RETURNED,),
        ),
        AT_PREFECTURE(
            "review",
            _l("市州审核通过"),
            (State.FILED,),
            State.FILED,
            step=Step.PROVINCE,
            not_by=("file",),
            effects=(keep_opinion,),
            waits=(State.FILED,),
        ),
        AT_PREFECTURE(
            "review_return",
            _l("市州退回"),
            (State.FILED,),
            State.RETURNED,
            opinion_required=True,
            effects=(keep_opinion,),
            tell=(CLERK,),
            danger=True,
        ),
        AT_PROVINCE(
            "pass",
            _l("审核通过"),
            (State.FILED,),
            State.PASSED,
            not_by=("file",),
            effects=(keep_opinion,),
            waits=(State.FILED,),
        ),
        AT_PROVINCE(
            "return",
            _l("退回"),
            (State.FILED,),
            State.RETURNED,
            opinion_required=True,
            effects=(keep_opinion,),
            danger=True,
        ),
        Transition(
            "withdraw",
            _l("撤回"),
            (State.FILED,),
            State.RETURNED,
            (CLERK,),
            undoes=("file",),
            effects=(say_withdrawn,),
        ),
        Transition(
            "give_up",
            _l("放弃"),
            (State.RETURNED,),
            State.LAPSED,
            (CLERK,),
            opinion_required=True,
            danger=True,
        ),
        Transition(
            "lapse",
            _l("失效"),
            (State.FILED, State.PASSED, State.RETURNED),
            State.LAPSED,
            (REVIEWER,),
            automatic=True,
            tell=(CLERK,),
            danger=True,
        ),
    ),
)
WORKFLOWS = (ENROLMENT,)
