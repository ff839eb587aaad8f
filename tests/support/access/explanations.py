"""Who asks why something is not possible: everybody of oneself, administrators of their users."""

from __future__ import annotations

from tests.support.access.row import ALL, Row

BASE = "/why/"
# User 1 is the administrator of the province.
OF_PROVINCE = (200, 403, 404, 403, 403, None, 403, None, 302)
OWN_RECORD = f"{BASE}?screen=PersonView&act=edit&record={{person}}"

EXPLANATIONS = (
    Row("ExplanationView.explain", "GET", BASE, ALL),
    Row("ExplanationView.explain", "GET", OWN_RECORD, ALL),
    Row(
        "ExplanationView.explain",
        "GET",
        OWN_RECORD,
        (None, None, 404, 404, 404, 404, 404, None, None),
        "foreign",
    ),
    Row("ExplanationView.explain", "GET", f"{BASE}?user=1", OF_PROVINCE, officers=(200, 200, 403)),
)
