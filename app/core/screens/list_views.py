"""View mixin of every list: the page, the search that leads to it, and 列设置."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _

from app.core.base.db import db
from app.core.base.responses import done, page
from app.core.web.cost_limit import SEARCH, spend
from app.core.web.years import YEAR_ARGUMENT, asked_year

from .column_choice import chosen_of
from .filters import SealedIs
from .list_address import LONGEST_TERM, Arguments, ListAddress, ListRequest, asked, left_conditions
from .list_memory import left_behind
from .list_page import listing
from .list_preferences import keep_columns, keep_conditions
from .list_screen import ListScreen
from .row_markup import usual_edges

# Web servers and proxies take no longer lines.
LONGEST_ADDRESS = 4_000
PERMISSIONS = {"list": "read", "search": "read", "choose_columns": "read"}


class Listing(ListScreen):
    """The pages that a list has, whatever its rows are."""

    # What its settings are kept under.
    endpoint: str

    def _init_routes(self) -> None:
        """A list without conditions has no search, one on a single page keeps its columns."""
        missing = set() if self.search_columns else {"search"}
        missing |= {"choose_columns"} if self.whole else set()
        self.exclude_route_methods = {*missing, *self.exclude_route_methods}
        self.method_permission_name = {**PERMISSIONS, **self.method_permission_name}

    def address(self, arguments: Arguments, found: ListRequest) -> ListAddress:
        """How this list is addressed with other conditions, orders and pages."""
        return ListAddress(f"{self.route_base}/list/", self, found, arguments)

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        arguments = request.args.to_dict(flat=False)
        if YEAR_ARGUMENT in arguments and asked_year() is None:
            abort(400)
        found = asked(self, arguments, left=left_conditions(self))
        if found.explicit and found.conditions:
            spend(SEARCH)
        address = self.address(arguments, found)
        actions = self.bulk_actions()
        return page(
            self,
            self.list_template,
            title=self.title_of(found),
            introduction=self.introduction(),
            listing=listing(self, found, address, usual_edges(self, chosen=bool(actions))),
            actions=actions,
            buttons=self.buttons(),
            address=address,
            sealed=any(isinstance(filters[0], SealedIs) for filters in self.searches.values()),
            **self.list_context(),
        )

    @expose("/search", methods=["POST"])
    @has_access
    def search(self) -> Any:
        """Keep the conditions for the next visit and go to the list that they ask for.

        Numbers that were typed become fingerprints before they get into an address.
        """
        given = sealed_arguments(self, request.form.to_dict(flat=False))
        found = asked(self, given)
        keep_conditions(self.endpoint, left_behind(found.conditions, self.default_arguments()))
        address = self.address(given, found).page(0)
        if len(address) > LONGEST_ADDRESS:
            abort(400)
        db.session.commit()
        return redirect(address, code=303)

    @expose("/columns", methods=["GET", "POST"])
    @has_access
    def choose_columns(self) -> Any:
        """列设置: which columns are shown to whoever asks, and in which order."""
        list_url = f"{self.route_base}/list/"
        if request.method == "POST":
            chosen = None if "reset" in request.form else self._chosen()
            keep_columns(self.endpoint, chosen)
            db.session.commit()
            return done(_("列设置已保存") if chosen else _("已恢复默认列"), list_url)
        full = {column.name: column.label for column in self.columns}
        return page(
            self,
            "zj/columns.html",
            title=_("列设置"),
            name=self.heading(),
            choices=[(one, full[one.name]) for one in self.choices()],
            post_url=f"{self.route_base}/columns",
            list_url=list_url,
        )

    def _chosen(self) -> Any:
        """What was sent, which names each column once; anything else is a bad request."""
        choices = self.choices()
        fixed = {one.name for one in choices if one.is_fixed}
        order, shown = request.form.getlist("order"), request.form.getlist("shown")
        return chosen_of([one.name for one in choices], order, shown, fixed) or abort(400)


def sealed_arguments(view: ListScreen, sent: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What the filter bar sent, with fingerprints in the place of the numbers that were typed."""
    given = dict(sent)
    for name, filters in view.searches.items():
        typed = (given.get(f"_sealed_{name}") or [""])[0].strip()
        if len(typed) > LONGEST_TERM:
            abort(400)
        if isinstance(filters[0], SealedIs) and typed:
            given[f"_flt_0_{name}"] = [filters[0].sealed(typed)]
    return given
