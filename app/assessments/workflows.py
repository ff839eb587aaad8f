"""How 监督组考核 and 层级考核 run (specification 3.7, 3.8)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assessments import operations, presentation
from app.assessments.choices import GROUP, HIERARCHICAL
from app.assessments.choices import AssessmentState as State
from app.assessments.choices import Rectification as Step
from app.assessments.models import Assessment, GroupAssessment, HierarchicalAssessment
from app.core.access.roles import FILERS, Role
from app.core.screens.form_fields import AtMost, Day, LongText, OptionalField, Required, Text
from app.workflow import desks
from app.workflow.declaration import Handler, Transition, Workflow
from app.workflow.time_limits import Term

LEADERS = (Role.PROVINCE_LEADER, Role.PREFECTURE_LEADER, Role.COUNTY_LEADER)
ASSESSOR = Handler(desks.OWN, FILERS)
LEADER = Handler(desks.OWN, LEADERS)
OVERSEER = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,))
# So many days the leader of an organization may take back what it submitted.
WITHDRAWAL_DAYS = 7


def _outcome(item: Assessment) -> str:
    """What the message of 提交 tells."""
    if item.score is None or item.grade is None:
        return ""
    return _(
        "考核得分 %(score)s，等次%(grade)s",
        score=presentation.score_text(item.score),
        grade=item.grade.label,
    )


def _back(leader: Handler, assessor: Handler, **more: Any) -> tuple[Transition, Transition]:
    """撤回 by the leader of who assesses, for some days, and by the province at any time."""
    told: dict[str, Any] = {
        "opinion_required": True,
        "effects": (operations.forget_outcome,),
        "tell": (assessor,),
        "danger": True,
        **more,
    }
    term = Term(WITHDRAWAL_DAYS, working=False)
    return (
        Transition(
            "withdraw",
            _l("撤回"),
            (State.DONE,),
            State.RUNNING,
            (leader,),
            undoes=("submit",),
            open_for=term,
            **told,
        ),
        Transition("reopen", _l("省级撤回"), (State.DONE,), State.RUNNING, (OVERSEER,), **told),
    )


GROUP_ASSESSMENT = Workflow(
    resource=GROUP,
    title=_l("监督组考核"),
    model=GroupAssessment,
    states=State,
    initial=State.RUNNING,
    final=(State.DONE,),
    deletable_in=(State.RUNNING,),
    link=presentation.address,
    subject=lambda item: f"{item.number} {item.member_names}",
    transitions=(
        Transition(
            "submit",
            _l("提交"),
            (State.RUNNING,),
            State.DONE,
            (ASSESSOR,),
            asks={
                "comment": LongText(_l("综合评语"), [OptionalField(), AtMost(500)]),
                "demands": LongText(_l("整改要求与期限"), [OptionalField(), AtMost(500)]),
                "late_reason": Text(_l("补录说明"), [OptionalField(), AtMost(200)]),
            },
            guards=(operations.may_be_submitted,),
            effects=(operations.freeze,),
            waits=(State.RUNNING,),
            says=_outcome,
            tell=(operations.told_people,),
        ),
        *_back(LEADER, ASSESSOR),
    ),
)

ASSESSORS = (Role.PROVINCE_ADMIN, Role.PREFECTURE_ADMIN, Role.PREFECTURE_CLERK)
SUPERIOR = Handler(desks.party("organization_id", _l("考核机构")), ASSESSORS)
SUPERIOR_LEADER = Handler(
    desks.party("organization_id", _l("考核机构")),
    (Role.PROVINCE_LEADER, Role.PREFECTURE_LEADER),
)
# Who answers, and with the leader hears of the result.
ASSESSED = Handler(
    desks.party("target_id", _l("被考核机构")), (Role.PREFECTURE_ADMIN, Role.COUNTY_ADMIN)
)
ASSESSED_LEADER = Handler(
    desks.party("target_id", _l("被考核机构")), (Role.PREFECTURE_LEADER, Role.COUNTY_LEADER)
)
OPEN_STEPS = (Step.NONE, Step.PENDING)

HIERARCHICAL_ASSESSMENT = Workflow(
    resource=HIERARCHICAL,
    title=_l("层级考核"),
    model=HierarchicalAssessment,
    states=State,
    initial=State.RUNNING,
    final=(State.DONE,),
    deletable_in=(State.RUNNING,),
    steps=Step,
    link=presentation.hierarchy_address,
    subject=lambda item: f"{item.number} {item.target_name}",
    transitions=(
        Transition(
            "submit",
            _l("提交"),
            (State.RUNNING,),
            State.DONE,
            (SUPERIOR,),
            asks={
                "comment": LongText(_l("综合评价意见"), [Required(), AtMost(500)]),
                "feedback": LongText(_l("反馈情况"), [OptionalField(), AtMost(500)]),
                "demands": LongText(_l("整改要求"), [OptionalField(), AtMost(500)]),
                "rectify_by": Day(_l("整改期限"), [OptionalField()]),
                "late_reason": Text(_l("补录说明"), [OptionalField(), AtMost(200)]),
            },
            guards=(operations.may_be_submitted, operations.rectify_by_faults),
            effects=(operations.freeze,),
            waits=(State.RUNNING,),
            says=_outcome,
            tell=(ASSESSED, ASSESSED_LEADER),
        ),
        Transition(
            "reply",
            _l("整改回复"),
            (State.DONE,),
            State.DONE,
            (ASSESSED,),
            steps=(Step.PENDING,),
            step=Step.REPLIED,
            asks={"reply": LongText(_l("整改回复"), [Required(), AtMost(1000)])},
            effects=(operations.keep_reply,),
            waits=(State.DONE,),
            tell=(SUPERIOR,),
        ),
        Transition(
            "confirm",
            _l("确认"),
            (State.DONE,),
            State.DONE,
            (SUPERIOR,),
            steps=(Step.REPLIED,),
            step=Step.CONFIRMED,
            waits=(State.DONE,),
            tell=(ASSESSED, ASSESSED_LEADER),
        ),
        *_back(SUPERIOR_LEADER, SUPERIOR, steps=OPEN_STEPS),
    ),
)
WORKFLOWS = (GROUP_ASSESSMENT, HIERARCHICAL_ASSESSMENT)
