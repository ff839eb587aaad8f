"""The ground that asks for words of its own says so after applications about certificates came."""

from __future__ import annotations

import pytest

from tests.core.test_migrations import before, database  # noqa: F401
from tests.support.migrated import Database


@pytest.mark.migrates("0027")
def test_the_other_ground_asks_for_words(before: Database) -> None:  # noqa: F811
    row = {"dictionary": "cancel_reason", "position": 1, "is_active": True, "version": 1}
    for number, code in ((9001, "other_one"), (9002, "other")):
        before.add("dictionary_entry", {**row, "id": number, "code": code, "label": code})
    before.upgrade("0027")
    groups = {one["code"]: one.get("group") for one in before.rows("dictionary_entry")}
    assert (groups["other"], groups["other_one"]) == ("other", None)
