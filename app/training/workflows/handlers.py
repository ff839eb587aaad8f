"""Who handles enrolments, and what both processes have in common."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS, Role
from app.core.base.choices import Labelled
from app.training import operations
from app.training.choices import EnrolmentStep as Step
from app.training.choices import Result
from app.workflow import desks
from app.workflow.declaration import Fork, Handler, Transition
from app.workflow.effects import keep_opinion, say_withdrawn
from app.workflow.pre_review import PreReview

OFFICE = (Step.PREFECTURE, Step.PROVINCE)
POOL = (Step.PREFECTURE, Step.ALLOCATION)
PRE_REVIEW = PreReview("city_pre_review_enroll", *OFFICE)
# Of 新进人员 a prefecture's own pass its leader, too, before they wait for a place.
INDUCTION_REVIEW = PreReview("city_pre_review_enroll", *POOL, own=True)
CLERK = Handler(desks.OWN, FILERS)
PREFECTURE = Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER))
REVIEWER = Handler(desks.PROVINCE, (Role.PROVINCE_REVIEWER,))


def _outcome(states: type[Labelled], result: Result) -> StrEnum:
    """The state that a result leads to."""
    return states.of("passed" if result is Result.MAKEUP_PASSED else str(result))


def examination(
    states: type[Labelled], came: tuple[StrEnum, ...], finish: Transition
) -> tuple[Transition, ...]:
    """录入成绩, 补考录入 and what follows for whoever passed; ``came`` are the states before it."""
    graded = tuple(states.of(one) for one in ("passed", "failed", "absent"))
    passed, failed, absent = graded
    return (
        Transition(
            "grade",
            _l("录入成绩"),
            (*came, *graded),
            Fork(lambda move: _outcome(states, operations.graded_result(move)), graded),
            (REVIEWER,),
            holds=operations.hold_examined,
            guards=(operations.can_be_graded,),
            effects=(operations.write_marks,),
            tell=(CLERK,),
        ),
        Transition(
            "makeup",
            _l("补考录入"),
            (failed, absent),
            Fork(lambda move: _outcome(states, operations.made_up_result(move)), (passed, failed)),
            (REVIEWER,),
            holds=operations.hold_examined,
            guards=(operations.can_be_made_up,),
            effects=(operations.write_makeup,),
            tell=(CLERK,),
        ),
        Transition(
            "ungrade",
            _l("撤销成绩"),
            graded,
            came[0],
            (REVIEWER,),
            holds=operations.hold_examined,
            guards=(operations.can_be_taken_back,),
            effects=(operations.forget_marks,),
            tell=(CLERK,),
            danger=True,
        ),
        finish,
        _closing(finish, states.of("lapsed")),
    )


def _closing(finish: Transition, lapsed: StrEnum) -> Transition:
    """终止报名: who passed and can have no certificate any more is let go."""
    return Transition(
        "close",
        _l("终止报名"),
        finish.source,
        lapsed,
        (REVIEWER,),
        opinion_required=True,
        holds=finish.holds,
        guards=(operations.unless_finished_by(finish.guards),),
        effects=(keep_opinion,),
        tell=(CLERK,),
        danger=True,
    )


def given_up(
    filed: tuple[StrEnum, ...], returned: StrEnum, lapsed: StrEnum
) -> tuple[Transition, ...]:
    """撤回 and 放弃: what whoever enrolled somebody may do (rulings 6 and 7)."""
    return (
        Transition(
            "withdraw",
            _l("撤回"),
            filed,
            returned,
            (CLERK,),
            undoes=("file",),
            effects=(say_withdrawn,),
        ),
        Transition(
            "give_up",
            _l("放弃"),
            (returned,),
            lapsed,
            (CLERK,),
            opinion_required=True,
            effects=(keep_opinion,),
            danger=True,
        ),
    )
