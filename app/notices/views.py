"""公告 with its receipts, and 文件下载."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import abort, current_app, flash, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, Integer, String

from app.attachments.queries import files_of
from app.core.access import audit
from app.core.access.actor import current_actor
from app.core.base.column_types import stored
from app.core.base.conditions import Condition
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.base.responses import done, go_on, page
from app.core.base.services import Service
from app.core.screens.views import (
    AppInterface,
    AppModelView,
    Computed,
    Declared,
    RowAction,
)
from app.long_form.kept_form import KeptFormView

from . import operations, presentation, queries, rules
from .choices import (
    DOCUMENT,
    DOWNLOAD,
    EDITION_TONES,
    NOTICE,
    READING_TONES,
    RECEIPT,
    STATE_TONES,
    Edition,
    NoticeState,
    Reading,
)
from .files import DOCUMENT_FILES, NOTICE_FILES
from .forms import FIELDS, NoticeForm
from .models import Document, DocumentDownload, Notice, NoticeReceipt


def _offered(members: Any) -> Any:
    return lambda: [(one.value, one.label) for one in members]


NOT_ADDRESSED = _l("公告尚未发布，或不是发给该用户所在的级别和机构")


class NoticeView(KeptFormView):
    """公告 of the province, the pinned ones first."""

    datamodel = AppInterface(Notice)
    class_permission_name = NOTICE
    route_base = "/notices"
    method_permission_name = {"publish": "update", "confirm": "read"}
    list_title = show_title = _l("公告")
    add_title, edit_title = _l("新增公告"), _l("修改公告")
    list_columns = ["title", "published_on", "ends_on", "reading", "read", "state"]
    search_columns = ["title", "published_on", "reading", "state"]
    base_order = ("place", "desc")
    computed = {
        "place": Computed(Date, queries.place),
        "state": Computed(stored(NoticeState), queries.state),
        "reading": Computed(stored(Reading), queries.own_reading),
        "read": Computed(String(20), queries.read_words),
    }
    show_columns = ["title", "audience", "published_on", "ends_on", "asks_confirmation", "content"]
    add_columns = edit_columns = [
        "title",
        "content",
        "published_on",
        "ends_on",
        "is_pinned",
        "asks_confirmation",
        "audience",
        "levels",
        "organizations",
    ]
    add_form_extra_fields = edit_form_extra_fields = FIELDS
    form_base = NoticeForm
    label_columns = {
        "state": _l("状态"),
        "reading": _l("本人阅读"),
        "read": _l("已读 / 应读"),
        "place": _l("次序"),
        "levels": _l("机构级别"),
        "organizations": _l("指定机构"),
    }
    formatters = {"title": presentation.titled, "audience": presentation.audience_words}
    tags = {"reading": READING_TONES, "state": STATE_TONES}
    wrapped_columns = ("title",)
    unsorted_columns = ("read",)
    most_links = 4
    field_spans = {"title": 12, "content": 12, "levels": 12, "organizations": 12, "audience": 12}
    exclude_route_methods = {"lookup", "export", "action", "action_post"}
    added_message = _l("已存为草稿，发布后接收机构才能看到")
    keeps_history = True
    draft = True
    holder = NOTICE_FILES
    create = staticmethod(lambda values, _actor: operations.write(values))
    update = staticmethod(operations.change)

    # --- who sees what ------------------------------------------------------------------------

    def base_conditions(self) -> Sequence[Any]:
        if queries.keeps_notices():
            return super().base_conditions()
        addressed = Condition(queries.seen_by(current_actor()), NOT_ADDRESSED)
        return (*super().base_conditions(), addressed)

    def shown_columns(self) -> Sequence[Any]:
        """How many have read is for those alone who may see who they are."""
        left = () if self.sees_receipts() else ("read",)
        return [one for one in self.columns if one.name not in left]

    def item_name(self, item: Notice) -> str:
        """Its title alone, without the signs that lists put beside it."""
        return item.title

    def sees_receipts(self) -> bool:
        """Whether whoever asks may see who has read."""
        return bool(self.appbuilder.sm.has_access("can_read", RECEIPT))

    def _events(self, item: Notice) -> Any:
        """What was changed before it was published is told to those alone who write notices."""
        events = super()._events(item)
        if queries.keeps_notices() or events is None:
            return events
        return [one for one in events if item.published_at and one.at > item.published_at]

    # --- writing ------------------------------------------------------------------------------

    def refusals(self, values: Mapping[str, Any], item: Notice | None) -> Iterable[FieldError]:
        if item is None:
            return rules.refusals(values)
        return operations.change_refusals(item, values)

    def after_write(self, form: Any, item: Notice) -> None:
        """Other files are a revision, too."""
        before = {file.id for file in files_of(NOTICE, item.id)}
        super().after_write(form, item)
        if item.published_at and before != {file.id for file in files_of(NOTICE, item.id)}:
            operations.revise(item, current_actor())

    @expose("/publish/<pk>", methods=["POST"])
    @has_access
    def publish(self, pk: str) -> Any:
        """发布: from its first day on its receivers are told."""
        item = self.item(pk, lock=True)
        words = _("已发布")
        return self._done(lambda: operations.publish(item, current_actor()), lambda _n: words)

    @expose("/confirm/<pk>", methods=["POST"])
    @has_access
    def confirm(self, pk: str) -> Any:
        """已阅确认 by somebody who was told."""
        item = self.item(pk)
        words = _("已确认")
        return self._done(lambda: operations.confirm(item, current_actor()), lambda _n: words)

    def _done(self, write: Any, words: Any) -> Any:
        return written(write, words, f"{self.route_base}/list/")

    # --- links --------------------------------------------------------------------------------

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        found = [*self.standard_actions(item)]
        if self.can("publish") and item.published_at is None:
            asked = _("发布后接收机构即可看到，接收范围不能再更改。确定发布？")
            found.append(RowAction(_("发布"), f"/notices/publish/{item.id}", "post", confirm=asked))
        if item.announced_at is not None and self.sees_receipts():
            found.append(RowAction(_("阅读情况"), f"/notices/receipts/of/{item.id}", "drawer"))
        return found

    def show_actions(self, item: Any) -> Sequence[RowAction]:
        found = [*super().show_actions(item)]
        if item.asks_confirmation and item.reading in (Reading.READ, Reading.UNREAD):
            found.append(RowAction(_("已阅确认"), f"/notices/confirm/{item.id}", "post"))
        return found

    def show_context(self, item: Notice) -> Mapping[str, Any]:
        """Opening a notice is what its receipt tells."""
        found, actor = super().show_context(item), current_actor()
        if queries.is_receiver(item, actor):
            operations.note_opened(item.id, actor)
        return found


def written(write: Any, words: Any, url: str) -> Any:
    """Write, commit and say what came of it; a refusal is said in its words."""
    try:
        told = words(write())
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        flash(refused.errors[0].message, "danger")
        return go_on(url)
    return done(told, url)


class NoticeReceiptView(AppModelView):
    """阅读情况: who has read a notice, person by person, and by organization."""

    datamodel = AppInterface(NoticeReceipt)
    class_permission_name = RECEIPT
    route_base = "/notices/receipts"
    method_permission_name = {"of": "read", "sheet": "export", "urge": "remind"}
    exclude_route_methods = {"add", "edit", "delete", "show", "lookup", "action", "action_post"}
    list_title = show_title = _l("公告阅读情况")
    unit = _l("人")
    list_columns = ["user_name", "organization", "opened_at", "confirmed_at", "reading"]
    search_columns = ["notice", "organization", "user_name", "reading"]
    computed = {"reading": Computed(stored(Reading), queries.reading)}
    filters = {
        "notice": Declared(
            lambda ids: NoticeReceipt.notice_id.in_([int(one) for one in ids]),
            queries.listed_notices,
        )
    }
    label_columns = {
        "notice": _l("公告"),
        "organization": _l("机构名称"),
        "reading": _l("阅读状态"),
    }
    tags = {"reading": READING_TONES}
    base_order = ("id", "asc")
    wrapped_columns = ("organization",)

    def base_conditions(self) -> Sequence[Any]:
        return (*super().base_conditions(), queries.still_there())

    def default_arguments(self) -> dict[str, list[str]]:
        """The newest notice, where none is named."""
        newest = queries.listed_notices()[:1]
        return {"_flt_0_notice": [number for number, _title in newest]} if newest else {}

    @expose("/of/<pk>")
    @has_access
    def of(self, pk: str) -> Any:
        """How many have read a notice, organization by organization."""
        notice = self._notice(pk)
        rows = queries.reached(notice)
        return page(
            self,
            "notices/receipts.html",
            title=_("阅读情况"),
            name=notice.title,
            notice=notice,
            rows=rows,
            total=presentation.sums(rows),
            late=len(queries.late(notice)) if self.can("urge") else 0,
        )

    @expose("/sheet/<pk>", methods=["POST"])
    @has_access
    def sheet(self, pk: str) -> Any:
        """The same as a spreadsheet."""
        notice = self._notice(pk)
        heads, lines = presentation.sheet(queries.reached(notice))
        title = _("公告阅读情况-%(title)s", title=notice.title)
        answer = current_app.extensions[Service.LIST_WRITER](title, heads, lines)
        told = {"rows": len(lines), "notice": notice.id}
        audit.record("export", object_type="notice_receipt", changes=told)
        db.session.commit()
        return answer

    @expose("/urge/<pk>", methods=["POST"])
    @has_access
    def urge(self, pk: str) -> Any:
        """催阅: a message to those who have not read, once a day."""
        notice = self._notice(pk)
        return written(
            lambda: operations.urge(notice, current_actor()),
            lambda n: _("已向 %(n)d 人发送催阅提醒", n=n),
            f"{self.route_base}/list/?_flt_0_notice={notice.id}",
        )

    @staticmethod
    def _notice(pk: str) -> Notice:
        found = queries.announced(pk)
        return found if found is not None else abort(404)


class DocumentView(KeptFormView):
    """文件下载: rules and templates for everybody; replaced editions are kept."""

    datamodel = AppInterface(Document)
    class_permission_name = DOCUMENT
    route_base = "/documents"
    list_title = show_title = _l("文件下载")
    add_title, edit_title, add_label = _l("发布文件"), _l("修改文件"), _l("发布文件")
    added_message = _l("已发布")
    list_columns = ["title", "category", "edition", "published_on", "taken", "standing"]
    search_columns = ["title", "category", "published_on", "standing"]
    base_order = ("published_on", "desc")
    default_filters = {"standing": Edition.CURRENT.value}
    computed = {
        "standing": Computed(stored(Edition), queries.edition_state),
        "taken": Computed(Integer, queries.download_count),
    }
    label_columns = {"standing": _l("版本状态"), "taken": _l("下载次数")}
    tags = {"standing": EDITION_TONES}
    show_columns = ["title", "category", "edition", "published_on", "note"]
    add_columns = edit_columns = ["category", "title", "edition", "published_on", "note"]
    field_spans = {"note": 12}
    wrapped_columns = ("title",)
    most_links = 5
    exclude_route_methods = {"lookup", "export", "action", "action_post"}
    keeps_history = True
    holder = DOCUMENT_FILES
    show_template = "notices/document.html"
    empty_hint = _l("没有可以下载的文件。")

    def shown_columns(self) -> Sequence[Any]:
        """How often it was taken is for those alone who may see by whom."""
        left = () if self._sees_downloads() else ("taken",)
        return [one for one in self.columns if one.name not in left]

    def _sees_downloads(self) -> bool:
        return bool(self.appbuilder.sm.has_access("can_read", DOWNLOAD))

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        found = [*self.standard_actions(item)]
        if self.can("add") and item.replaced_at is None:
            found.append(RowAction(_("新版本"), f"/documents/add?of={item.id}", "dialog"))
        if self._sees_downloads():
            address = f"/documents/downloads/list/?_flt_0_document={item.id}"
            found.append(RowAction(_("下载情况"), address))
        return found

    def add_values(self) -> Mapping[str, Any]:
        earlier = self._earlier()
        if earlier is None:
            return {}
        return {"category": earlier.category, "title": earlier.title, "note": earlier.note}

    def _create(self, form: Any) -> Any:
        """A new edition says which one it replaces by the address of its form."""
        earlier = self._earlier()
        values = {**form.values(), "form_token": request.form.get("form_token", "")[:36] or None}
        values["replaces_id"] = earlier.id if earlier is not None else None
        return operations.offer(values)

    def _earlier(self) -> Document | None:
        """The document whose new edition the address asks for."""
        number = request.args.get("of")
        return self.item(number) if number else None

    def show_context(self, item: Document) -> Mapping[str, Any]:
        return {**super().show_context(item), "editions": queries.earlier_editions(item)}


class DocumentDownloadView(AppModelView):
    """下载情况: who has taken which edition."""

    datamodel = AppInterface(DocumentDownload)
    class_permission_name = DOWNLOAD
    route_base = "/documents/downloads"
    exclude_route_methods = {"add", "edit", "delete", "show", "lookup", "action", "action_post"}
    list_title = show_title = _l("文件下载情况")
    unit = _l("次")
    list_columns = ["document", "file_name", "user_name", "organization", "taken_at"]
    search_columns = ["document", "organization", "user_name", "taken_at"]
    filters = {
        "document": Declared(
            lambda ids: DocumentDownload.document_id.in_([int(one) for one in ids]),
            queries.listed_documents,
        )
    }
    label_columns = {"document": _l("文件名称"), "organization": _l("机构名称")}
    base_order = ("id", "desc")
    wrapped_columns = ("document", "organization")
