"""How an enrolment for 继续教育 runs (specification 3.6, rulings 6 and 7)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask_babel import lazy_gettext as _l

from app.training import operations
from app.training.choices import CONTINUING, DELETABLE
from app.training.choices import ContinuingState as State
from app.training.choices import EnrolmentStep as Step
from app.training.models import ContinuingEnrolment
from app.workflow.declaration import Fork, Transition, Workflow
from app.workflow.effects import forget_opinion, keep_opinion

from .handlers import (
    CLERK,
    OFFICE,
    PRE_REVIEW,
    PREFECTURE,
    REVIEWER,
    examination,
    given_up,
)

AT_PREFECTURE = partial(
    Transition, by=(PREFECTURE,), steps=(Step.PREFECTURE,), when=PRE_REVIEW.while_on()
)
AT_PROVINCE = partial(
    Transition, by=(REVIEWER,), steps=OFFICE, when=PRE_REVIEW.at_the_province(), tell=(CLERK,)
)
ROUTE = "/training/continuing"
# Nobody reviews what he submitted, for a place or to wait for one.
SUBMITTED = ("file", "wait")


def address(number: int) -> str:
    """查看 of an enrolment."""
    return f"{ROUTE}/show/{number}"


def _given_up() -> tuple[Transition, ...]:
    """撤回 gives the place to who waits; who waits is given up like who was sent back."""
    withdraw, give_up = given_up((State.FILED,), State.RETURNED, State.LAPSED)
    return (
        replace(
            withdraw,
            undoes=("file", "promote"),
            effects=(*withdraw.effects, operations.hand_place_on),
            holds=operations.hold_places,
        ),
        replace(give_up, source=(State.RETURNED, State.WAITING)),
    )


EXTEND = Transition(
    "extend",
    _l("延期"),
    (State.PASSED,),
    State.EXTENDED,
    (REVIEWER,),
    holds=operations.hold_holders,
    guards=(operations.can_be_extended,),
    joint_effects=(operations.extend_certificates,),
    tell=(CLERK,),
)

ENROLMENT = Workflow(
    resource=CONTINUING,
    title=_l("继续教育培训报名"),
    model=ContinuingEnrolment,
    states=State,
    initial=State.DRAFT,
    final=(State.EXTENDED, State.LAPSED),
    deletable_in=(State.WAITING, *(State.of(one) for one in DELETABLE)),
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
            holds=operations.hold_places,
            step=Fork(PRE_REVIEW.step, OFFICE, PRE_REVIEW.ways),
            effects=(operations.take_own_seat, forget_opinion),
            waits=(State.RETURNED,),
        ),
        Transition(
            "wait",
            _l("候补"),
            (State.DRAFT,),
            State.WAITING,
            (replace(CLERK, right="file"),),
            guards=(operations.may_wait,),
        ),
        Transition(
            "promote",
            _l("候补转为报名"),
            (State.WAITING,),
            State.FILED,
            (),
            step=Fork(PRE_REVIEW.step, OFFICE, PRE_REVIEW.ways),
            effects=(operations.take_own_seat,),
            automatic=True,
            tell=(CLERK,),
        ),
        AT_PREFECTURE(
            "review",
            _l("市州审核通过"),
            (State.FILED,),
            State.FILED,
            step=Step.PROVINCE,
            not_by=SUBMITTED,
            effects=(keep_opinion,),
            waits=(State.FILED,),
            task=_l("市州审核"),
            done=_l("市州已审核通过"),
        ),
        AT_PREFECTURE(
            "review_return",
            _l("市州退回"),
            (State.FILED,),
            State.RETURNED,
            opinion_required=True,
            effects=(keep_opinion, operations.hand_place_on),
            holds=operations.hold_places,
            tell=(CLERK,),
            danger=True,
            done=_l("市州已退回"),
        ),
        AT_PROVINCE(
            "pass",
            _l("审核通过"),
            (State.FILED,),
            State.ACCEPTED,
            not_by=SUBMITTED,
            effects=(keep_opinion,),
            waits=(State.FILED,),
            task=_l("审核"),
        ),
        AT_PROVINCE(
            "return",
            _l("退回"),
            (State.FILED,),
            State.RETURNED,
            opinion_required=True,
            effects=(keep_opinion, operations.hand_place_on),
            holds=operations.hold_places,
            danger=True,
        ),
        *_given_up(),
        Transition(
            "lapse",
            _l("失效"),
            (State.WAITING, State.FILED, State.ACCEPTED, State.RETURNED),
            State.LAPSED,
            (REVIEWER,),
            effects=(operations.hand_place_on,),
            holds=operations.hold_places,
            automatic=True,
            tell=(CLERK,),
            danger=True,
        ),
        *examination(State, (State.ACCEPTED,), EXTEND),
    ),
)
