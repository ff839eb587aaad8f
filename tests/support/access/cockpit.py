"""Who may call what of 年报驾驶舱: whoever answers for the returns of others."""

from __future__ import annotations

from tests.support.access.row import Row, list_rows

BASE = "/cockpit"
SUPERIORS = (200, 200, 200, 200, 403, 403, 403, 403, 302)

COCKPIT = (
    *list_rows("CockpitView", BASE, SUPERIORS),
    Row("CockpitView.export", "POST", f"{BASE}/export/", (*SUPERIORS[:8], 401)),
    Row(
        "CockpitView.remind_ticked",
        "POST",
        f"{BASE}/action_post",
        (303, 303, 303, 303, 403, 403, 403, 403, 401),
    ),
)
