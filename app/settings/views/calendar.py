"""工作日历: which days are worked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base import clock
from app.core.base.choices import DayKind
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.base.responses import done, page
from app.core.models import CalendarDay
from app.core.screens import history
from app.core.screens.settings_view import SettingDialog
from app.settings import forms, operations, presentation, queries, rules
from app.settings.rules import YEARS


class CalendarView(SettingDialog):
    """A year's months, and the exceptions from the weekends."""

    class_permission_name = "settings.calendar"
    method_permission_name = {"list": "read", "edit": "update"}
    route_base = "/settings/calendar"
    list_title = _l("工作日历")
    form_template = "settings/calendar_form.html"

    def year(self) -> int:
        """The year of the address, else this year."""
        text = request.args.get("year", str(clock.year()))
        year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
        return year if year in YEARS else abort(400)

    def edit_url(self, first: Any = "", last: Any = "") -> str:
        """The dialog for a range of days."""
        return str(url_for(f"{self.endpoint}.edit", first=first, last=last or first))

    def year_url(self, year: int) -> str:
        """The calendar of another year; nothing where there is none."""
        return str(url_for(f"{self.endpoint}.list", year=year)) if year in YEARS else ""

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        year = self.year()
        exceptions = queries.exceptions_of(year)
        months = presentation.months(year, exceptions)
        return page(
            self,
            "settings/calendar.html",
            title=self.list_title,
            year=year,
            months=months,
            working=sum(month.working for month in months),
            spans=presentation.spans(exceptions),
            weekdays=presentation.WEEKDAYS,
            may_update=self.may_update(),
            events=history.history_of(CalendarDay, queries.changes_in(year), created=_("修改")),
        )

    @expose("/edit", methods=["GET", "POST"])
    @has_access
    def edit(self) -> Any:
        """设置日期: one day or a range."""
        form = forms.DaysForm(data=self._asked()) if request.method == "GET" else forms.DaysForm()
        form.rules = lambda values: rules.span_refusals(values["first"], values["last"])
        if request.method == "POST" and form.validate():
            try:
                return self._stored(form)
            except Refused as refused:
                db.session.rollback()
                form.refuse(refused.errors)
            except Conflict as conflict:
                db.session.rollback()
                form.form_errors.append(str(conflict))
                return self._page(form, queries.calendar_stamp()), 409
        stamp = request.form.get("stamp") or queries.calendar_stamp()
        shown = self._page(form, stamp)
        return (shown, 422) if form.errors or form.form_errors else shown

    def _asked(self) -> dict[str, Any]:
        """What the dialog begins with: the days of the address, as they are."""
        days: list[dt.date | None] = []
        for name in ("first", "last"):
            try:
                days.append(dt.date.fromisoformat(request.args.get(name, "")))
            except ValueError:
                days.append(None)
        first, last = days
        row = queries.days_between(first, first).get(first) if first else None
        kind = row.kind if row is not None else DayKind.HOLIDAY
        return {"first": first, "last": last, "kind": kind, "note": row.note if row else None}

    def _stored(self, form: Any) -> Any:
        values = form.values()
        number = operations.set_days(
            values["first"],
            values["last"],
            values["kind"],
            values["note"],
            stamp=request.form.get("stamp", ""),
        )
        db.session.commit()
        return done(_("已设置 %(n)d 天", n=number), self.year_url(values["first"].year))

    def _page(self, form: Any, stamp: str) -> str:
        return self.dialog(form, title=_("设置日期"), submit=_("保存"), stamp=stamp)
