"""Who may call what of 资格验证: the province's keepers write, everybody reads within reach."""

from __future__ import annotations

from tests.support.access.row import READERS, Row, list_rows

RECORDS, CHECKUP = "/verification/records", "/verification/checkup"
# 省级管理员 and 省级审核 keep the records; the column of the province has its leader, too.
KEEPER = (200, None, *(403,) * 6, 302)
KEEPER_POST = (422, None, *(403,) * 6, 401)
BELOW = (200, 200, 200, 200, 404, None, None, 403, 302)
FOREIGN = (None, None, 404, 404, 404, 404, 404, None, None)
PRINTERS = (200, 200, 200, 200, 403, None, 200, 403, 302)

EXPORTED = (200,) * 7 + (403, 401)
VIEW = "OrganizationVerificationView"

VERIFICATION = (
    *list_rows(VIEW, RECORDS, READERS),
    Row(f"{VIEW}.export", "POST", f"{RECORDS}/export/", EXPORTED),
    *(
        Row(f"{VIEW}.show", "GET", f"{RECORDS}/show/{{verification}}", *rest)
        for rest in ((READERS,), (BELOW, "below"), (FOREIGN, "foreign"))
    ),
    *(
        Row(f"{VIEW}.{way}", method, f"{RECORDS}/{path}", expected)
        for way, path in (("add", "add"), ("edit", "edit/{verification}"))
        for method, expected in (
            ("GET", KEEPER),
            ("POST", KEEPER_POST if way == "add" else (409, *KEEPER_POST[1:])),
        )
    ),
    Row(f"{VIEW}.delete", "GET", f"{RECORDS}/delete/{{verification}}", KEEPER),
    # A locked year speaks of the record, so it stays.
    Row(
        f"{VIEW}.delete",
        "POST",
        f"{RECORDS}/delete/{{verification}}",
        KEEPER_POST,
    ),
    *list_rows("CheckupView", CHECKUP, READERS),
    Row(
        "CheckupView.export",
        "POST",
        f"{CHECKUP}/export/",
        (200, 200, 200, 200, 403, None, 200, 403, 401),
    ),
    *(
        Row("CheckupView.show", "GET", f"{CHECKUP}/show/{{organization}}", *rest)
        for rest in (
            (READERS,),
            ((200, 200, 200, 200, 200, None, None, 403, 302), "below"),
            (FOREIGN, "foreign"),
        )
    ),
    Row(
        "ReportView.conditions",
        "GET",
        "/reports/organization_checkup/conditions",
        PRINTERS,
    ),
)
