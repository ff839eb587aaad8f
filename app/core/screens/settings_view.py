"""Screens over settings: a list of what is declared, each changed in a dialog by its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from flask import abort, flash, g, request
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.core.access.security_manager import may
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused, Unconfirmed
from app.core.base.per_request import once
from app.core.base.responses import done, go_on, page

from .fieldsets import sections
from .model_forms import AppForm
from .row_markup import RowAction
from .rows_view import RowsView


class SettingDialog(BaseView):
    """A screen that some read and few change, in dialogs of its own."""

    default_view = "list"
    form_template = "zj/form.html"
    field_spans: Mapping[str, int] = {}
    # The headings of a long form with the names below each; what a form lacks is left out.
    form_parts: Sequence[tuple[Any, Sequence[str]]] = ()

    def may_update(self) -> bool:
        """Whether the user may change what the screen shows; asked for once, not for each row."""
        return once(("update", self), lambda: may("update", self.class_permission_name))

    def list_url(self) -> str:
        """The list that a dialog belongs to."""
        return f"{self.route_base}/list/"

    def organization_id(self) -> int:
        """The organization whose numbers serve as examples."""
        return int(g.user.organization_id or 0)

    def dialog(self, form: AppForm, *, title: Any, submit: Any, **more: Any) -> str:
        """The form in a dialog, or as a page without script."""
        names = [name for name in form._fields if name != "csrf_token"]
        told = [
            (title, {"fields": [name for name in part if name in names]})
            for title, part in self.form_parts or ((None, names),)
            if set(part) & set(names)
        ]
        parts = sections(form, told, self.field_spans)
        context = {
            "name": "",
            "size": "m",
            "version": None,
            "form_token": "",
            "post_url": request.full_path.rstrip("?"),
            "list_url": self.list_url(),
            **more,
        }
        return page(
            self,
            self.form_template,
            title=title,
            form=form,
            sections=parts,
            submit_label=submit,
            **context,
        )


class SettingsView(SettingDialog, RowsView):
    """The list of declared settings with 变更记录, 修改 and 恢复默认.

    A subclass says what the settings are and how one is stored; the way of a change is the same
    for all: the form begins with the values in force, is refused at its fields, and somebody who
    was slower sees the newer values with what he typed beside them. Rows of the list have an
    ``id`` (the key), ``is_changed`` and ``version``.
    """

    method_permission_name = {"list": "read", "show": "read", "edit": "update", "reset": "update"}
    whole = True
    edit_title: Any = ""
    dialog_size = "m"

    # --- what a subclass says ---------------------------------------------------------------

    def setting(self, key: str) -> Any:
        """The setting of a key, or None."""
        raise NotImplementedError

    def setting_name(self, one: Any) -> Any:
        """What a setting is called."""
        return one.label

    def current(self, one: Any) -> tuple[Mapping[str, Any], int]:
        """The values in force by their fields, and their version; 0 for those of the definition."""
        raise NotImplementedError

    def bound_form(self, one: Any, **given: Any) -> AppForm:
        """The form of a setting: over what was sent, or over the ``data`` that is given."""
        raise NotImplementedError

    def store(self, one: Any, values: Mapping[str, Any], version: int) -> None:
        """Store values; raises Refused, Unconfirmed and Conflict, and does not commit."""
        raise NotImplementedError

    def refusals(self, one: Any, values: Mapping[str, Any]) -> Iterable[FieldError]:
        """What ``store`` says against values, of which those that could not be read are None."""
        return ()

    def restore(self, one: Any, version: int) -> None:
        """Let the values of the definition be in force again; raises Refused and Conflict."""
        raise NotImplementedError

    def typed_words(
        self, one: Any, typed: Mapping[str, Any], now: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """What somebody typed who was slower, where it differs, as shown beside the fields."""
        return typed

    def events(self, one: Any) -> Any:
        """变更记录 of a setting."""
        raise NotImplementedError

    def form_context(self, one: Any, form: AppForm) -> Mapping[str, Any]:
        """More for a form template of one's own."""
        return {}

    def further_actions(self, item: Any) -> Sequence[RowAction]:
        """Links of a row beside the usual ones."""
        return ()

    def restore_question(self, item: Any) -> str:
        """What is asked before 恢复默认."""
        return _("将“%(name)s”恢复为默认设置？", name=item.name)

    # --- the list ---------------------------------------------------------------------------

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        base = self.route_base
        found = [RowAction(_("变更记录"), f"{base}/show/{item.id}", "drawer")]
        found += self.further_actions(item)
        if not self.may_update():
            return found
        found.append(RowAction(_("修改"), f"{base}/edit/{item.id}", "dialog"))
        if "reset" not in self.exclude_route_methods and item.is_changed:
            address = f"{base}/reset/{item.id}?version={item.version}"
            asked = self.restore_question(item)
            found.append(RowAction(_("恢复默认"), address, "post", confirm=asked))
        return found

    def _setting(self, key: str) -> Any:
        found = self.setting(key)
        return abort(404) if found is None else found

    # --- one setting ------------------------------------------------------------------------

    @expose("/show/<key>")
    @has_access
    def show(self, key: str) -> Any:
        """变更记录 of one setting."""
        one = self._setting(key)
        return page(
            self,
            "zj/setting_history.html",
            title=_("变更记录"),
            name=self.setting_name(one),
            events=self.events(one),
            list_url=self.list_url(),
        )

    @expose("/edit/<key>", methods=["GET", "POST"])
    @has_access
    def edit(self, key: str) -> Any:
        """修改, in a dialog."""
        one = self._setting(key)
        if request.method == "GET":
            return self._page(one, self.bound_form(one, data=dict(self.current(one)[0])))
        form = self.bound_form(one)
        form.rules = partial(self.refusals, one)
        if form.validate():
            try:
                self.store(one, form.values(), request.form.get("version", type=int) or 0)
                db.session.commit()
                return done(_("已保存"), self.list_url())
            except (Refused, Unconfirmed) as stopped:
                db.session.rollback()
                form.stop(stopped)
            except Conflict:
                db.session.rollback()
                return self._stale(one, form.values()), 409
        answer = self._page(one, form, version=request.form.get("version"))
        return answer if form.unconfirmed else (answer, 422)

    def _stale(self, one: Any, typed: Mapping[str, Any]) -> str:
        """The newer values in the form, and beside them what was typed and is not stored."""
        now, _version = self.current(one)
        form = self.bound_form(one, formdata=None, data=dict(now))
        return self._page(one, form, typed=self.typed_words(one, typed, now))

    def _page(self, one: Any, form: AppForm, *, version: Any = None, **more: Any) -> str:
        return self.dialog(
            form,
            title=self.edit_title,
            name=self.setting_name(one),
            submit=_("保存"),
            version=self.current(one)[1] if version is None else version,
            size=self.dialog_size,
            **self.form_context(one, form),
            **more,
        )

    @expose("/reset/<key>", methods=["POST"])
    @has_access
    def reset(self, key: str) -> Any:
        """恢复默认."""
        one = self._setting(key)
        try:
            self.restore(one, request.args.get("version", type=int) or 0)
            db.session.commit()
        except (Conflict, Refused) as refused:
            db.session.rollback()
            flash(str(refused), "danger")
            return go_on(self.list_url())
        return done(_("已恢复默认值"), self.list_url())
