"""What the dialogs of settings without a table of their own share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request
from flask_appbuilder.baseviews import BaseView

from app.core.forms import AppForm, sections
from app.core.once import once
from app.core.responses import page
from app.core.security import may


class SettingView(BaseView):
    """A screen over declared settings: read by some, changed by few."""

    default_view = "list"
    form_template = "zj/form.html"
    field_spans: Mapping[str, int] = {}

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
        parts = sections(form, [(None, {"fields": names})], self.field_spans)
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
