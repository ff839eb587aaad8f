"""年度锁定: which years are closed, and for whom they are open again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.base.ids import is_id
from app.core.base.per_request import once
from app.core.base.responses import done, page
from app.core.screens.value_display import moment_text
from app.core.screens.views import Button, RowAction, RowsView
from app.core.web.markup import tag
from app.core.web.years import shown_year
from app.organizations import locks, queries
from app.organizations.choices import YearState

LEAD = Markup("%s %s")


class YearLockView(RowsView):
    """年度锁定: close a year, open it again for one organization, close that again."""

    row_class = queries.LockRow
    class_permission_name = "organizations.year_lock"
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
        return queries.lock_rows(shown_year(), is_closed=self._lock() is not None)

    def introduction(self) -> Markup:
        """Since when or from when on the year is closed."""
        year = shown_year()
        lock = self._lock()
        if lock is None:
            state = tag(_("未锁定"))
            words = _("将于 %(day)s 自动锁定", day=locks.lock_date(year))
        else:
            state = tag(_("已锁定"), "info")
            at = moment_text(lock.locked_at)
            words = _("%(name)s 于 %(at)s 锁定", name=lock.locked_by, at=at)
        return LEAD % (state, words)

    def _lock(self) -> Any:
        """The lock of the chosen year, asked for once."""
        return once(("lock", self), lambda: queries.year_lock(shown_year()))

    def buttons(self) -> Sequence[Button]:
        year = shown_year()
        if not self.has_right("update") or year >= clock.year() or self._lock() is not None:
            return []
        asked = _("锁定 %(year)d 年度后，各机构该年度的填报不能再修改。", year=year)
        address = f"{self.route_base}/lock/{year}"
        return [Button(_("锁定"), address, "lock", "post", primary=True, confirm=asked)]

    def row_actions(self, item: queries.LockRow) -> Sequence[RowAction]:
        if not once(("unlocks", self), lambda: self.has_right("update")):
            return []
        if item.unlock is not None:
            asked = _("重新锁定后，%(name)s 不能再修改该年度的填报。", name=item.name)
            address = f"{self.route_base}/close/{item.unlock.id}"
            return [RowAction(_("重新锁定"), address, "post", confirm=asked)]
        if not item.is_closed:
            return []
        address = f"{self.route_base}/unlock/{shown_year()}/{item.id}"
        return [RowAction(_("解锁"), address, "dialog")]

    @expose("/lock/<int:year>", methods=["POST"])
    @has_access
    def lock(self, year: int) -> Any:
        """Close a year that is over; its returns are read-only at once."""
        return self._act(lambda: locks.lock_year(year, actor=current_actor()), _("已锁定"))

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
                return done(_("已解锁"), f"{self.route_base}/list/")
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
            list_url=f"{self.route_base}/list/",
        )
        return answer, status

    @expose("/close/<pk>", methods=["POST"])
    @has_access
    def close(self, pk: str) -> Any:
        """End an unlock before its time."""
        if not is_id(pk) or queries.unlock_by_id(int(pk)) is None:
            abort(404)
        number = int(pk)
        return self._act(lambda: locks.close_unlock(number, actor=current_actor()), _("已重新锁定"))

    def _act(self, act: Any, words: str) -> Any:
        try:
            act()
            db.session.commit()
        except (Refused, Conflict) as refused:
            db.session.rollback()
            flash(str(refused), "danger")
            return redirect(f"{self.route_base}/list/", code=303)
        return done(words, f"{self.route_base}/list/", follow=True)
