"""How a record runs (specification 3.9, rulings 6 and 7)."""

from __future__ import annotations

from functools import partial

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.roles import FILERS, Role
from app.core.configuration.parameters import parameter
from app.core.screens.form_fields import AtMost, LongText, Required
from app.workflow import desks
from app.workflow.declaration import Handler, Move, Transition, When, Workflow
from app.workflow.effects import forget_opinion, keep_opinion, say_withdrawn, stamp
from app.workflow.time_limits import Term

from . import operations, queries
from .choices import LEADERS, RECORD
from .choices import DemeritState as State
from .models import DemeritRecord
from .self_guard import ABOVE, not_about_oneself

ROUTE = "/demerits/records"
RECORDER = Handler(desks.party("organization_id", _l("记分机构")), FILERS)
LEADER = Handler(desks.party("organization_id", _l("记分机构")), LEADERS)
# Whoever files appeals; for the province's own people 省级审核, as 省级管理员 decides on appeals.
APPELLANTS = (
    Role.PROVINCE_REVIEWER,
    *(role for role in FILERS if role is not Role.PROVINCE_ADMIN),
)
# Of whom it is said; who may appeal there is told what became of the record.
SUBJECT = Handler(desks.party("subject_id", _l("被记分人所在机构")), APPELLANTS, right="appeal")
PROVINCE = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,))
# Who decides where a record is about a leader of the organization that recorded it.
LEADER_ABOVE = Handler(ABOVE, LEADERS)


def address(number: int) -> str:
    """查看 of a record."""
    return f"{ROUTE}/show/{number}"


def subject_of(item: DemeritRecord) -> str:
    """Whom a record is about, with what was given."""
    return _("%(name)s 记 %(n)d 分", name=item.name, n=item.points)


def total_words(item: DemeritRecord) -> str:
    """本周期累计 once a record counts, or counts no more."""
    total = queries.total_of(item.identity_id, item.cycle)
    return _("%(cycle)d 年累计记 %(n)d 分", cycle=item.cycle, n=total)


def _keep_appeal(move: Move) -> None:
    move.item.appeal = move.data["appeal"]


NOT_APPEALED = When(
    lambda move: move.item.appealed_on is None, lambda model: model.appealed_on.is_(None)
)
WAS_APPEALED = When(
    lambda move: move.item.appealed_on is not None, lambda model: model.appealed_on.is_not(None)
)
DECIDED = (keep_opinion, stamp("handled_on"))
# Whatever changes totals holds the people first.
COUNTED = partial(
    Transition,
    holds=operations.hold_people,
    guards=(not_about_oneself,),
    effects=(*DECIDED, operations.follow_total),
    says=total_words,
    tell=(RECORDER, SUBJECT),
)
REVOKE = partial(COUNTED, target=State.REVOKED, opinion_required=True, danger=True)

RECORDING = Workflow(
    resource=RECORD,
    title=_l("动态考核记分"),
    model=DemeritRecord,
    states=State,
    initial=State.DRAFT,
    final=(State.PASSED, State.REVOKED, State.LAPSED),
    deletable_in=(State.FILED,),
    link=address,
    subject=subject_of,
    transitions=(
        Transition(
            "file",
            _l("提交"),
            (State.DRAFT, State.RETURNED),
            State.FILED,
            (RECORDER,),
            effects=(forget_opinion,),
            waits=(State.RETURNED,),
        ),
        COUNTED(
            "pass",
            _l("通过"),
            (State.FILED,),
            State.PASSED,
            (LEADER, LEADER_ABOVE),
            not_by=("file",),
            waits=(State.FILED,),
        ),
        Transition(
            "return",
            _l("退回"),
            (State.FILED,),
            State.RETURNED,
            (LEADER, LEADER_ABOVE),
            guards=(not_about_oneself,),
            opinion_required=True,
            not_by=("file",),
            effects=DECIDED,
            tell=(RECORDER,),
            danger=True,
        ),
        Transition(
            "withdraw",
            _l("撤回"),
            (State.FILED,),
            State.RETURNED,
            (RECORDER,),
            undoes=("file",),
            effects=(say_withdrawn,),
        ),
        Transition(
            "give_up",
            _l("放弃"),
            (State.RETURNED,),
            State.LAPSED,
            (RECORDER,),
            opinion_required=True,
            effects=(keep_opinion,),
            danger=True,
        ),
        Transition(
            "appeal",
            _l("申诉"),
            (State.PASSED,),
            State.APPEALED,
            (SUBJECT,),
            open_for=Term(lambda: int(parameter("appeal_days"))),
            when=NOT_APPEALED,
            asks={"appeal": LongText(_l("申诉理由"), [Required(), AtMost(1000)])},
            effects=(_keep_appeal, stamp("appealed_on")),
            tell=(RECORDER, LEADER),
        ),
        Transition(
            "uphold",
            _l("维持"),
            (State.APPEALED,),
            State.PASSED,
            (LEADER, LEADER_ABOVE, PROVINCE),
            guards=(not_about_oneself,),
            not_by=("appeal",),
            opinion_required=True,
            effects=DECIDED,
            waits=(State.APPEALED,),
            tell=(RECORDER, SUBJECT),
        ),
        REVOKE(
            "revoke",
            _l("撤销"),
            (State.APPEALED,),
            by=(LEADER, LEADER_ABOVE, PROVINCE),
            not_by=("appeal",),
        ),
        REVOKE(
            "overrule",
            _l("改为撤销"),
            (State.PASSED,),
            by=(PROVINCE,),
            not_by=("appeal",),
            when=WAS_APPEALED,
        ),
    ),
)
WORKFLOWS = (RECORDING,)
