"""Certificates from before check codes get one each, and codes on paper are not lost unsaid."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from tests.core.test_migrations import CHANGSHA, before, database  # noqa: F401
from tests.support.migrated import Database

MOMENT = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
DAY = dt.date(2024, 1, 1)
FACTS: dict[str, Any] = {
    "organization_id": 1,
    "issuer": "湖南省住房和城乡建设厅",
    "issued_on": DAY,
    "valid_from": DAY,
    "valid_to": dt.date(2026, 1, 1),
    "status": "valid",
    "reissued": 0,
    "type": "quality",
}
STATION = {
    "id": 1,
    "name": "省总站",
    "short_name": "省总站",
    "kind": "joint",
    "level": "province",
    "path": "/1/",
    "division_code": CHANGSHA["code"],
    "code": "430000",
    "status": "active",
}


@pytest.mark.migrates("0030")
def test_every_certificate_gets_a_check_code(before: Database) -> None:  # noqa: F811
    before.add("division", CHANGSHA)
    before.add("organization", STATION)
    before.add("identity", *({"id": number, "created_at": MOMENT} for number in range(1, 4)))
    rows = [{**FACTS, "id": n, "identity_id": n, "number": f"湘{n}"} for n in range(1, 4)]
    before.add("certificate", *rows)
    before.upgrade("0030")
    found = before.rows("certificate")
    codes = [one["check_code"] for one in found]
    assert len(set(codes)) == 3
    assert all(re.fullmatch("[0-9AC-HJKMNP-RTV-Y]{12}", code) for code in codes)
    assert [one["number"] for one in found] == ["湘1", "湘2", "湘3"]
    with pytest.raises(SystemExit):
        before.downgrade("0029")
    assert [one["check_code"] for one in before.rows("certificate")] == codes
    before.downgrade("0029", losing=True)
    assert "check_code" not in before.rows("certificate")[0]
