"""年度锁定: which years are closed, and for whom they are open again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.base.ids import is_id
from app.core.base.per_request import once
from app.core.base.responses import done, page, way_back
from app.core.screens.value_display import moment_text
from app.core.screens.views import Button, RowAction, RowsView
from app.core.web.markup import tag
from app.core.web.years import YEAR_ARGUMENT, shown_year, years_on_record
from app.organizations import locks, queries
from app.organizations.choices import YearState

LEAD = Markup("%s %s")
YEAR_LOCKS = "organizations.year_lock"


def lock_of(year: int) -> Any:
    """The lock of a year, asked for once."""
    return once(("year lock", year), lambda: queries.year_lock(year))


def lock_button(year: int, *, primary: bool = False) -> Sequence[Button]:
    """锁定 of a year that is over, for who may; nothing where there is none to press."""
    if year >= clock.year() or not may("update", YEAR_LOCKS) or lock_of(year) is not None:
        return []
    asked = _("锁定 %(year)d 年度后，各机构该年度的填报不能再修改。", year=year)
    address = url_for("YearLockView.lock", year=year)
    return [Button(_("锁定"), address, "lock", "post", primary=primary, confirm=asked)]


def close_action(row: queries.LockRow) -> RowAction:
    """重新锁定 of an organization that a closed year is open for."""
    assert row.unlock is not None
    asked = _("重新锁定后，%(name)s 不能再修改该年度的填报。", name=row.name)
    address = url_for("YearLockView.close", pk=row.unlock.id)
    return RowAction(_("重新锁定"), address, "post", confirm=asked)


def lock_words(year: int) -> Markup:
    """Since when or from when on a year is closed, and from when on one may close it oneself."""
    lock = lock_of(year)
    if lock is not None:
        at = moment_text(lock.locked_at)
        words = _("%(name)s 于 %(at)s 锁定", name=lock.locked_by, at=at)
        return LEAD % (tag(_("已锁定"), "info"), words)
    words = _("将于 %(day)s 自动锁定", day=locks.lock_date(year))
    if year >= clock.year() and may("update", YEAR_LOCKS):
        ended = dt.date(year + 1, 1, 1)
        words = _("%(words)s；本年度尚未结束，%(day)s 起可手动锁定", words=words, day=ended)
    return LEAD % (tag(_("未锁定")), words)


class YearLockView(RowsView):
    """年度锁定: close a year, open it again for one organization, close that again."""

    row_class = queries.LockRow
    class_permission_name = YEAR_LOCKS
    method_permission_name = {
        "list": "read",
        "lock": "update",
        "unlock": "update",
        "close": "update",
    }
    route_base = "/organizations/year-locks"
    list_title = _l("年度锁定")
    unit = _l("个机构")
    list_columns = ["name", "state", "unlock.reason", "unlock.until", "unlock.opened_by"]
    wrapped_columns = ["unlock.reason"]
    search_columns = ["name", "state"]
    follows_year = True
    label_columns = {
        "name": _l("机构名称"),
        "state": _l("状态"),
        "unlock.reason": _l("解锁原因"),
        "unlock.until": _l("有效期至"),
        "unlock.opened_by": _l("解锁人"),
    }
    filter_labels = {"name": _l("机构")}
    tags = {"state": {YearState.OPEN: "mute", YearState.LOCKED: "info", YearState.UNLOCKED: "wait"}}

    def rows(self) -> Sequence[queries.LockRow]:
        return queries.lock_rows(shown_year(), is_closed=lock_of(shown_year()) is not None)

    def introduction(self) -> Markup:
        """Since when or from when on the year is closed."""
        return lock_words(shown_year())

    def buttons(self) -> Sequence[Button]:
        return lock_button(shown_year(), primary=True)

    def row_actions(self, item: queries.LockRow) -> Sequence[RowAction]:
        if not once(("unlocks", self), lambda: self.has_right("update")):
            return []
        if item.unlock is not None:
            return [close_action(item)]
        if not item.is_closed:
            return []
        address = f"{self.route_base}/unlock/{shown_year()}/{item.id}"
        return [RowAction(_("解锁"), address, "dialog")]

    @expose("/lock/<int:year>", methods=["POST"])
    @has_access
    def lock(self, year: int) -> Any:
        """Close a year that is over; its returns are read-only at once."""
        return self._act(lambda: locks.lock_year(year, actor=current_actor()), _("已锁定"), year)

    @expose("/unlock/<int:year>/<pk>", methods=["GET", "POST"])
    @has_access
    def unlock(self, year: int, pk: str) -> Any:
        """Open a closed year for one organization, with a reason and an end."""
        if not is_id(pk) or queries.year_lock(year) is None:
            abort(404)
        rows = queries.lock_rows(year, is_closed=True)
        row = next((row for row in rows if row.id == int(pk)), None)
        if row is None:
            abort(404)
        errors: dict[str, str] = {}
        status = 200
        if request.method == "POST":
            try:
                locks.unlock_year(
                    row.id,
                    year,
                    reason=request.form.get("reason", ""),
                    until=request.form.get("until", ""),
                    actor=current_actor(),
                )
                db.session.commit()
                return done(_("已解锁"), self._list_of(year))
            except Refused as refused:
                db.session.rollback()
                errors, status = {e.field: e.message for e in refused.errors}, 422
        answer = page(
            self,
            "organizations/year_unlock.html",
            title=_("解锁 %(year)d 年度 · %(name)s", year=year, name=row.name),
            errors=errors,
            typed=request.form,
            today=clock.today(),
            latest=locks.latest_end(),
            post_url=request.path,
            list_url=self._list_of(year),
        )
        return answer, status

    @expose("/close/<pk>", methods=["POST"])
    @has_access
    def close(self, pk: str) -> Any:
        """End an unlock before its time."""
        found = queries.unlock_by_id(int(pk)) if is_id(pk) else None
        if found is None:
            abort(404)
        number, year = found.id, found.year
        act = partial(locks.close_unlock, number, actor=current_actor())
        return self._act(act, _("已重新锁定"), year)

    def _list_of(self, year: int) -> str:
        """The list of a year, whichever is on the switch; years that nobody keeps have none."""
        named = f"?{YEAR_ARGUMENT}={year}" if year in years_on_record() else ""
        return f"{self.route_base}/list/{named}"

    def _act(self, act: Any, words: str, year: int) -> Any:
        """Do it and go back to the list where it was pressed, which may be another one."""
        back = way_back(request.referrer) if request.referrer else self._list_of(year)
        try:
            act()
            db.session.commit()
        except (Refused, Conflict) as refused:
            db.session.rollback()
            flash(str(refused), "danger")
            return redirect(back, code=303)
        return done(words, back, follow=True)
