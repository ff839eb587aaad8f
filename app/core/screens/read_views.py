"""View mixin that reads: list, detail, look-up for pickers, export, one number in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Response, abort, current_app, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import audit
from app.core.access.refused_access import refuse
from app.core.base.db import db
from app.core.base.ids import is_id
from app.core.base.responses import page
from app.core.base.services import Service
from app.core.web.cost_limit import SEARCH, spend
from app.core.web.explainer import why_url

from .detail_parts import detail_parts
from .history import Event, record_history
from .list_address import asked, year_of
from .list_page import headers
from .list_query import bounded, conditions, lines, with_computed
from .row_markup import row_links
from .screen import OURS, Screen
from .value_display import NOTHING

MOST_AT_ONCE = 500
EXPORT_IN_REQUEST = 2_000


class Reading(Screen):
    """Every row comes through the scope and the screen's own conditions."""

    # --- rows -------------------------------------------------------------------------------

    def item(self, pk: Any, *, lock: bool = False) -> Any:
        """The row of an address in scope and on this screen, or 404."""
        if not is_id(str(pk)):
            abort(404)
        model = self.datamodel.obj
        beside = [self.computed_sql(name) for name in self.computed]
        query = select(model, *beside).where(model.id == int(pk), *self.base_conditions())
        query = query.options(*self.list_options)
        if lock:
            query = query.with_for_update(of=model)
        found = db.session.execute(query).unique().one_or_none()
        return abort(404) if found is None else with_computed(self.computed, found)

    def items(self, pks: Sequence[str]) -> Sequence[Any]:
        """The rows of several ids in their order; one missing is 404 for all."""
        if not pks or len(pks) > MOST_AT_ONCE:
            abort(400)
        if not all(is_id(pk) for pk in pks):
            abort(404)
        model = self.datamodel.obj
        wanted = sorted({int(pk) for pk in pks})
        query = select(model).where(model.id.in_(wanted), *self.base_conditions())
        found = db.session.scalars(
            query.order_by(model.id).with_for_update(of=model).options(*self.list_options)
        ).unique()
        rows = list(found)
        missing = sorted(set(wanted) - {row.id for row in rows})
        return refuse(404, str(missing[0])) if missing else rows

    # --- list -------------------------------------------------------------------------------

    def bulk_actions(self) -> Sequence[Any]:
        return [
            action
            for name, action in self.actions.items()
            if action.multiple and self._may_act(name)
        ]

    @expose("/lookup/")
    @has_access
    def lookup(self) -> Any:
        """Rows by a part of their name, for the picker of another form."""
        term = request.args.get("q", "").strip()
        filters = self.searches.get("name")
        if not filters or len(term) > 50:
            abort(400)
        spend(SEARCH)
        model = self.datamodel.obj
        query = select(model).where(*self.base_conditions()).order_by(model.id).limit(21)
        if term:
            query = query.where(filters[0].criterion([term]))
        rows = db.session.scalars(query).all()
        results = [{"id": row.id, "text": str(row)} for row in rows[:20]]
        return {"results": results, "more": len(rows) > 20}

    # --- show -------------------------------------------------------------------------------

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: Any) -> Any:
        item = self.item(pk)
        actions = [a for a in self.show_actions(item) if not a.url.endswith(f"/show/{item.id}")]
        return page(
            self,
            self.show_template,
            title=self.show_title,
            item=item,
            name=self.item_name(item),
            parts=self.show_parts(item),
            actions=row_links(actions, self.item_name(item)),
            list_url=f"{self.route_base}/list/",
            further=detail_parts(self.class_permission_name, item),
            events=self._events(item),
            log_url=self._log_url(item),
            why_url=why_url(type(self).__name__, record=item.id),
            **self.show_context(item),
        )

    def _events(self, item: Any) -> Sequence[Event] | None:
        """变更记录 of an item; None on a screen that does not show it."""
        if not self.keeps_history:
            return None
        labels, words = type(self).label_columns, self.history_words(item)
        return record_history(item, labels=labels, words=words)

    def _log_url(self, item: Any) -> str:
        """Where all that was done to an item is told, for those who read the audit trail."""
        address = current_app.extensions.get(Service.RECORD_LOG)
        if address is None or not self.keeps_history:
            return ""
        return str(address(type(item).__tablename__, str(item.id)))

    def show_parts(self, item: Any) -> Sequence[tuple[Any, Sequence[tuple[str, Any, Any, bool]]]]:
        """Sections of (name, label, text, revealable) for the description lists."""
        fieldsets = self.show_fieldsets or [(None, {"fields": self.show_columns})]
        may_reveal = self.may_reveal()
        found = []
        for title, names in fieldsets:
            rows = []
            for name in names["fields"]:
                mask = self.attribute_of(name).info.get("mask")
                revealable = may_reveal and bool(mask)
                shown = self.show_value(name, item)
                rows.append((name, self.label_columns[name], shown, revealable))
            found.append((title, rows))
        return found

    @expose("/reveal/<pk>/<string:name>", methods=["POST"])
    @has_access
    def reveal(self, pk: Any, name: str) -> Any:
        """A personal number in full, with its row in the audit trail."""
        if not self.may_reveal():
            abort(403)
        item = self.item(pk)
        if name not in self.show_columns or not self.attribute_of(name).info.get("mask"):
            abort(404)
        table = type(item).__tablename__
        audit.record("reveal", object_type=table, object_id=str(item.id), changes={"field": name})
        words = getattr(item, name) or NOTHING
        db.session.commit()
        return Response(words, content_type="text/plain; charset=utf-8")

    # --- export -----------------------------------------------------------------------------

    def export_rows(
        self, arguments: Mapping[str, Sequence[str]]
    ) -> tuple[str, Sequence[tuple[str, str]], Iterator[Sequence[Any]]]:
        """Title, (label, format) of the columns and the rows, for a request and for a job alike.

        Formats are text, int, dec2 and date. Masked numbers stay masked.
        """
        found = asked(self, arguments)
        return self.export_title(arguments), headers(self.columns), lines(self, found)

    def export_title(self, arguments: Mapping[str, Sequence[str]]) -> str:
        """The title of a file, with the year when its rows are those of one year."""
        title, year = str(self.heading()), year_of(asked(self, arguments))
        return title if year is None else _("%(title)s-%(year)s年度", title=title, year=year)

    def export_count(self, arguments: Mapping[str, Sequence[str]], limit: int) -> int:
        """How many rows an export has, counted no further than a limit."""
        where = conditions(self, asked(self, arguments))
        return db.session.scalar(bounded(self.datamodel.obj, where, limit)) or 0

    @expose("/export/", methods=["POST"])
    @has_access
    def export(self) -> Any:
        """The filtered list as a spreadsheet: at once when it is short, else by a job."""
        arguments = request.args.to_dict(flat=False)
        count = self.export_count(arguments, EXPORT_IN_REQUEST + 1)
        if count > EXPORT_IN_REQUEST:
            answer = current_app.extensions["list_jobs"](self, arguments)
            db.session.commit()
            return answer
        title, columns, rows = self.export_rows(arguments)
        answer = current_app.extensions["list_writer"](title, columns, rows)
        self.record_export(arguments, count)
        db.session.commit()
        return answer

    def record_export(self, arguments: Mapping[str, Sequence[str]], count: int) -> None:
        """The row of an export in the audit trail: of what, by which conditions, how many."""
        table = self.datamodel.obj.__tablename__
        found = asked(self, arguments).conditions
        filters = {condition.argument: list(condition.values) for condition in found}
        audit.record("export", object_type=table, changes={"rows": count, "filters": filters})


OURS.add(Reading)
