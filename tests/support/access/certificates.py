"""Who may call what of certificates: read in reach, never typed in."""

from __future__ import annotations

from tests.support.access.row import READERS, YEAR, Row, form, list_rows

BASE = "/certificates"
RADAR = f"{BASE}/radar"
CHECK = "/check"
BELOW = (200, 200, 200, 200, 404, None, None, 403, 302)
FOREIGN = (None, None, 404, 404, 404, 404, 404, None, None)

PAPER, REGISTER = "/reports/certificate_paper", "/reports/certificate_register"
TIME = f"first={YEAR}-01-01&last={YEAR}-12-31"
# 省管 and 省审 print, 省领 does not, which is tested with the paper.
PAPERS = (200, None, 403, 403, 403, 403, 403, 403, 302)
# Nothing is ticked here, which is no request; rows that are ticked are tested with the paper.
TICKED = form(action="print_papers")
PRINTERS = (400, None, 403, 403, 403, 403, 403, 403, 401)
ALONE = (404, None, 403, 403, 403, 403, 403, 403, 401)

# 省管 and 省审 suspend and restore, 省领 does not.
SUSPEND = f"{BASE}/suspend/{{certificate}}"
RESTORE = f"{BASE}/restore/{{certificate}}"

CERTIFICATES = (
    *list_rows("CertificateView", BASE, READERS),
    Row("CertificateView.show", "GET", f"{BASE}/show/{{certificate}}", READERS),
    Row("CertificateView.show", "GET", f"{BASE}/show/{{certificate}}", BELOW, "below"),
    Row("CertificateView.show", "GET", f"{BASE}/show/{{certificate}}", FOREIGN, "foreign"),
    Row(
        "CertificateView.export",
        "POST",
        f"{BASE}/export/",
        (200,) * 7 + (403, 401),
    ),
    Row("CertificateView.action_post", "POST", f"{BASE}/action_post", PRINTERS, data=TICKED),
    Row("CertificateView.action", "POST", f"{BASE}/action/print_papers/{{certificate}}", ALONE),
    Row("ReportView.preview", "GET", f"{PAPER}/preview?certificates={{certificate}}", PAPERS),
    Row(
        "ReportView.preview",
        "GET",
        f"{PAPER}/preview?certificates={{certificate}}",
        (200, None, 403, 403, 403, None, None, 403, 302),
        "below",
    ),
    Row("ReportView.conditions", "GET", f"{PAPER}/conditions?certificates={{certificate}}", PAPERS),
    Row("ReportView.conditions", "GET", f"{REGISTER}/conditions", READERS),
    Row("ReportView.preview", "GET", f"{REGISTER}/preview?{TIME}", READERS),
    Row(
        "ReportView.preview",
        "GET",
        f"{REGISTER}/preview?{TIME}&prefecture=430200",
        (200, 200, 404, 404, 404, 404, 404, 403, 302),
    ),
    # Whoever holds the paper of a certificate may check it; there is no such code.
    Row("CheckView.find", "GET", f"{CHECK}/", (200,) * 9),
    Row("CheckView.show", "GET", f"{CHECK}/AAAAAAAAAAAA", (404,) * 9),
    Row("CertificateView.suspend", "GET", SUSPEND, PAPERS),
    Row("CertificateView.suspend", "POST", SUSPEND, (422, None, *(403,) * 6, 401)),
    # None is suspended.
    Row("CertificateView.restore", "POST", RESTORE, (409, None, *(403,) * 6, 401)),
    *list_rows("RadarView", RADAR, READERS),
    Row("RadarView.export", "POST", f"{RADAR}/export/", (200,) * 7 + (403, 401)),
)
