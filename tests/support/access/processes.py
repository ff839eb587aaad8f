"""Who may call what of 业务流程: everybody who is signed in reads the help."""

from __future__ import annotations

from tests.support.access.row import ALL, Row

BASE = "/processes"
MISSING = (404,) * 8 + (302,)

PROCESSES = (
    Row("ProcessView.index", "GET", f"{BASE}/", ALL),
    Row("ProcessView.show", "GET", f"{BASE}/certificate_change", ALL),
    Row("ProcessView.show", "GET", f"{BASE}/nothing", MISSING),
    Row("ProcessView.step", "GET", f"{BASE}/certificate_change/file", ALL),
    Row("ProcessView.step", "GET", f"{BASE}/certificate_change/nothing", MISSING),
)
