"""A process only the tests know: a county files, its superior reviews, the province decides."""

from __future__ import annotations

import enum
from dataclasses import replace

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.roles import Role
from app.core.access.scope import OrgOwned
from app.core.base.column_types import stored
from app.core.base.db import db
from app.workflow import desks
from app.workflow.declaration import Handler, Move, Transition, Workflow


class State(enum.StrEnum):
    DRAFT = "draft"
    FILED = "filed"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    CLOSED = "closed"


class Errand(OrgOwned, db.Model):
    __tablename__ = "test_errand"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(50), default="")
    state: Mapped[State] = mapped_column(stored(State), default=State.DRAFT)
    stamped: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


CLERK = Handler(
    desks.OWN, (Role.COUNTY_CLERK, Role.COUNTY_ADMIN, Role.PREFECTURE_CLERK, Role.PREFECTURE_ADMIN)
)
SUPERIOR = Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN,))
PROVINCE = Handler(desks.PROVINCE, (Role.PROVINCE_REVIEWER,))


def _has_words(move: Move) -> str | None:
    return None if move.item.words else "请先填写内容"


def _stamp(move: Move) -> None:
    move.item.stamped += 1


ERRAND = Workflow(
    resource="tests.errand",
    title="测试事项",
    model=Errand,
    states=State,
    initial=State.DRAFT,
    final=(State.CLOSED,),
    link=lambda number: f"/errands/{number}",
    fields=lambda item: {"words": ("内容", item.words)},
    transitions=(
        Transition(
            "file",
            "提交",
            (State.DRAFT, State.RETURNED),
            State.FILED,
            (CLERK,),
            guards=(_has_words,),
            waits=(State.DRAFT, State.RETURNED),
        ),
        Transition(
            "review",
            "初审通过",
            (State.FILED,),
            State.REVIEWED,
            (SUPERIOR,),
            not_by=("file",),
            waits=(State.FILED,),
            tell=(CLERK,),
        ),
        Transition(
            "return",
            "退回",
            (State.FILED, State.REVIEWED),
            State.RETURNED,
            (SUPERIOR, PROVINCE),
            opinion_required=True,
            marks=True,
            tell=(CLERK,),
        ),
        Transition(
            "close",
            "办结",
            (State.REVIEWED,),
            State.CLOSED,
            (PROVINCE,),
            effects=(_stamp,),
            waits=(State.REVIEWED,),
            tell=(CLERK, SUPERIOR),
        ),
    ),
)

# The same process where the same people sit at both desks, as those of the province do.
PROVINCIAL = (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER)
BOTH_DESKS = (Handler(desks.OWN, PROVINCIAL), Handler(desks.PROVINCE, PROVINCIAL))
PROVINCE_ERRAND = replace(
    ERRAND,
    resource="tests.province_errand",
    transitions=tuple(
        replace(transition, by=BOTH_DESKS, tell=BOTH_DESKS) for transition in ERRAND.transitions
    ),
)
