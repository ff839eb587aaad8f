"""What gadgets add to the application: nothing but this file names them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, func, or_, select

from app.attachments.declaration import Holder, Slot
from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.numbering import Rule, next_number
from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup, parameter
from app.core.module import MenuEntry, Module
from app.core.screens.added_columns import AddedColumn
from app.core.screens.detail_parts import DetailPart
from app.core.screens.timeline import TimelineEvent, TimelineSource
from app.core.screens.views import AppInterface, AppModelView, Computed, Declared
from app.core.web.page_frame import UserLink
from app.drafts.declaration import DraftForm
from app.personnel.models import Person
from app.reporting.added_blocks import AddedBlock
from app.reporting.declaration import Column
from app.reporting.form_reports import ListBlock
from app.workflow.declaration import Move
from app.workflow.extensions import OnMove

from .models import Gadget

RESOURCE = "tests.gadget"


def add_gadget(values: dict[str, Any], actor: Any) -> Gadget:
    number = next_number(RESOURCE, organization_id=actor.organization_id, at=clock.today())
    name = values["name"] * parameter("gadget_echo")
    found = Gadget(organization_id=actor.organization_id, name=name, number=number)
    db.session.add(found)
    return found


def gadgets_of(person: Any) -> dict[str, Any] | None:
    """What the organization of a person has; a guest of the detail page of another module."""
    query = select(Gadget).where(Gadget.organization_id == person.organization_id)
    found = db.session.scalars(query.order_by(Gadget.id)).all()
    return {"gadgets": found} if found else None


def needs_one(move: Move) -> str | None:
    """A guard on the move of another module: nobody submits projects without a gadget."""
    query = select(Gadget.id).where(Gadget.organization_id == move.item.organization_id)
    return None if db.session.scalar(query.limit(1)) else "请先登记器材"


def count(move: Move) -> None:
    """An effect of the same move."""
    db.session.add(Gadget(organization_id=move.item.organization_id, name="随报登记"))


class GadgetView(AppModelView):
    """Declared like any screen of the product."""

    datamodel = AppInterface(Gadget)
    class_permission_name = RESOURCE
    route_base = "/tests/gadgets"
    list_title = show_title = "器材"
    list_columns = show_columns = ["name", "number", "organization"]
    search_columns = ["name"]
    order_columns = ["name"]
    add_title = "器材登记"
    add_columns = ["name"]
    create = staticmethod(add_gadget)
    label_columns = {"name": "名称", "number": "编号", "organization": "所属机构"}


def number_of_gadgets() -> Any:
    """SQL for a column of the list of people, which belongs to another module."""
    mine = select(func.count(Gadget.id)).where(Gadget.organization_id == Person.organization_id)
    return mine.scalar_subquery()


def equipped(codes: Sequence[str]) -> Any:
    """Whether the organization of a person has any."""
    return or_(*((number_of_gadgets() > 0) == (code == "y") for code in codes))


def told_of(person: Any) -> Iterator[TimelineEvent]:
    """A day in the life of a person, told by a module that the person's own does not know."""
    yield TimelineEvent(dt.date(2014, 5, 6), "参加器材培训", "三小时", url="/tests/gadgets/list/")


def printed(parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the form of an organization prints besides; nothing where there is nothing."""
    query = select(Gadget.name).where(Gadget.organization_id == parameters["organization"])
    names = db.session.scalars(query.order_by(Gadget.id)).all()
    return {"gadgets": [{"gadget": name} for name in names]} if names else None


ECHO = Declaration("gadget_echo", "重复次数", ParameterGroup("配件", 90), ParameterKind.INTEGER, 2)
BLOCK = ListBlock("gadgets", (Column("gadget", "器材名称", 40),), "六、器材")

MODULE = Module(
    "gadgets",
    entries=(MenuEntry("organizations", GadgetView, "器材登记"),),
    grants=(
        Grant(RESOURCE, ("read", "export"), BUSINESS),
        Grant(RESOURCE, ("create", "update"), FILERS),
    ),
    declares=(
        (ECHO,),
        (Rule(RESOURCE, "器材编号", "QC-{year}Q{quarter}-{seq:3}"),),
        (Holder(RESOURCE, Gadget, (Slot("photo", "照片"),)),),
        (DetailPart("personnel.person", "gadgets", "领用器材", "gadgets.html", gadgets_of),),
        (
            AddedColumn(
                "personnel.person",
                "gadgets",
                "领用器材数",
                Computed(Integer, number_of_gadgets),
                Declared(equipped, lambda: [("y", "有"), ("n", "无")]),
            ),
        ),
        (TimelineSource("personnel.person", "gadgets", told_of),),
        (AddedBlock("organization_form", "gadgets", BLOCK, printed),),
        (OnMove("organizations.project_return", "submit", "gadgets", (needs_one,), (count,)),),
        (DraftForm(RESOURCE, refusal=lambda _organization, _key: "", takes="name".__eq__),),
    ),
    links=(UserLink("我的器材", "GadgetView.list", "dl"),),
    demo=("tests.support.gadgets.demo",),
)
