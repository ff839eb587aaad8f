"""在职工作人员基础数据: the roster of the organizations in scope."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import undefer_group

from app.core.access.narrowed_screens import own_unless_overseer
from app.core.screens.views import AppInterface, AppModelView

from . import presentation
from .models import ON_ROSTER, Person


class PersonView(AppModelView):
    """The people on the rosters, certified or not."""

    datamodel = AppInterface(Person)
    class_permission_name = "personnel.person"
    route_base = "/personnel/people"

    list_title = show_title = _l("在职工作人员基础数据")
    unit = _l("人")
    list_columns = [
        "name",
        "sex",
        "id_no",
        "organization",
        "position",
        "post_type",
        "employ_type",
        "duty_status",
        "education",
        "title_level",
        "certificate_kind",
        "mobile",
        "joined_on",
    ]
    narrow_columns = ("organization", "post_type", "certificate_kind")
    search_columns = [
        "name",
        "organization",
        "id_no",
        "post_type",
        "employ_type",
        "duty_status",
        "education",
        "title_level",
        "specialty",
        "joined_on",
    ]
    folded_columns = ("sex", "title_level")
    wrapped_columns = ("organization", "duty_status")
    table_css = "zj-many"
    sorted_by = {"certificate_kind": "certified_kinds"}
    base_order = ("organization_id", "asc")
    show_fieldsets = presentation.FIELDSETS
    show_columns = presentation.SHOWN
    label_columns = presentation.LABELS
    row_columns = ("first_certified", "last_certified")
    list_options = (undefer_group("certified"),)
    empty_hint = _l("本机构的在职人员会显示在这里。")

    def base_conditions(self) -> Any:
        return (ON_ROSTER, *own_unless_overseer(self))

    def item_name(self, item: Person) -> str:
        return item.name
