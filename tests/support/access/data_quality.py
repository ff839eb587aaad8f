"""Who may call what of 数据质量: everybody of the business sees what is in reach."""

from __future__ import annotations

from tests.support.access.row import READERS, Row, list_rows

BASE = "/data-quality"

DATA_QUALITY = (
    *list_rows("DataQualityView", BASE, READERS),
    Row(
        "DataQualityView.export",
        "POST",
        f"{BASE}/export/",
        (200, 200, 200, 200, 403, None, 200, 403, 401),
    ),
)
