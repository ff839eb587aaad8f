"""字典管理: the entries of every dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.access.actor import current_actor
from app.core.base.choices import EntryState
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.base.per_request import once
from app.core.base.responses import done
from app.core.configuration import cache
from app.core.configuration.dictionary_words import GROUPS, NAMES
from app.core.models import DictionaryEntry
from app.core.screens.value_display import NOTHING
from app.core.screens.views import AppInterface, AppModelView, Button, RowAction
from app.core.web.markup import icon
from app.settings import forms, operations, presentation, queries

BASE = "/settings/dictionaries"
# The ids of the first and of the last entry of the list, kept while it is drawn.
EDGES = ("edges of the dictionary",)
ORDER = Markup('<span class="zj-order">%s%s</span>')
MOVE = Markup(
    '<button class="zj-btn zj-btn--q zj-btn--i zj-btn--s" form="row-post" formaction="%s"'
    ' aria-label="%s %s" title="%s"%s>%s</button>'
)


def group_words(dictionary: str, group: str | None) -> Any:
    """How the class of an entry reads."""
    return GROUPS.get(dictionary, {}).get(group or "", group or NOTHING)


def order_buttons(entry: DictionaryEntry) -> Markup:
    """上移 and 下移 of an entry."""
    nothing: tuple[Sequence[int], Sequence[int]] = ((), ())
    first, last = once(EDGES, lambda: nothing)
    up = _move_button(entry, "up", _("上移"), "asc", is_last=entry.id in first)
    return ORDER % (up, _move_button(entry, "down", _("下移"), "down", is_last=entry.id in last))


def _move_button(
    entry: DictionaryEntry, way: str, words: str, sign: str, *, is_last: bool
) -> Markup:
    address, off = f"{BASE}/move/{entry.id}/{way}", Markup(" disabled") if is_last else ""
    return MOVE % (address, words, entry.label, words, off, icon(sign))


class DictionaryView(AppModelView):
    """One dictionary at a time, in the order in which forms offer it."""

    datamodel = AppInterface(DictionaryEntry)
    class_permission_name = "settings.dictionary"
    method_permission_name = {"move": "update", "switch": "update"}
    route_base = BASE
    exclude_route_methods = {"search", "lookup", "export", "delete", "action", "action_post"}

    list_title = show_title = _l("字典管理")
    add_title, edit_title = _l("新增字典条目"), _l("修改字典条目")
    intro = _l("条目的代码固定不变，已有记录按代码引用；不再使用的条目请停用，不能删除。")
    list_template = "settings/dictionaries.html"
    list_columns = ["position", "label", "code", "group", "state"]
    wrapped_columns = ("position",)
    # One dictionary is chosen, and all of it is shown.
    search_columns: Sequence[str] = ()
    title_column = "label"
    base_order = ("position", "asc")
    whole = True
    show_columns = ["dictionary", "label", "code", "group", "is_active"]
    add_columns = edit_columns = ["label", "group"]
    label_columns = {
        "dictionary": _l("字典"),
        "label": _l("名称"),
        "code": _l("代码"),
        "group": _l("统计归类"),
        "is_active": _l("启用"),
        "state": _l("状态"),
    }
    list_labels = {"position": _l("顺序")}
    tags = {"state": {EntryState.ACTIVE: "ok", EntryState.RETIRED: "off"}}
    formatters = {
        "position": order_buttons,
        "dictionary": lambda entry: NAMES.get(entry.dictionary, entry.dictionary),
        "code": lambda entry: presentation.CODE % entry.code,
        "group": lambda entry: group_words(entry.dictionary, entry.group),
    }
    field_spans = {"label": 12, "group": 12}
    keeps_history = True
    create = staticmethod(operations.add_entry)

    # --- one dictionary ---------------------------------------------------------------------

    def chosen(self) -> str:
        """The dictionary that the address names, else the first."""
        name = request.args.get("dictionary", next(iter(NAMES)))
        return name if name in NAMES else abort(404)

    def list_url(self, dictionary: str) -> str:
        """The list of one dictionary."""
        return str(url_for(f"{self.endpoint}.list", dictionary=dictionary))

    def after_add_url(self, item: DictionaryEntry) -> str:
        return self.list_url(item.dictionary)

    def after_edit_url(self, item: DictionaryEntry) -> str:
        return self.list_url(item.dictionary)

    def list_conditions(self) -> Sequence[Any]:
        return (DictionaryEntry.dictionary == self.chosen(),)

    def find(self, asked: Any) -> Any:
        """The entries in their order; the first moves no further up, the last no further down."""
        found = super().find(asked)
        ids = [entry.id for entry in found.items]
        once(EDGES, lambda: (ids[:1], ids[-1:]))
        return found

    def shown_columns(self) -> Sequence[Any]:
        """Order and code for those who change entries, the class where a dictionary has any."""
        left_out = set() if self.can("edit") else {"position", "code"}
        left_out |= set() if self.chosen() in GROUPS else {"group"}
        return [column for column in self.columns if column.name not in left_out]

    def buttons(self) -> list[Button]:
        if not self.can("add"):
            return []
        address = url_for(f"{self.endpoint}.add", dictionary=self.chosen())
        return [Button(_("新增"), address, "plus", "dialog", primary=True, key="new")]

    def list_context(self) -> Mapping[str, Any]:
        return {"dictionary": self.chosen(), "names": NAMES, "grouped": self.chosen() in GROUPS}

    def show_parts(self, item: DictionaryEntry) -> Sequence[Any]:
        """The code, too, is for those who change entries."""
        parts = super().show_parts(item)
        if self.can("edit"):
            return parts
        return [(title, [row for row in rows if row[0] != "code"]) for title, rows in parts]

    # --- forms ------------------------------------------------------------------------------

    def add_form(self, *arguments: Any, **named: Any) -> Any:
        """The form of the dictionary that the address names."""
        return forms.entry_form(self.chosen())(*arguments, **named)

    def edit_form(self, *arguments: Any, obj: DictionaryEntry, **named: Any) -> Any:
        """The form of the entry's own dictionary."""
        return forms.entry_form(obj.dictionary)(*arguments, obj=obj, **named)

    def item(self, pk: Any, *, lock: bool = False) -> Any:
        """Changes of the configuration follow one another from the first look on."""
        if lock:
            cache.hold()
        return super().item(pk, lock=lock)

    def refusals(
        self, values: Mapping[str, Any], item: DictionaryEntry | None
    ) -> Iterable[FieldError]:
        dictionary = item.dictionary if item is not None else self.chosen()
        rows = queries.dictionary_rows(dictionary)
        others = [row for row in rows if row is not item]
        return operations.entry_refusals(dictionary, values, others)

    def _create(self, form: Any) -> Any:
        return operations.add_entry({**form.values(), "dictionary": self.chosen()}, current_actor())

    def _update(self, form: Any, item: DictionaryEntry) -> Any:
        confirmed = {"confirmed": request.form.get("confirmed", "")}
        operations.change_entry(item, {**form.values(), **confirmed}, current_actor())
        return item

    def _form_page(
        self, form: Any, item: Any, title: Any, fieldsets: Any, columns: Sequence[str], **more: Any
    ) -> Any:
        """A dictionary that is counted in no class has no field for it."""
        shown = [name for name in columns if name in form]
        return super()._form_page(form, item, title, fieldsets, shown, **more)

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        dictionary = item.dictionary if item is not None else self.chosen()
        return {"name": NAMES[dictionary], "list_url": self.list_url(dictionary)}

    def history_words(self, item: DictionaryEntry) -> Any:
        return {"group": lambda group: group_words(item.dictionary, group)}

    def item_name(self, item: DictionaryEntry) -> str:
        """An entry's label is data of the page; its dictionary names it in titles."""
        return str(NAMES.get(item.dictionary, item.dictionary))

    def row_actions(self, item: DictionaryEntry) -> Sequence[RowAction]:
        """停用 and 启用 beside the usual links."""
        found = self.standard_actions(item)
        return [*found, self._switch_action(item)] if self.rights().edit else found

    def show_actions(self, item: DictionaryEntry) -> Sequence[RowAction]:
        return self.standard_actions(item)

    # --- rows -------------------------------------------------------------------------------

    def _switch_action(self, item: DictionaryEntry) -> RowAction:
        way = "off" if item.is_active else "on"
        question = (
            _("停用“%(name)s”？停用后表单不再提供，已有记录仍正常显示。", name=item.label)
            if item.is_active
            else _("启用“%(name)s”？", name=item.label)
        )
        return RowAction(
            _("停用") if item.is_active else _("启用"),
            f"{self.route_base}/switch/{item.id}/{way}",
            "post",
            danger=item.is_active,
            confirm=question,
        )

    @expose("/switch/<pk>/<any(on,off):way>", methods=["POST"])
    @has_access
    def switch(self, pk: Any, way: str) -> Any:
        """启用 or 停用."""
        item = self.item(pk, lock=True)
        dictionary, name = item.dictionary, item.label
        try:
            operations.switch_entry(item, active=way == "on")
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            flash(refused.errors[0].message, "danger")
            return redirect(self.list_url(dictionary), code=303)
        words = (
            _("已启用“%(name)s”", name=name) if way == "on" else _("已停用“%(name)s”", name=name)
        )
        return done(words, self.list_url(dictionary))

    @expose("/move/<pk>/<any(up,down):way>", methods=["POST"])
    @has_access
    def move(self, pk: Any, way: str) -> Any:
        """上移 or 下移."""
        item = self.item(pk, lock=True)
        operations.move_entry(item, up=way == "up")
        dictionary = item.dictionary
        db.session.commit()
        return done(_("已调整顺序"), self.list_url(dictionary))
