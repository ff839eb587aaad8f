"""Screens that begin with a picker, known to the tests alone: people are put on duty, several at
once; one of them leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, request
from flask_appbuilder import expose, has_access
from sqlalchemy import ForeignKey, Integer, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.access.scope import OrgOwned
from app.core.base.db import db
from app.core.base.responses import page
from app.core.screens.form_set import Member
from app.core.screens.picker import Picker, Refusal
from app.core.screens.picker_views import Picking
from app.core.screens.views import AppInterface, AppModelView, Computed
from app.long_form.sent_records import SentRecord
from app.long_form.set_view import FormSetView
from app.personnel.labels import LABELS
from app.personnel.models import ON_ROSTER, Person
from tests.support import application

RESOURCE, LEADING = "tests.duty", "tests.duty_lead"
ROUTE, LEAD_ROUTE = "/tests/duties", "/tests/duty-leads"
REASON = "已在值班表中"
# More cannot be on duty at once.
MOST = 10


class Duty(OrgOwned, db.Model):
    __tablename__ = "test_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(40), info={"label": "值班人"})
    task: Mapped[str] = mapped_column(String(40), info={"label": "任务"})
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)


def number_of_duties() -> Any:
    """SQL for a column of people."""
    return select(func.count(Duty.id)).where(Duty.person_id == Person.id).scalar_subquery()


class DutyPicker(Picker):
    """Who can be put on duty: nobody who is on duty already."""

    datamodel = AppInterface(Person)
    list_columns = ["name", "id_no", "organization", "post_type", "duties"]
    computed = {"duties": Computed(Integer, number_of_duties)}
    search_columns = ["name", "id_no", "post_type", "organization"]
    label_columns = {**LABELS, "duties": "值班次数"}
    base_order = ("id", "asc")
    page_size = 8
    most = MOST
    own_only = True

    def base_conditions(self) -> Sequence[Any]:
        return (ON_ROSTER,)

    def refusals(self, items: Sequence[Any]) -> Mapping[int, Refusal]:
        ids = [item.id for item in items if item.duties]
        rows = db.session.scalars(select(Duty).where(Duty.person_id.in_(ids)))
        return {one.person_id: Refusal(REASON, f"{ROUTE}/show/{one.id}") for one in rows}


class LeadPicker(DutyPicker):
    """The one who leads; opens a page of its own."""

    list_title = "选择带班人"
    submit_label = "确定"
    single = True
    leads_to = "lead"


class DutyView(Picking, FormSetView):
    datamodel = AppInterface(Duty)
    class_permission_name = RESOURCE
    route_base = ROUTE
    list_title = show_title = "值班安排"
    set_title = "新增值班"
    picker, pick_label = DutyPicker, "新增值班"
    list_columns = show_columns = ["name", "task"]
    set_columns = ["task"]
    exclude_route_methods = {"add", "edit", "delete", "export", "lookup"}
    submit_label, added_message = "提交", "已提交"

    def members_of(self, items: Sequence[Any]) -> Sequence[Member]:
        return [Member(str(one.id), one.name) for one in items]

    def create_set(self, entries: Sequence[SentRecord], actor: Any) -> Sequence[Any]:
        owner = {"organization_id": actor.organization_id}
        rows = [
            Duty(person_id=int(one.member.key), name=one.member.label, **owner, **one.values)
            for one in entries
        ]
        db.session.add_all(rows)
        return rows


class LeadView(Picking, AppModelView):
    datamodel = AppInterface(Duty)
    class_permission_name = LEADING
    route_base = LEAD_ROUTE
    list_title = "带班安排"
    picker = LeadPicker
    list_columns = ["name", "task"]
    method_permission_name = {"lead": "create"}
    exclude_route_methods = {"add", "edit", "delete", "export", "lookup", "show"}

    @expose("/lead")
    @has_access
    def lead(self) -> Any:
        (person,) = self.picked(request.args.getlist("of"))
        return page(self, "tests/lead.html", name=person.name, back_url=self.pick_url([person.id]))


GRANTS = tuple(
    one
    for resource in (RESOURCE, LEADING)
    for one in (Grant(resource, ("read",), BUSINESS), Grant(resource, ("create",), FILERS))
)


def register(app: Flask) -> None:
    """Put the screens into an application; before its first request."""
    application.extend(app, DutyView, LeadView, grants=GRANTS)


def make_table() -> None:
    """The table beside those of the migrations."""
    Duty.__table__.create(db.engine)
