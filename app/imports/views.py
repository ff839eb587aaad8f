"""Pages of imports: the template, what was sent, its faults, correcting, storing, taking back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, g, jsonify, redirect, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.base.responses import page
from app.core.screens.views import AppInterface, AppModelView, Button, RowAction
from app.core.web import markup
from app.core.web.cost_limit import spend
from app.core.web.page_frame import mark_menu

from . import operations, parcel, presentation, queries, storage
from .archive import MOST_BYTES
from .choices import KEPT, ImportState
from .declaration import ImportKind
from .jobs import check_import, store_import
from .marked_book import marked_book
from .models import ImportBatch
from .presentation import Pages
from .registry import kind_named, label_of, of_own_kinds, registered
from .sent_rows import CellsOvertaken, TypedCell
from .sheet_scan import MOST_ROWS
from .template_book import template_book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Drawing a workbook anew costs about as much as a preview.
MARKING = 20


class ImportView(AppModelView):
    """The imports of the own organization, each with its page."""

    datamodel = AppInterface(ImportBatch)
    class_permission_name = "imports.batch"
    route_base = "/imports"
    exclude_route_methods = {"lookup", "export", "delete", "action", "action_post"}
    method_permission_name = dict.fromkeys(
        (
            "start",
            "template",
            "status",
            "marked",
            "correct",
            "store",
            "cancel",
            "undo",
        ),
        "read",
    )
    list_title = show_title = _l("数据导入")
    unit = _l("次导入")
    list_columns = [
        "sent_at",
        "kind",
        "file_name",
        "sender",
        "row_count",
        "faulty_count",
        "stored_count",
        "stage",
    ]
    search_columns = ["file_name", "stage"]
    order_columns = ["sent_at"]
    base_order = ("sent_at", "desc")
    show_columns = ["file_name"]
    title_column = "file_name"
    label_columns = {
        "sent_at": _l("上传时间"),
        "kind": _l("导入内容"),
        "file_name": _l("文件"),
        "sender": _l("上传人"),
        "row_count": _l("总数"),
        "faulty_count": _l("有问题"),
        "stored_count": _l("已导入"),
        "stage": _l("状态"),
    }
    formatters = {
        "kind": lambda batch: label_of(batch.kind),
        "sender": lambda batch: batch.sender.get_full_name(),
        "stored_count": presentation.stored_words,
        "stage": lambda batch: markup.tag(batch.stage.label, presentation.TONES[batch.stage]),
    }
    list_options = (joinedload(ImportBatch.sender), joinedload(ImportBatch.job))
    empty_hint = _l("本机构的导入记录会显示在这里。")
    show_template = "imports/show.html"

    def base_conditions(self) -> Sequence[Any]:
        """The own organization alone, and what the asker may import."""
        own = ImportBatch.organization_id == g.user.organization_id
        return own, of_own_kinds()

    def list_context(self) -> Mapping[str, Any]:
        """The place in the menu: that of the first screen whose imports these are."""
        first = next(iter(_own_kinds()), None)
        if first is None:
            return {}
        mark_menu(first.resource)
        return {"crumb_url": url_for(first.screen)}

    def buttons(self) -> list[Button]:
        return [
            Button(
                _("导入%(label)s", label=kind.label),
                url_for("ImportView.start", key=kind.key),
                "plus",
                primary=True,
            )
            for kind in _own_kinds()
        ]

    def row_actions(self, item: ImportBatch) -> Sequence[RowAction]:
        return [RowAction(_("查看"), url_for("ImportView.show", pk=item.id))]

    def show_actions(self, item: ImportBatch) -> Sequence[RowAction]:
        return ()

    def item_name(self, item: ImportBatch) -> str:
        return item.file_name

    # --- a workbook comes in ----------------------------------------------------------------

    @expose("/new/<string:key>", methods=["GET", "POST"])
    @has_access
    def start(self, key: str) -> Any:
        """模板 and 上传."""
        wanted, errors = _allowed(key), []
        if request.method == "POST":
            sent = request.files.get("file")
            try:
                batch = self._send(wanted, sent)
            except Refused as refused:
                db.session.rollback()
                errors = [error.message for error in refused.errors]
            else:
                return redirect(url_for("ImportView.show", pk=batch), code=303)
        most = parcel.MOST_BYTES if wanted.parcel else MOST_BYTES
        answer = page(
            self,
            "imports/start.html",
            title=_("导入%(label)s", label=wanted.label),
            kind=wanted,
            errors=errors,
            most_rows=parcel.MOST_FILES if wanted.parcel else MOST_ROWS,
            most=f"{most // 1024 // 1024} MB",
            back=wanted.back,
            crumb_url=wanted.back,
        )
        return (answer, 422) if errors else answer

    @staticmethod
    def _send(kind: ImportKind, sent: Any) -> int:
        if sent is None or not sent.filename:
            raise Refused.because("", "file", _("请选择要导入的文件"))
        actor = current_actor()
        if actor.organization_id is None:
            abort(403)
        batch = operations.send_batch(
            kind,
            sent.filename,
            sent.stream.read((parcel.MOST_BYTES if kind.parcel else MOST_BYTES) + 1),
            actor=actor,
            language=str(get_locale()),
            job=check_import,
        )
        db.session.commit()
        return batch.id

    @expose("/template/<string:key>")
    @has_access
    def template(self, key: str) -> Any:
        """The workbook to fill in."""
        wanted = _of_a_workbook(_allowed(key))
        name = _("%(label)s导入模板.xlsx", label=wanted.label)
        return send_file(
            template_book(wanted), mimetype=XLSX, as_attachment=True, download_name=name
        )

    # --- what became of it ------------------------------------------------------------------

    def show_context(self, item: ImportBatch) -> Mapping[str, Any]:
        kind = _kind_of(item)
        pages = Pages.of(item, request.args.get("page", ""))
        is_open = item.stage is ImportState.CHECKED
        twin = queries.earlier_twin(item) if is_open else None
        rows = presentation.faulty_rows(item, pages) if item.stage in KEPT else []
        settled = twin.settled_at if twin is not None else None
        return {
            "kind": kind,
            "pages": pages,
            "faults": presentation.shown_faults(item, kind, rows),
            "notes": presentation.shown_notes(item, kind) if is_open else [],
            "progress": presentation.progress_of(item),
            "twin_day": f"{clock.local(settled):%Y-%m-%d %H:%M}" if settled else "",
            "states": ImportState,
            "tone": presentation.TONES[item.stage],
            "is_marked": kind.parcel is None and presentation.is_marked(item),
            "stored": presentation.stored_words(item, kind.words.of),
            "may_undo": item.stage is ImportState.STORED,
            "back": kind.back,
            "crumb_url": kind.back,
        }

    @expose("/status/<pk>")
    @has_access
    def status(self, pk: Any) -> Any:
        """How far an import is, for the script of its page."""
        return jsonify(presentation.progress_of(self.item(pk)))

    @expose("/marked/<pk>")
    @has_access
    def marked(self, pk: Any) -> Any:
        """下载标注文件: the own workbook with its faults, for who sent it alone."""
        item: ImportBatch = self.item(pk)
        _of_a_workbook(_kind_of(item))
        if item.stored_as is None or not presentation.is_marked(item):
            abort(404)
        spend(MARKING)
        gone = queries.stored_numbers(item.id) if item.stage is ImportState.STORED else set()
        rows = [row for row in queries.rows(item.id) if row.faults or row.corrected]
        left = [row for row in rows if row.number not in gone]
        try:
            content = storage.content_of(item.stored_as)
            book = marked_book(content, item.file_name, item.columns, left, gone)
        except Refused as refused:
            flash(refused.errors[0].message, "danger")
            return redirect(url_for("ImportView.show", pk=item.id), code=303)
        operations.record_fetched(item)
        name = _("%(name)s（标注）.xlsx", name=item.file_name.removesuffix(".xlsx"))
        return send_file(book, mimetype=XLSX, as_attachment=True, download_name=name)

    @expose("/correct/<pk>", methods=["GET", "POST"])
    @has_access
    def correct(self, pk: Any) -> Any:
        """在线修改: the faulty rows as a table, checked again when it is sent."""
        item = self._in_state(pk, ImportState.CHECKED)
        _of_a_workbook(_kind_of(item))
        if request.method == "GET":
            return self._table(item)
        typed, before = _typed(request.form), item.faulty_count
        try:
            operations.correct_rows(item, typed, current_actor())
        except CellsOvertaken as overtaken:
            db.session.rollback()
            return self._table(self.item(pk), typed, overtaken.texts), 409
        db.session.commit()
        item = self.item(pk)
        self._tell_corrected(before, item.faulty_count)
        if not item.faulty_count:
            return redirect(url_for("ImportView.show", pk=item.id), code=303)
        return self._table(item)

    def _table(
        self,
        item: ImportBatch,
        typed: Mapping[int, Mapping[str, TypedCell]] = presentation.NOTHING_TYPED,
        overtaken: Mapping[tuple[int, str], str] = presentation.NOTHING_OVERTAKEN,
    ) -> Any:
        """The faulty rows of a page, or those that were typed and could not be stored."""
        kind, pages = _kind_of(item), Pages.of(item, request.values.get("page", ""))
        if overtaken:
            rows = presentation.typed_rows(item, typed)
        else:
            rows = presentation.faulty_rows(item, pages)
        columns = presentation.shown_columns(item, kind, rows)
        return page(
            self,
            "imports/correct.html",
            title=_("修改有问题的行"),
            item=item,
            kind=kind,
            words=kind.words,
            pages=pages,
            columns=columns,
            rows=presentation.table_rows(item, columns, rows, typed, overtaken),
            overtaken=overtaken,
            is_sender=presentation.is_sender(item),
            crumb_url=kind.back,
        )

    @staticmethod
    def _tell_corrected(before: int, left: int) -> None:
        if not left:
            flash(_("已重新检查，没有问题了"), "success")
        else:
            words = _("已重新检查：有问题的行由 %(before)d 行变为 %(left)d 行")
            flash(words % {"before": before, "left": left}, "warning")

    # --- what to do with it -----------------------------------------------------------------

    @expose("/store/<pk>", methods=["POST"])
    @has_access
    def store(self, pk: Any) -> Any:
        """导入有效行."""
        return self._settle(pk, self._ask_to_store)

    @staticmethod
    def _ask_to_store(item: ImportBatch) -> None:
        language = str(get_locale())
        operations.ask_to_store(item, actor=current_actor(), language=language, job=store_import)

    @expose("/cancel/<pk>", methods=["POST"])
    @has_access
    def cancel(self, pk: Any) -> Any:
        """取消: nothing is imported."""
        return self._settle(pk, operations.cancel_batch)

    @expose("/undo/<pk>", methods=["POST"])
    @has_access
    def undo(self, pk: Any) -> Any:
        """撤销导入."""
        return self._settle(pk, lambda item: operations.undo_batch(item, current_actor()))

    def _settle(self, pk: Any, act: Any) -> Any:
        """Do something with an import and go back to its page; refusals are told there."""
        item = self.item(pk)
        _kind_of(item)
        try:
            removed = act(item)
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            flash(_("；").join(error.message for error in refused.errors), "danger")
        except Conflict:
            db.session.rollback()
            flash(_("该导入的状态已变化，请查看最新结果"), "warning")
        else:
            if removed:
                storage.remove(removed)
        return redirect(url_for("ImportView.show", pk=pk), code=303)

    def _in_state(self, pk: Any, state: ImportState) -> ImportBatch:
        """The batch of an address in a state; 404 once it has gone on."""
        item: ImportBatch = self.item(pk)
        return item if item.stage is state else abort(404)


def _own_kinds() -> list[ImportKind]:
    """What the asker may import."""
    return [kind for kind in registered().values() if may("import", kind.resource)]


def _allowed(key: str) -> ImportKind:
    """The kind of an address: 404 for one that is none, 403 without its right."""
    kind = kind_named(key)
    if kind is None:
        abort(404)
    if not may("import", kind.resource):
        abort(403)
    mark_menu(kind.resource)
    return kind


def _kind_of(batch: ImportBatch) -> ImportKind:
    return _allowed(batch.kind)


def _of_a_workbook(kind: ImportKind) -> ImportKind:
    """404 for a kind that comes as a parcel: it has neither template nor cells."""
    return abort(404) if kind.parcel else kind


def _typed(form: Mapping[str, str]) -> dict[int, dict[str, TypedCell]]:
    """What was typed into cells, by number of the row and key of the column."""
    found: dict[int, dict[str, TypedCell]] = defaultdict(dict)
    for name, text in form.items():
        head, _dash, rest = name.partition("-")
        number, _dash, key = rest.partition("-")
        if head == "c" and number.isascii() and number.isdigit() and len(number) < 8 and key:
            found[int(number)][key] = TypedCell(text, form.get(f"w-{rest}", ""))
    return found
