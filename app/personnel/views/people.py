"""在职工作人员基础数据: the roster of the organizations in scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import abort, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import undefer_group

from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.conditions import Condition
from app.core.base.responses import done, page
from app.core.screens.views import AppInterface, Button, RowAction
from app.imports.presentation import import_button
from app.long_form.kept_form import KeptFormView
from app.personnel import forms, operations, presentation
from app.personnel.files import PEOPLE_FILES
from app.personnel.labels import LABELS
from app.personnel.models import ON_ROSTER, Person
from app.personnel.roster_import import ROSTER_IMPORT

GONE = _l("该人员已离开本机构（调出、退休等），不在在职名册上")


class PersonView(KeptFormView):
    """The people on the rosters, certified or not; each organization keeps its own."""

    datamodel = AppInterface(Person)
    class_permission_name = "personnel.person"
    route_base = "/personnel/people"
    narrows_to_own = True

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
    label_columns = LABELS
    row_columns = ("first_certified", "last_certified")
    list_options = (undefer_group("certified"),)
    empty_hint = _l("本机构的在职人员会显示在这里。")

    add_label = add_title = _l("新增非持证人员")
    submit_label = _l("提交")
    added_message, edited_message = _l("已新增人员"), _l("已保存")
    removed_message = _l("已删除，该人员不再在职")
    add_fieldsets = edit_fieldsets = presentation.FORM_FIELDSETS
    add_form_extra_fields = edit_form_extra_fields = forms.EXTRA_FIELDS
    description_columns = presentation.HINTS
    field_spans = {"qualifications": 12, "remark": 12}
    create = staticmethod(operations.add_person)
    update = staticmethod(operations.edit_person)
    form_base = forms.RosterForm
    draft = True
    holder = PEOPLE_FILES

    def buttons(self) -> list[Button]:
        found: list[Button] = super().buttons()
        if (button := import_button(ROSTER_IMPORT)) is not None:
            found.insert(0, button)
        return found

    def base_conditions(self) -> Any:
        return (Condition(ON_ROSTER, GONE), *super().base_conditions())

    def item_name(self, item: Person) -> str:
        return item.name

    def show_actions(self, item: Any) -> Sequence[RowAction]:
        """调动 beside the links of the row, for who holds no certificate."""
        found = self.standard_actions(item)
        may_go = item.first_certified is None and self.is_writable(item)
        if may_go and may("create", "personnel.transfer"):
            url = f"/personnel/transfers/add?person={item.id}"
            found.insert(2, RowAction(_("调动"), url, "dialog"))
        return found

    # --- 新增 and 修改 ------------------------------------------------------------------------

    def add_values(self) -> Mapping[str, Any]:
        return {"duty_status": "present"}

    def draft_takes(self, name: str) -> bool:
        return name not in forms.NEVER_KEPT and super().draft_takes(name)

    def _form_page(
        self, form: Any, item: Any, title: Any, fieldsets: Any, columns: Sequence[str], **more: Any
    ) -> Any:
        if item is not None:
            title = _("修改已持证人员") if form.is_certified else _("修改非持证人员")
        return super()._form_page(form, item, title, fieldsets, columns, **more)

    # --- 删除 ---------------------------------------------------------------------------------

    def standing_refusals(self, item: Person) -> Sequence[str]:
        return operations.standing_refusals(item)

    @expose("/delete/<pk>", methods=["GET", "POST"])
    @has_access
    def delete(self, pk: Any) -> Any:
        """Ask for 离开原因 and 日期, and close the row of the roster."""
        item = self.item(pk, lock=request.method == "POST")
        if not self.may_delete(item):
            abort(403)
        start = {"left_on": clock.today()} if request.method == "GET" else None
        form = forms.LeavingForm(data=start)
        form.rules = partial(operations.leaving_refusals, item)
        list_url = f"{self.route_base}/list/"
        if request.method == "POST" and form.validate():

            def leave() -> Person:
                operations.leave(item, form.values())
                return item

            if self._stored(form, leave):
                return done(self.removed_message, list_url)
            item = self.item(pk)
        answer = page(
            self,
            "personnel/leaving.html",
            title=_("删除“%(name)s”？", name=item.name),
            form=form,
            standing=self.standing_refusals(item),
            list_url=list_url,
            post_url=request.path,
        )
        return (answer, 422) if form.errors else answer
