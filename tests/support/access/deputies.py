"""Who may call what of 代办设置."""

from __future__ import annotations

from tests.support.access.row import Row, list_rows

BASE = "/deputies"
READERS = (200,) * 7 + (None, 302)
# Leaders, administrators and the province's reviewer name a deputy; clerks do not.
NAMERS = (200, 200, 200, 200, 403, None, 200, 403, 302)
OFFICERS = (200, 200, 403)
MISSING = (404, 404, 404, 404, 403, None, 404, 403, 401)

DEPUTIES = (
    *(
        Row(row.endpoint, row.method, row.path, row.expected, data=row.data, officers=officers)
        for row, officers in zip(
            list_rows("DeputyView", BASE, READERS),
            (OFFICERS, (303, 303, 403), OFFICERS, (400, 400, 403), (303, 303, 403)),
            strict=True,
        )
    ),
    Row("DeputyView.show", "GET", f"{BASE}/show/99999", (404,) * 7 + (None, 302)),
    Row("DeputyView.add", "GET", f"{BASE}/add", NAMERS),
    Row("DeputyView.add", "POST", f"{BASE}/add", (422, 422, 422, 422, 403, None, 422, 403, 401)),
    Row("DeputyView.withdraw", "POST", f"{BASE}/withdraw/99999", MISSING),
)
