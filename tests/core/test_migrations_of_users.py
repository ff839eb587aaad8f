"""What accounts that were there before know of themselves."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.core.test_migrations import before, database  # noqa: F401
from tests.support.migrated import Database

LAST, EARLIER = dt.datetime(2026, 9, 2, 8, tzinfo=dt.UTC), dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)


@pytest.mark.migrates("0039")
def test_accounts_know_when_they_were_used_last(before: Database) -> None:  # noqa: F811
    names = {"first_name": "", "last_name": "周", "active": True}
    for number, username in ((1, "Used_1"), (2, "unused")):
        facts = {"id": number, "username": username, "email": f"{number}@localhost"}
        before.add("ab_user", {**names, **facts, "created_on": EARLIER})
    tries = ((1, LAST, True), (2, LAST + dt.timedelta(hours=1), False), (3, EARLIER, True))
    for number, moment, right in tries:
        before.add(
            "login_attempt",
            {
                "id": number,
                "username": "used_1",
                "address": "10.0.0.1",
                "tried_at": moment,
                "succeeded": right,
                "counts": True,
            },
        )
    before.upgrade("0039")
    found = {one["username"]: one for one in before.rows("ab_user")}
    assert found["Used_1"]["signed_in_at"].replace(tzinfo=dt.UTC) == LAST
    assert "signed_in_at" not in found["unused"]
    assert found["unused"]["opened_at"].replace(tzinfo=dt.UTC) == EARLIER
