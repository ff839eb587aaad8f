"""A verification that had been revoked says so after the columns for its end have come."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.core.test_migrations import CHANGSHA, before, database  # noqa: F401
from tests.support.migrated import Database


@pytest.mark.migrates("0025")
def test_what_was_revoked_stays_revoked(before: Database) -> None:  # noqa: F811
    before.add("division", CHANGSHA)
    station = {"id": 1, "code": "43010001", "name": "长沙站", "kind": "joint", "path": "/1/"}
    where = {"division_code": "430100", "level": "prefecture", "status": "active"}
    before.add("organization", {**station, **where})
    record = {
        "organization_id": 1,
        "year": 2024,
        "issuer": "湖南省住房和城乡建设厅",
        "valid_from": dt.date(2024, 1, 1),
        "valid_to": dt.date(2026, 12, 31),
        "result": "passed",
        "verified_on": dt.date(2023, 12, 20),
    }
    for number, day in ((1, None), (2, dt.date(2025, 5, 6))):
        before.add(
            "organization_verification",
            {**record, "id": number, "certificate_no": f"{number}号", "revoked_on": day},
        )
    before.upgrade("0025")
    rows = {one["id"]: one for one in before.rows("organization_verification")}
    assert [rows[number].get("revoked_as") for number in (1, 2)] == [None, "revoked"]
    assert {(one["version"], str(one["metrics"])) for one in rows.values()} == {(1, "[]")}
