"""A permission that was granted alone is held on as a bundle of one, and comes back from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.core.test_migrations import MOMENT, SOMEBODY, before, database  # noqa: F401
from tests.support.migrated import Database

DAY = dt.date(2026, 12, 31)


def grants(database: Database) -> list[tuple[Any, ...]]:  # noqa: F811
    named = ("user_id", "permission_view_id", "expires_on")
    return sorted(tuple(row.get(n) for n in named) for row in database.rows("user_grant"))


@pytest.mark.migrates("0032")
def test_a_granted_permission_becomes_a_bundle(before: Database) -> None:  # noqa: F811
    before.add("ab_user", SOMEBODY, {**SOMEBODY, "id": 2, "username": "d", "email": "e"})
    before.add("ab_permission", {"id": 1, "name": "can_read"}, {"id": 2, "name": "can_export"})
    before.add("ab_view_menu", {"id": 1, "name": "personnel.person"})
    rights = [{"id": n + 6, "permission_id": n, "view_menu_id": 1} for n in (1, 2)]
    before.add("ab_permission_view", *rights)
    held = [(1, 7, DAY), (1, 8, None), (2, 7, None)]
    for user, right, until in held:
        row = {"user_id": user, "permission_view_id": right, "expires_on": until}
        before.add("user_grant", {**row, "granted_at": MOMENT})
    before.upgrade("0032")
    bundles = {one["id"]: one for one in before.rows("permission_bundle")}
    assert [one["name"] for one in bundles.values()] == [
        "can_read personnel.person",
        "can_export personnel.person",
    ]
    assert all(one["is_active"] and not one["for_county"] for one in bundles.values())
    rights_of = {one["bundle_id"]: one["permission_view_id"] for one in before.rows("bundle_right")}
    now = {
        (one["user_id"], rights_of[one["bundle_id"]], one.get("expires_on"))
        for one in before.rows("user_grant")
    }
    assert now == set(held)
    before.downgrade("0031", losing=True)
    assert grants(before) == sorted(held, key=lambda one: one[:2])
