"""A process only the tests know: somebody moves from one organization to another.

It needs two organizations, a route that a setting decides, a review that the filer may not
make, values asked by a move, a way back within days, and a term for the province.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from wtforms.validators import Length

from app.core.access.roles import FILERS, Role
from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base.choices import Labelled, Level
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.screens.form_fields import Choice, Day, Required, Text
from app.core.tree.organization_tree import tree
from app.workflow import desks
from app.workflow.declaration import Fork, Handler, Move, Transition, When, Workflow
from app.workflow.time_limits import Term


class State(Labelled):
    DRAFT = "draft", "草稿"
    FILED = "filed", "未受理"
    ACCEPTED = "accepted", "已受理"
    RETURNED = "returned", "已退回"
    DONE = "done", "已办结"


class Step(Labelled):
    RECEIVER = "receiver", "调入机构确认"
    PREFECTURE = "prefecture", "市州初审"
    PROVINCE = "province", "省级受理"


class Transfer(OrgOwned, SoftDeleted, db.Model):
    __tablename__ = "test_transfer"
    parties = ("receiver_id",)

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(20))
    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    state: Mapped[State] = mapped_column(stored(State), default=State.DRAFT)
    step: Mapped[Step | None] = mapped_column(stored(Step))
    post: Mapped[str] = mapped_column(String(20), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


# What the office would set: whether a county's application passes its prefecture first.
ROUTE = {"city_pre_review": False}


def first_step(move: Move) -> Step:
    if move.item.receiver_id is not None:
        return Step.RECEIVER
    return after_receiver(move)


def after_receiver(move: Move) -> Step:
    is_county = tree()[move.item.organization_id].level is Level.COUNTY
    return Step.PREFECTURE if is_county and ROUTE["city_pre_review"] else Step.PROVINCE


def outcome(move: Move) -> State:
    """A result that follows from what was answered."""
    return State.DONE if move.data["result"] == "yes" else State.RETURNED


def knows_person(move: Move) -> Iterator[FieldError]:
    if move.item.person == "无名":
        yield FieldError("V01", "person", "姓名不详")
    if move.item.receiver_id == move.item.organization_id:
        yield FieldError("V02", "receiver_id", "调入机构应为其他机构")


def post_is_free(move: Move) -> FieldError | None:
    return FieldError("V03", "post", "该岗位已满") if move.data["post"] == "站长" else None


def take_over(move: Move) -> None:
    move.item.post = move.data["post"]


CLERK = Handler(desks.OWN, FILERS)
RECEIVER = Handler(desks.party("receiver_id", "调入机构"), FILERS)
PREFECTURE = Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER))
# An organization without a superior's review lets its own leader do it, and nobody else.
OWN_LEADER = Handler(desks.OWN, (Role.PREFECTURE_LEADER, Role.COUNTY_LEADER))
PROVINCE = Handler(desks.PROVINCE, (Role.PROVINCE_REVIEWER,))

FILE = Transition(
    "file",
    _l("提交"),
    (State.DRAFT, State.RETURNED),
    State.FILED,
    (CLERK,),
    guards=(knows_person,),
    step=Fork(first_step, tuple(Step)),
    waits=(State.DRAFT, State.RETURNED),
)
AGREE = Transition(
    "agree",
    _l("同意调入"),
    (State.FILED,),
    State.FILED,
    (RECEIVER,),
    steps=(Step.RECEIVER,),
    step=Fork(after_receiver, (Step.PREFECTURE, Step.PROVINCE)),
    guards=(post_is_free,),
    effects=(take_over,),
    asks={
        "post": Text(_l("岗位"), validators=[Required(), Length(max=20)]),
        "from_day": Day(_l("到岗日期"), validators=[Required()]),
    },
    waits=(State.FILED,),
)
REVIEW = Transition(
    "review",
    _l("初审通过"),
    (State.FILED,),
    State.FILED,
    (PREFECTURE, OWN_LEADER),
    steps=(Step.PREFECTURE,),
    step=Step.PROVINCE,
    not_by=("file",),
    waits=(State.FILED,),
)
ACCEPT = Transition(
    "accept",
    _l("受理"),
    (State.FILED,),
    State.ACCEPTED,
    (PROVINCE,),
    steps=(Step.PROVINCE,),
    waits=(State.FILED,),
    due_in=Term(5),
    tell_late=(Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,)),),
    tell=(CLERK,),
)
RETURN = Transition(
    "return",
    _l("退回"),
    (State.FILED, State.ACCEPTED),
    State.RETURNED,
    (PROVINCE, PREFECTURE),
    opinion_required=True,
    tell=(CLERK, RECEIVER),
)
WITHDRAW = Transition(
    "withdraw",
    _l("申请人撤回"),
    (State.FILED,),
    State.RETURNED,
    (CLERK,),
    undoes=("file",),
    open_for=Term(3),
)
URGE = Transition(
    "urge",
    _l("加急"),
    (State.FILED,),
    State.FILED,
    (CLERK,),
    when=When(lambda move: move.item.receiver_id is not None),
)
CLOSE = Transition(
    "close",
    _l("办结"),
    (State.ACCEPTED,),
    Fork(outcome, (State.DONE, State.RETURNED)),
    (PROVINCE,),
    not_by=("file", "accept"),
    asks={
        "result": Choice(
            _l("结果"),
            validators=[Required()],
            offered=lambda _now: [("yes", "同意"), ("no", "不同意")],
        )
    },
    waits=(State.ACCEPTED,),
    tell=(CLERK,),
)

TRANSFER = Workflow(
    resource="tests.transfer",
    title="人员调动",
    model=Transfer,
    states=State,
    initial=State.DRAFT,
    steps=Step,
    final=(State.DONE,),
    deletable_in=(State.DRAFT, State.RETURNED),
    link=lambda number: f"/transfers/show/{number}",
    subject=lambda item: item.person,
    transitions=(FILE, AGREE, REVIEW, ACCEPT, RETURN, WITHDRAW, URGE, CLOSE),
)
