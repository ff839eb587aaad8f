"""What becomes of notices that were written before there were drafts and receipts."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.core.test_migrations import before, database  # noqa: F401
from tests.support.migrated import Database

OLD = {"id": 1, "title": "通知", "content": "", "version": 1}


@pytest.mark.migrates("0036")
def test_an_old_notice_stays_published_and_waits_for_nobody(before: Database) -> None:  # noqa: F811
    before.add("notice", {**OLD, "published_on": dt.date(2026, 1, 5)})
    before.upgrade("0036")
    (found,) = before.rows("notice")
    assert found["published_at"] is not None
    assert found["announced_at"] is not None
    assert (found["audience"], found["is_pinned"]) == ("everybody", False)
    assert before.rows("notice_receipt") == []
