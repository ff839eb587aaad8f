"""What the screens of both trainings have in common: whom they pick, and who is enrolled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import undefer_group

from app.core.screens.picker import Picker
from app.core.screens.views import AppInterface, Button
from app.long_form.filed_set_view import FiledSetView
from app.personnel.labels import LABELS as PERSON_LABELS
from app.personnel.models import Person
from app.personnel.presentation import may_reveal_people
from app.reporting.buttons import summary_buttons
from app.training.choices import STATE_TONES
from app.training.models import Enrolment


class RosterPicker(Picker):
    """People of the own roster."""

    datamodel = AppInterface(Person)
    list_columns = ["name", "id_no", "position", "title_level", "certificate_kind", "post_type"]
    search_columns = ["name", "id_no", "title_level", "post_type"]
    order_columns = ["name", "position"]
    list_options = (undefer_group("certified"),)
    label_columns = PERSON_LABELS


class EnrolmentView(FiledSetView):
    """Enrolments of a training; what was sent back is corrected by the own organization."""

    exclude_route_methods = {"add", "export", "lookup"}
    narrows_to_own = True
    base_order = ("id", "desc")
    tags = {"state": STATE_TONES}
    wrapped_columns = ("organization", "session.name", "opinion")
    table_css = "zj-many"

    def base_conditions(self) -> Sequence[Any]:
        model = self.datamodel.obj
        return (*super().base_conditions(), model.state != self.workflow.initial)

    def may_reveal(self) -> bool:
        return may_reveal_people()

    def buttons(self) -> list[Button]:
        summaries = summary_buttons(self.class_permission_name)
        return [*super().buttons(), *self.starting_buttons(), *summaries]

    def starting_buttons(self) -> list[Button]:
        """What begins a new one, beside the button of the one picker."""
        return []

    def edit_refusal(self, item: Enrolment) -> Any:
        """修改 of what was sent back, by the own organization."""
        if item.state != "returned":
            return _("只有已退回的报名可以修改，当前状态为“%(state)s”", state=item.state.label)
        return self.write_refusal(item)
