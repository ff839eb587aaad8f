"""业务流程: the processes, the diagram of one, and the help of a step."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import abort
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.base.responses import page
from app.workflow import todos

from . import guides, presentation


class ProcessView(BaseView):
    """Help about the processes, drawn from the declarations that run."""

    class_permission_name = presentation.RESOURCE
    method_permission_name = {"index": "read", "show": "read", "step": "read"}
    route_base = presentation.ROUTE
    default_view = "index"
    title = _l("业务流程")

    @expose("/")
    @has_access
    def index(self) -> Any:
        """A card for each process, with what waits there for the viewer."""
        actor = current_actor()
        found = guides.processes()
        counts = todos.counted(actor, {name for one in found for name in one.resources})
        cards = [(one, presentation.waiting(one, counts), self._own_steps(one)) for one in found]
        groups = groupby(cards, key=lambda card: str(card[0].place.group_label))
        return page(
            self,
            "processes/index.html",
            title=self.title,
            groups=[(label, list(several)) for label, several in groups],
        )

    def _own_steps(self, process: guides.Process) -> int:
        own = current_actor().organization_id or 0
        return sum(step.stage.takes_part(own) for step in process.shown)

    @expose("/<string:key>")
    @has_access
    def show(self, key: str) -> Any:
        """The diagram of a process, for the viewer's organization."""
        process = guides.process_of(key) or abort(404)
        actor = current_actor()
        drawing = presentation.drawing_of(
            process, actor.organization_id or 0, todos.counted(actor, process.resources)
        )
        return page(
            self,
            "processes/show.html",
            title=_("%(title)s流程", title=process.title),
            process=process,
            drawing=drawing,
            others=guides.processes(),
            step_url=lambda step: self.step_url(process.key, step.stage.key),
            list_url=f"{self.route_base}/",
        )

    @expose("/<string:key>/<string:step>")
    @has_access
    def step(self, key: str, step: str) -> Any:
        """The help of a step: who, where, with what, how, and what the screen looks like."""
        process = guides.process_of(key) or abort(404)
        found = process.find(step) or abort(404)
        place = presentation.place_of(found)
        shown = [(one.key, str(one.stage.label)) for one in process.shown]
        number = [one for one, _label in shown].index(step)
        return page(
            self,
            "processes/step.html",
            title=f"{number + 1}. {found.stage.label}",
            process=process,
            step=found,
            is_own=found.stage.takes_part(current_actor().organization_id or 0),
            acts=presentation.acts_of(found),
            workers=presentation.workers_of(found),
            path=presentation.menu_path(place),
            way=presentation.way_to(found, place, current_actor()),
            picture=presentation.picture_of(process, found),
            before=self._neighbour(process.key, shown, number - 1),
            after=self._neighbour(process.key, shown, number + 1),
            process_url=f"{self.route_base}/{process.key}",
        )

    def step_url(self, key: str, name: str) -> str:
        return f"{self.route_base}/{key}/{name}"

    def _neighbour(
        self, key: str, shown: list[tuple[str, str]], number: int
    ) -> tuple[str, str] | None:
        """Address and name of the step before or after."""
        if not 0 <= number < len(shown):
            return None
        name, label = shown[number]
        return self.step_url(key, name), f"{number + 1}. {label}"
