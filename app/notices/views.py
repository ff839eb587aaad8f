"""公告: a table, its files and the words of its screen, and nothing else."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.screens.views import AppInterface
from app.long_form.kept_form import KeptFormView

from .files import NOTICE_FILES
from .models import Notice


class NoticeView(KeptFormView):
    """公告 of the province, the newest first."""

    datamodel = AppInterface(Notice)
    class_permission_name = "notices.notice"
    route_base = "/notices"
    list_title = show_title = _l("公告")
    add_title, edit_title = _l("新增公告"), _l("修改公告")
    list_columns = search_columns = ["title", "published_on"]
    base_order = ("published_on", "desc")
    show_columns = add_columns = edit_columns = ["title", "published_on", "content"]
    field_spans = {"title": 12, "content": 12}
    exclude_route_methods = {"lookup", "export", "action", "action_post"}
    keeps_history = True
    draft = True
    holder = NOTICE_FILES
