"""A form for several people only the tests know: 未持证人员报名, a tab each, one batch number."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from flask import Flask, abort
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.attachments.declaration import FileKind, Holder, Slot, Ticked
from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.access.scope import OrgOwned
from app.core.base import clock
from app.core.base.choices import Labelled
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.configuration.numbering import Rule, next_numbers
from app.core.screens.form_set import Member
from app.core.screens.views import AppInterface
from app.long_form.sent_records import SentRecord, in_each
from app.long_form.set_view import FormSetView
from app.personnel.models import Person
from app.workflow import engine
from app.workflow.declaration import Handler, Transition, Workflow
from app.workflow.desks import OWN
from app.workflow.views import FlowView
from tests.support import application

RESOURCE, BATCH = "tests.enrolment", "tests.enrolment_batch"
ROUTE = "/tests/enrolments"
REFUSED = "不予报名"


class Wanted(Labelled):
    """Which certificate somebody wants."""

    QUALITY = "quality", "质量监督证"
    SAFETY = "safety", "安全监督证"


class State(Labelled):
    """Where an enrolment is."""

    FILED = "filed", "未审核"
    CLOSED = "closed", "办结"


class Enrolment(OrgOwned, db.Model):
    __tablename__ = "test_enrolment"
    __table_args__ = (UniqueConstraint("person_id", name="uq_test_enrolment_person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), info={"label": "报名编号"})
    batch: Mapped[str] = mapped_column(String(30), info={"label": "批次号"})
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    wanted: Mapped[Wanted] = mapped_column(stored(Wanted), info={"label": "报考证书"})
    years: Mapped[int | None] = mapped_column(info={"label": "从事监督年限", "min": 0})
    remark: Mapped[str | None] = mapped_column(String(200), info={"label": "备注"})
    state: Mapped[State] = mapped_column(stored(State), info={"label": "审核状态"})
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    __mapper_args__ = {"version_id_col": version}


HOLDER = Holder(
    RESOURCE,
    Enrolment,
    (
        Slot("portrait", "一寸照片", FileKind.PHOTO, required=True, largest_kb=500),
        Slot("safety", "安全培训证明", FileKind.PHOTO, required=Ticked("wanted", ("safety",))),
    ),
)
WORKFLOW = Workflow(
    resource=RESOURCE,
    title="新进人员报名",
    model=Enrolment,
    states=State,
    initial=State.FILED,
    final=(State.CLOSED,),
    transitions=(
        Transition("close", "办结", (State.FILED,), State.CLOSED, (Handler(OWN, FILERS),)),
    ),
)
NUMBERS = (
    Rule(RESOURCE, "报名编号", "XJ-{year}-{seq:5}"),
    Rule(BATCH, "批次号", "PC-{year}-{seq:4}"),
)


class EnrolmentView(FormSetView, FlowView):
    datamodel = AppInterface(Enrolment)
    class_permission_name = RESOURCE
    workflow = WORKFLOW
    route_base = ROUTE
    list_title = show_title = add_title = "新进人员报名"
    set_title = "未持证人员报名"
    list_columns = show_columns = ["number", "batch", "wanted", "state"]
    search_columns = ["number"]
    order_columns = ["number"]
    set_columns = ["wanted", "years", "remark"]
    exclude_route_methods = {"add", "edit", "delete", "export", "lookup"}
    submit_label, added_message = "提交", "已提交"
    draft, holder = True, HOLDER

    def members(self, keys: Sequence[str]) -> Sequence[Member]:
        ids = [int(key) for key in keys if key.isdigit()]
        people = {
            one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))
        }
        if len(ids) < len(keys) or set(ids) - set(people):
            abort(404)
        start = SimpleNamespace(wanted=Wanted.QUALITY)
        return [Member(str(key), people[key].name, start, "未持证") for key in ids]

    def create_set(self, entries: Sequence[SentRecord], actor: Any) -> Sequence[Any]:
        at = {"organization_id": actor.organization_id, "at": clock.today()}
        numbers = next_numbers(RESOURCE, len(entries), **at)
        (batch,) = next_numbers(BATCH, 1, **at)
        given = dict(zip((entry.member.key for entry in entries), numbers, strict=True))

        def filled(entry: SentRecord) -> Enrolment:
            if entry.values["remark"] == REFUSED:
                raise Refused([FieldError("T1", "remark", "此人不符合报名条件")])
            key = entry.member.key
            owner = {"organization_id": actor.organization_id, "person_id": int(key)}
            return Enrolment(number=given[key], batch=batch, **owner, **entry.values)

        rows = in_each(entries, filled)
        engine.begin_each(WORKFLOW, rows, actor=actor)
        return rows


GRANT = (
    Grant(RESOURCE, ("read",), BUSINESS),
    Grant(RESOURCE, ("create", "update"), FILERS),
    *WORKFLOW.grants(),
)


def register(app: Flask) -> None:
    """Put the screen into an application; before its first request."""
    application.extend(app, EnrolmentView, grants=GRANT, declares=(WORKFLOW, *NUMBERS))


def make_table() -> None:
    """The table beside those of the migrations."""
    Enrolment.__table__.create(db.engine)
