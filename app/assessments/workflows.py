"""How a 监督组考核 runs (specification 3.7)."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assessments import operations, presentation
from app.assessments.choices import GROUP
from app.assessments.choices import AssessmentState as State
from app.assessments.models import GroupAssessment
from app.core.access.roles import FILERS, Role
from app.core.screens.form_fields import AtMost, LongText, OptionalField, Text
from app.workflow import desks
from app.workflow.declaration import Handler, Transition, Workflow
from app.workflow.time_limits import Term

LEADERS = (Role.PROVINCE_LEADER, Role.PREFECTURE_LEADER, Role.COUNTY_LEADER)
ASSESSOR = Handler(desks.OWN, FILERS)
LEADER = Handler(desks.OWN, LEADERS)
OVERSEER = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,))
# So many days the leader of an organization may take back what it submitted.
WITHDRAWAL_DAYS = 7


def _outcome(item: GroupAssessment) -> str:
    """What the message of 提交 tells."""
    if item.score is None or item.grade is None:
        return ""
    return _(
        "考核得分 %(score)s，等次%(grade)s",
        score=presentation.score_text(item.score),
        grade=item.grade.label,
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
        Transition(
            "withdraw",
            _l("撤回"),
            (State.DONE,),
            State.RUNNING,
            (LEADER,),
            undoes=("submit",),
            open_for=Term(WITHDRAWAL_DAYS, working=False),
            opinion_required=True,
            effects=(operations.forget_outcome,),
            tell=(ASSESSOR,),
            danger=True,
        ),
        Transition(
            "reopen",
            _l("省级撤回"),
            (State.DONE,),
            State.RUNNING,
            (OVERSEER,),
            opinion_required=True,
            effects=(operations.forget_outcome,),
            tell=(ASSESSOR,),
            danger=True,
        ),
    ),
)
WORKFLOWS = (GROUP_ASSESSMENT,)
