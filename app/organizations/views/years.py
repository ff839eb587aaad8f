"""年度锁定: which years are closed, and for whom they are open again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.core import clock, requests
from app.core.actor import current_actor
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.paging import USUAL_SIZE, page_arguments, part_of
from app.core.responses import done, page
from app.core.security import may
from app.organizations import locks, queries


@dataclass(frozen=True, slots=True)
class Named:
    """The one condition of the list: a part of the organization's name."""

    name: str

    @property
    def arguments(self) -> dict[str, str]:
        """As an address carries it."""
        return {"name": self.name} if self.name else {}


class YearLockView(BaseView):
    """年度锁定: close a year, open it again for one organization, close that again."""

    class_permission_name = "organizations.year_lock"
    method_permission_name = {
        "list": "read",
        "lock": "update",
        "unlock": "update",
        "close": "update",
    }
    route_base = "/organizations/year-locks"
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        year = requests.year()
        named = Named(request.args.get("name", "").strip()[:50])
        rows = [row for row in queries.lock_rows(year) if named.name in row.name]
        part = part_of(rows, request.args)
        return page(
            self,
            "organizations/year_locks.html",
            title=_("年度锁定"),
            year=year,
            named=named,
            lock=queries.year_lock(year),
            due_on=locks.lock_date(year),
            may_lock=may("update", self.class_permission_name) and year < clock.year(),
            may_unlock=may("update", self.class_permission_name),
            part=part,
        )

    def address(self, named: Named, *, page: int = 1, size: int = USUAL_SIZE) -> str:
        """This list on another page."""
        arguments = {**named.arguments, **page_arguments(page, size)}
        return str(url_for(f"{self.endpoint}.list", **arguments))

    @expose("/lock/<int:year>", methods=["POST"])
    @has_access
    def lock(self, year: int) -> Any:
        """Close a year that is over; its returns are read-only at once."""
        return self._act(lambda: locks.lock_year(year, actor=current_actor()), _("已锁定"))

    @expose("/unlock/<int:year>/<pk>", methods=["GET", "POST"])
    @has_access
    def unlock(self, year: int, pk: str) -> Any:
        """Open a closed year for one organization, with a reason and an end."""
        if not requests.is_id(pk) or queries.year_lock(year) is None:
            abort(404)
        row = next((row for row in queries.lock_rows(year) if row.id == int(pk)), None)
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
        if not requests.is_id(pk) or queries.unlock_by_id(int(pk)) is None:
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
