"""How 变更, 注销 and 补办 run: one machine for the three (spec 3.3, rulings 7 and 10)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS, Role
from app.core.configuration.parameters import parameter
from app.workflow import desks
from app.workflow.declaration import Fork, Handler, Move, Transition, Workflow
from app.workflow.effects import forget_opinion, keep_opinion, say_withdrawn, stamp
from app.workflow.pre_review import PreReview, while_on
from app.workflow.time_limits import Term

from . import operations, presentation
from .choices import DELETABLE, CaseKind, ChangeType
from .choices import CaseState as State
from .choices import CaseStep as Step
from .models import MODELS

SIGNATURE = "province_leader_sign"
CLERK = Handler(desks.OWN, FILERS)
RECEIVER = Handler(desks.party("receiver_id", _l("调入机构")), FILERS)
PREFECTURE = Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER))
REVIEWER = Handler(desks.PROVINCE, (Role.PROVINCE_REVIEWER,))
LEADER = Handler(desks.PROVINCE, (Role.PROVINCE_LEADER,))
OVERSEER = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,))


OFFICE = (Step.PREFECTURE, Step.PROVINCE)
PRE_REVIEW = PreReview("city_pre_review_cert", *OFFICE)
PRE_REVIEWED, AT_THE_PROVINCE = PRE_REVIEW.while_on(), PRE_REVIEW.at_the_province()
# When an application goes to which desk, as its diagram says it.
WAYS: Mapping[enum.StrEnum, Any] = {Step.RECEIVER: _l("调动"), **PRE_REVIEW.ways}


def _first_step(move: Move) -> enum.StrEnum:
    types = getattr(move.item, "change_types", None) or ()
    return Step.RECEIVER if ChangeType.TRANSFER in types else PRE_REVIEW.step(move)


def _is_signed() -> bool:
    return bool(parameter("province_leader_sign"))


def _file() -> Transition:
    return Transition(
        "file",
        _l("提交"),
        (State.DRAFT, State.RETURNED),
        State.FILED,
        (CLERK,),
        step=Fork(_first_step, tuple(Step), WAYS),
        effects=(forget_opinion, operations.forget_acceptance),
        waits=(State.RETURNED,),
    )


def _withdraw() -> Transition:
    return Transition(
        "withdraw",
        _l("撤回"),
        (State.FILED,),
        State.RETURNED,
        (CLERK,),
        undoes=("file",),
        effects=(say_withdrawn,),
    )


def _receiving() -> tuple[Transition, ...]:
    """What the organization decides to which somebody moves."""
    return (
        Transition(
            "agree",
            _l("同意调入"),
            (State.FILED,),
            State.FILED,
            (RECEIVER,),
            steps=(Step.RECEIVER,),
            step=Fork(PRE_REVIEW.step, OFFICE, WAYS),
            waits=(State.FILED,),
            tell=(CLERK,),
        ),
        Transition(
            "decline",
            _l("不同意调入"),
            (State.FILED,),
            State.RETURNED,
            (RECEIVER,),
            steps=(Step.RECEIVER,),
            opinion_required=True,
            effects=(keep_opinion,),
            tell=(CLERK,),
            danger=True,
        ),
    )


def _reviewing() -> tuple[Transition, ...]:
    """What the prefecture decides while 市州初审 is on."""
    return (
        Transition(
            "review",
            _l("初审通过"),
            (State.FILED,),
            State.FILED,
            (PREFECTURE,),
            steps=(Step.PREFECTURE,),
            step=Step.PROVINCE,
            when=PRE_REVIEWED,
            not_by=("file",),
            effects=(keep_opinion,),
            waits=(State.FILED,),
        ),
        Transition(
            "review_return",
            _l("初审退回"),
            (State.FILED,),
            State.RETURNED,
            (PREFECTURE,),
            steps=(Step.PREFECTURE,),
            when=PRE_REVIEWED,
            opinion_required=True,
            effects=(keep_opinion,),
            tell=(CLERK,),
            danger=True,
        ),
    )


ACCEPTED = (forget_opinion, keep_opinion, stamp("accepted_on"))


def _deciding() -> tuple[Transition, ...]:
    """What 省级审核 decides before an application is closed."""
    at_office = partial(
        Transition, by=(REVIEWER,), steps=OFFICE, when=AT_THE_PROVINCE, tell=(CLERK,)
    )
    refuses = partial(at_office, opinion_required=True, danger=True)
    return (
        at_office(
            "accept",
            _l("受理"),
            (State.FILED,),
            State.ACCEPTED,
            step=Step.PROVINCE,
            not_by=("file",),
            effects=ACCEPTED,
            waits=(State.FILED,),
            due_in=Term(lambda: int(parameter("accept_days"))),
            tell_late=(OVERSEER,),
        ),
        refuses(
            "return",
            _l("退回"),
            (State.FILED, State.ACCEPTED),
            State.RETURNED,
            effects=(keep_opinion,),
        ),
        refuses(
            "refuse",
            _l("不予受理"),
            (State.FILED,),
            State.REFUSED,
            effects=(keep_opinion, operations.settle),
        ),
        refuses(
            "decline_case",
            _l("不予办理"),
            (State.ACCEPTED,),
            State.REFUSED,
            effects=(keep_opinion, operations.settle),
        ),
    )


CLOSED = (keep_opinion, stamp("closed_on"), operations.settle)


def _closing(guard: Any, effect: Any, told: tuple[Handler, ...]) -> tuple[Transition, ...]:
    """办结 by 省级审核, or by 省级领导 where the office has it signed."""
    ways = {
        "close": (REVIEWER, while_on(lambda: not _is_signed(), SIGNATURE)),
        "sign": (LEADER, while_on(_is_signed, SIGNATURE)),
    }
    return tuple(
        Transition(
            name,
            _l("办结"),
            (State.ACCEPTED,),
            State.CLOSED,
            (handler,),
            guards=(guard,),
            when=when,
            not_by=("file",),
            effects=(*CLOSED, effect),
            waits=(State.ACCEPTED,),
            tell=told,
        )
        for name, (handler, when) in ways.items()
    )


def _process(
    kind: CaseKind, title: Any, guard: Any, effect: Any, *, has_receiver: bool = False
) -> Workflow:
    receiving = _receiving() if has_receiver else ()
    told = (CLERK, RECEIVER) if has_receiver else (CLERK,)
    accept, *refusing = _deciding()
    return Workflow(
        resource=kind.resource,
        title=title,
        model=MODELS[kind],
        states=State,
        initial=State.DRAFT,
        final=(State.REFUSED, State.CLOSED),
        deletable_in=DELETABLE,
        steps=Step,
        link=partial(presentation.address, kind),
        subject=lambda case: case.name,
        fields=presentation.filed_fields,
        transitions=(
            _file(),
            *receiving,
            *_reviewing(),
            accept,
            *_closing(guard, effect, told),
            *refusing,
            _withdraw(),
        ),
    )


PROCESSES: Mapping[CaseKind, Workflow] = {
    CaseKind.CHANGE: _process(
        CaseKind.CHANGE,
        _l("人员证书变更"),
        operations.change_fits_now,
        operations.close_change,
        has_receiver=True,
    ),
    CaseKind.CANCELLATION: _process(
        CaseKind.CANCELLATION,
        _l("人员证书注销"),
        operations.fits_now,
        operations.close_cancellation,
    ),
    CaseKind.REISSUE: _process(
        CaseKind.REISSUE, _l("人员证书补办"), operations.fits_now, operations.close_reissue
    ),
}
WORKFLOWS = tuple(PROCESSES.values())
