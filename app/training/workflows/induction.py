"""How an enrolment for 新进人员培训 runs (specification 3.5, rulings 6, 7 and 8)."""

from __future__ import annotations

from functools import partial

from flask_babel import lazy_gettext as _l

from app.core.access.roles import Role
from app.core.configuration.parameters import parameter
from app.core.screens.form_fields import AtMost, Required, Text
from app.training import operations
from app.training.choices import DELETABLE, INDUCTION
from app.training.choices import EnrolmentStep as Step
from app.training.choices import InductionState as State
from app.training.models import InductionEnrolment
from app.training.presentation import session_words
from app.training.queries import last_issuer
from app.workflow import desks
from app.workflow.declaration import Fork, Handler, Transition, Workflow
from app.workflow.effects import forget_opinion, keep_opinion
from app.workflow.time_limits import Term

from .handlers import (
    CLERK,
    INDUCTION_REVIEW,
    POOL,
    PREFECTURE,
    REVIEWER,
    examination,
    given_up,
)

ROUTE = "/training/induction"
# Whoever hands out places decides who takes them; that is no review (ruling 8).
DISTRIBUTOR = (
    Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN,)),
    Handler(desks.OWN, (Role.PREFECTURE_ADMIN, Role.PROVINCE_ADMIN)),
)
# What a prefecture files itself passes its own leader.
LEADER = Handler(desks.OWN, (Role.PREFECTURE_LEADER,), right="review_own")
# From these somebody is given a place.
BEFORE = (State.FILED, State.CITY_PASSED)
AT_PREFECTURE = partial(Transition, by=(PREFECTURE, LEADER), when=INDUCTION_REVIEW.while_on())
AT_PROVINCE = partial(
    Transition,
    source=(State.PLACED,),
    by=(REVIEWER,),
    not_by=("file",),
    tell=(CLERK,),
)


def address(number: int) -> str:
    """查看 of an enrolment."""
    return f"{ROUTE}/show/{number}"


ISSUE = Transition(
    "issue",
    _l("发证"),
    (State.PASSED,),
    State.ISSUED,
    (REVIEWER,),
    asks={"issuer": Text(_l("发证机关"), [Required(), AtMost(60)], default=last_issuer)},
    holds=operations.hold_holders,
    guards=(operations.can_be_issued,),
    joint_effects=(operations.issue_certificates,),
    tell=(CLERK,),
)

ENROLMENT = Workflow(
    resource=INDUCTION,
    title=_l("新进人员培训报名"),
    model=InductionEnrolment,
    states=State,
    initial=State.DRAFT,
    final=(State.ISSUED, State.REFUSED, State.LAPSED),
    deletable_in=tuple(State.of(one) for one in DELETABLE),
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
            step=Fork(INDUCTION_REVIEW.step, POOL, INDUCTION_REVIEW.ways),
            effects=(forget_opinion,),
            waits=(State.RETURNED,),
        ),
        AT_PREFECTURE(
            "review",
            _l("市州审核通过"),
            (State.FILED,),
            State.CITY_PASSED,
            steps=(Step.PREFECTURE,),
            step=Step.ALLOCATION,
            not_by=("file",),
            effects=(keep_opinion,),
            waits=(State.FILED,),
            task=_l("市州审核"),
            done=_l("市州已审核通过"),
        ),
        AT_PREFECTURE(
            "review_return",
            _l("市州退回"),
            BEFORE,
            State.RETURNED,
            opinion_required=True,
            effects=(keep_opinion,),
            tell=(CLERK,),
            danger=True,
            done=_l("市州已退回"),
        ),
        Transition(
            "allocate",
            _l("分配"),
            BEFORE,
            State.PLACED,
            DISTRIBUTOR,
            guards=(operations.may_take_a_place,),
            step=Step.PROVINCE,
            effects=(operations.take_place,),
            says=lambda item: item.session.name,
            tell=(CLERK,),
        ),
        Transition(
            "unallocate",
            _l("取消分配"),
            (State.PLACED,),
            State.CITY_PASSED,
            DISTRIBUTOR,
            guards=(operations.may_be_taken_back,),
            step=Step.ALLOCATION,
            effects=(operations.free_place,),
            tell=(CLERK,),
            danger=True,
        ),
        AT_PROVINCE(
            "accept",
            _l("受理"),
            target=State.ACCEPTED,
            effects=(keep_opinion,),
            says=session_words,
            waits=(State.PLACED,),
            due_in=Term(lambda: int(parameter("accept_days"))),
        ),
        AT_PROVINCE(
            "return",
            _l("退回"),
            target=State.RETURNED,
            opinion_required=True,
            effects=(keep_opinion, operations.give_place_back),
            danger=True,
        ),
        AT_PROVINCE(
            "refuse",
            _l("不予受理"),
            target=State.REFUSED,
            opinion_required=True,
            effects=(keep_opinion, operations.give_place_back),
            danger=True,
        ),
        *given_up((State.FILED,), State.RETURNED, State.LAPSED),
        Transition(
            "release",
            _l("退回名额"),
            (State.PLACED, State.ACCEPTED),
            State.CITY_PASSED,
            (REVIEWER,),
            step=Step.ALLOCATION,
            effects=(operations.free_place,),
            automatic=True,
            tell=(CLERK,),
            danger=True,
        ),
        Transition(
            "lapse",
            _l("失效"),
            (*BEFORE, State.RETURNED),
            State.LAPSED,
            (REVIEWER,),
            automatic=True,
            tell=(CLERK,),
            danger=True,
        ),
        *examination(State, (State.ACCEPTED,), ISSUE),
    ),
)
