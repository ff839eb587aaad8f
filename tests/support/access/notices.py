"""Who may call what of 公告 and 文件下载."""

from __future__ import annotations

from tests.support.access.row import (
    ADMINISTRATOR,
    ALL,
    MISSING_READ,
    READERS,
    Row,
    list_rows,
    refused_to_all_but,
)

NOTICES, RECEIPTS = "/notices", "/notices/receipts"
DOCUMENTS, DOWNLOADS = "/documents", "/documents/downloads"
MISSING_ALL = (404,) * 8 + (302,)

NOTICE_ROWS = (
    *list_rows("NoticeView", NOTICES, READERS),
    Row("NoticeView.show", "GET", f"{NOTICES}/show/{{notice}}", READERS),
    Row("NoticeView.show", "GET", f"{NOTICES}/show/99999", MISSING_READ),
    Row("NoticeView.add", "GET", f"{NOTICES}/add", ADMINISTRATOR),
    Row("NoticeView.add", "POST", f"{NOTICES}/add", refused_to_all_but(422)),
    Row("NoticeView.edit", "GET", f"{NOTICES}/edit/{{notice}}", ADMINISTRATOR),
    Row("NoticeView.edit", "POST", f"{NOTICES}/edit/{{notice}}", refused_to_all_but(409)),
    Row("NoticeView.delete", "GET", f"{NOTICES}/delete/{{notice}}", ADMINISTRATOR),
    Row("NoticeView.delete", "POST", f"{NOTICES}/delete/99999", refused_to_all_but(404)),
    Row("NoticeView.publish", "POST", f"{NOTICES}/publish/{{notice}}", refused_to_all_but(409)),
    Row("NoticeView.confirm", "POST", f"{NOTICES}/confirm/{{notice}}", (303,) * 7 + (403, 401)),
    *list_rows("NoticeReceiptView", RECEIPTS, ADMINISTRATOR),
    Row("NoticeReceiptView.of", "GET", f"{RECEIPTS}/of/{{notice}}", ADMINISTRATOR),
    Row("NoticeReceiptView.sheet", "POST", f"{RECEIPTS}/sheet/{{notice}}", refused_to_all_but(200)),
    Row("NoticeReceiptView.urge", "POST", f"{RECEIPTS}/urge/{{notice}}", refused_to_all_but(303)),
    Row("NoticeReceiptView.export", "POST", f"{RECEIPTS}/export/", refused_to_all_but(200)),
    *list_rows("DocumentView", DOCUMENTS, ALL),
    Row("DocumentView.show", "GET", f"{DOCUMENTS}/show/{{document}}", ALL),
    Row("DocumentView.show", "GET", f"{DOCUMENTS}/show/99999", MISSING_ALL),
    Row("DocumentView.add", "GET", f"{DOCUMENTS}/add?of={{document}}", ADMINISTRATOR),
    Row("DocumentView.add", "POST", f"{DOCUMENTS}/add", refused_to_all_but(422)),
    Row("DocumentView.edit", "GET", f"{DOCUMENTS}/edit/{{document}}", ADMINISTRATOR),
    Row("DocumentView.edit", "POST", f"{DOCUMENTS}/edit/{{document}}", refused_to_all_but(409)),
    Row("DocumentView.delete", "GET", f"{DOCUMENTS}/delete/{{document}}", ADMINISTRATOR),
    Row("DocumentView.delete", "POST", f"{DOCUMENTS}/delete/99999", refused_to_all_but(404)),
    *list_rows("DocumentDownloadView", DOWNLOADS, ADMINISTRATOR),
    Row("DocumentDownloadView.export", "POST", f"{DOWNLOADS}/export/", refused_to_all_but(200)),
)
