"""系统首页."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import g, jsonify, request
from flask_appbuilder import IndexView, expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import format_date
from flask_babel import gettext as _

from app.audit import choices as audit_acts
from app.audit import presentation as audit_words
from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import looking
from app.core.base.responses import page
from app.core.screens.finder import found_by
from app.core.web.cost_limit import FINDER, spend
from app.core.web.years import shown_year
from app.notices import queries as notices
from app.notices.choices import NOTICE
from app.organizations import presentation, queries
from app.organizations.queries import OverviewRow
from app.organizations.todos import due_date
from app.organizations.urges import Addressee, addressees
from app.setup import presentation as setup
from app.setup.queries import is_finished as is_set_up
from app.workflow import messages

from .charts import charts
from .logs import logs
from .progress import ProgressBar, group_progress
from .reach import is_observer, reach
from .todos import deadlines, todos


class HomeView(IndexView):
    """What waits for the user, first; how far the returns are, next."""

    class_permission_name = "home"
    method_permission_name = {"index": "read", "charts": "read"}

    @expose("/")
    @has_access
    def index(self) -> Any:
        year = shown_year()
        reads_returns = may("read", "organizations.overview")
        rows = queries.overview(year) if reads_returns else []
        kind = request.args.get("kind", "")
        found = todos(current_actor(), kind, request.args.get("page", 1, type=int))
        own = next((row for row in rows if row.id == g.user.organization_id), None)
        return page(
            self,
            "home/index.html",
            title=_("系统首页"),
            greeting=_greeting(),
            today=clock.today(),
            weekday=_weekday(),
            setup_steps=_setup_steps(),
            todos=found.shown,
            found=found,
            kind=kind,
            deadlines=deadlines(current_actor()) if reads_returns else [],
            files=not is_observer(),
            reach=reach(rows, year) if rows and is_observer() else None,
            logs=logs(),
            log_words=audit_words,
            log_acts=audit_acts,
            news=messages.newest(g.user.id),
            notices=notices.unread(g.user.id) if may("read", NOTICE) else (),
            year=year,
            own=own,
            marks=queries.MARKS,
            links=presentation.mark_links(year),
            due_on=due_date(year),
            groups=(groups := group_progress(rows)),
            rows=rows,
            reminders=_reminders(rows, groups, year),
        )

    @expose("/charts")
    @has_access
    def charts(self) -> Any:
        """The figures of the organizations in scope over the years, fetched after the page."""
        return page(self, "home/charts.html", title=_("统计图"), charts=charts(shown_year()))


class FinderView(BaseView):
    """What Ctrl+K finds beside screens: the records of whoever looks, by names and numbers."""

    route_base = "/find"
    class_permission_name = "home"
    method_permission_name = {"find": "read"}
    default_view = "find"

    @expose("/", methods=["POST"])
    @has_access
    def find(self) -> Any:
        """The records of each kind; what is typed may be personal, so it stands in no address."""
        spend(FINDER)
        # Nothing is written: on SQLite others go on writing meanwhile.
        with looking():
            found = found_by(request.form.get("q", ""))
        return jsonify(
            kinds=[{"label": label, "rows": [asdict(one) for one in rows]} for label, rows in found]
        )


def _reminders(
    rows: Sequence[OverviewRow], groups: Sequence[ProgressBar], year: int
) -> dict[int, Addressee] | None:
    """What a 催报 of each organization below would mean; None without the right to send one."""
    if not may("remind", "organizations.overview"):
        return None
    listed = {group.organization_id for group in groups} - {g.user.organization_id}
    return {one.id: one for one in addressees([row for row in rows if row.id in listed], year)}


def _setup_steps() -> Sequence[setup.StepLine]:
    """首次设置, until it is finished, for whoever is to do it."""
    return setup.steps() if may("update", "setup.installation") and not is_set_up() else ()


def _greeting() -> str:
    hour = clock.local(clock.now()).hour
    if hour < 12:
        return _("上午好")
    return _("下午好") if hour < 18 else _("晚上好")


def _weekday() -> str:
    return str(format_date(clock.today(), "EEEE"))
