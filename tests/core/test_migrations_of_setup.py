"""Whether an installation that is brought up to the code is asked for a first set-up."""

from __future__ import annotations

import pytest

from tests.core.test_migrations import CHANGSHA, before, database  # noqa: F401
from tests.support.migrated import Database


@pytest.mark.migrates("0024")
def test_an_installation_with_organizations_is_set_up(before: Database) -> None:  # noqa: F811
    before.add("division", CHANGSHA)
    station = {"id": 1, "code": "43010001", "name": "长沙站", "kind": "joint", "path": "/1/"}
    where = {"division_code": "430100", "level": "prefecture", "status": "active"}
    before.add("organization", {**station, **where})
    before.upgrade("0024")
    assert [one["key"] for one in before.rows("setup_step")] == ["finished"]


@pytest.mark.migrates("0024")
def test_an_empty_one_is_not(before: Database) -> None:  # noqa: F811
    before.upgrade("0024")
    assert before.rows("setup_step") == []
