"""办理流程: the page of a screen that shows how its process runs now."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose, has_access
from flask_babel import gettext as _

from app.core.access.actor import current_actor
from app.core.base.responses import page
from app.core.screens.list_page import Button
from app.core.screens.views import AppModelView

from . import todos
from .declaration import Workflow
from .diagram import DiagramStep, diagram_of
from .diagram_layout import drawn


class ProcessView(AppModelView):
    """A screen with a page that draws its process, with the viewer's to-dos at each step."""

    workflow: Workflow
    # Whether the list has the button that leads to the diagram.
    shows_process = False

    def __init__(self, **kwargs: Any) -> None:
        self.method_permission_name = {"process": "read", **self.method_permission_name}
        if not self.shows_process:
            self.exclude_route_methods = {"process", *self.exclude_route_methods}
        super().__init__(**kwargs)

    def buttons(self) -> list[Button]:
        if not self.shows_process:
            return super().buttons()
        url = f"{self.route_base}/process"
        return [Button(_("办理流程"), url, "flow", "dialog"), *super().buttons()]

    @expose("/process")
    @has_access
    def process(self) -> Any:
        """The diagram, read from the declaration and the settings of this moment."""
        actor = current_actor()
        waiting = todos.waiting_for(actor, limit=1, among=(self.workflow,))
        counts = {one.transition.name: one.count for one in waiting}
        return page(
            self,
            "workflow/process.html",
            title=_("%(title)s办理流程", title=self.workflow.title),
            drawing=drawn(diagram_of(self.workflow, actor.organization_id or 0, counts)),
            step_url=self._step_url,
            list_url=f"{self.route_base}/list/",
        )

    def _step_url(self, step: DiagramStep) -> str:
        """The list of what is in the state in which cases wait for a step."""
        return f"{self.route_base}/list/?_flt_0_state={step.state.value}"
