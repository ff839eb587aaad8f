"""Who may call what of 人员基本信息填报; reviewer and leader of the province differ in exports."""

from __future__ import annotations

from tests.support.access.row import FILERS, NOBODY_POST, READERS, Row, list_rows

BASE = "/dossiers"
FORM, SUMMARY = "/reports/dossier", "/reports/dossier_summary"
BELOW = (403, 403, 403, 403, 404, None, None, 403)
FOREIGN = (None, None, 404, 403, 404, 404, 403, None, None)
EXPORTERS = (200, None, 200, 200, 200, 200, 403, 403, 401)

DOSSIERS = (
    *list_rows("DossierView", BASE, READERS),
    Row("DossierView.export", "POST", f"{BASE}/export/", EXPORTERS),
    Row("DossierView.show", "GET", f"{BASE}/show/{{person}}", READERS),
    Row(
        "DossierView.show",
        "GET",
        f"{BASE}/show/{{person}}",
        (200, 200, 200, 200, 404, None, None, 403, 302),
        "below",
    ),
    Row(
        "DossierView.show",
        "GET",
        f"{BASE}/show/{{person}}",
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    # 完善 is for those of the own organization; without the version nothing is overwritten.
    Row("DossierView.edit", "GET", f"{BASE}/edit/{{person}}", FILERS),
    Row("DossierView.edit", "GET", f"{BASE}/edit/{{person}}", (*BELOW, 302), "below"),
    Row("DossierView.edit", "GET", f"{BASE}/edit/{{person}}", FOREIGN, "foreign"),
    Row(
        "DossierView.edit",
        "POST",
        f"{BASE}/edit/{{person}}",
        (409, 403, 409, 403, 409, 409, 403, 403, 401),
    ),
    Row("DossierView.edit", "POST", f"{BASE}/edit/{{person}}", (*BELOW, 401), "below"),
    Row("DossierView.edit", "POST", f"{BASE}/edit/{{person}}", FOREIGN, "foreign"),
    Row("DossierView.reveal", "POST", f"{BASE}/reveal/{{person}}/id_no", NOBODY_POST),
    Row("DossierView.reveal", "POST", f"{BASE}/reveal/{{person}}/id_no", NOBODY_POST, "below"),
    # --- R07 of one person, and R08 ---
    Row("ReportView.preview", "GET", f"{FORM}/preview?person={{person}}", (*EXPORTERS[:8], 302)),
    Row(
        "ReportView.preview",
        "GET",
        f"{FORM}/preview?person={{person}}",
        (200, None, 200, 200, 404, None, None, 403, 302),
        "below",
    ),
    Row(
        "ReportView.preview",
        "GET",
        f"{FORM}/preview?person={{person}}",
        (None, None, 404, 404, 404, 404, 403, None, None),
        "foreign",
    ),
    Row("ReportView.conditions", "GET", f"{SUMMARY}/conditions", (*EXPORTERS[:8], 302)),
    Row("ReportView.preview", "GET", f"{SUMMARY}/preview", (*EXPORTERS[:8], 302)),
    Row(
        "ReportView.preview",
        "GET",
        f"{SUMMARY}/preview?prefecture=430200",
        (200, None, 404, 404, 404, 404, 403, 403, 302),
    ),
)
