"""Lists that are narrowed to the own organization offer no organization to look for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.returns import FUNDINGS, PROFILES, PROJECTS

LISTS = ("/personnel/people", PROFILES, PROJECTS, FUNDINGS, "/verification/records")


@pytest.mark.parametrize("base", LISTS)
def test_who_sees_the_own_organization_alone_looks_for_no_other(sign_in: Any, base: str) -> None:
    field = 'name="_flt_0_organization"'
    for username, offered in (("cs_clerk", False), ("cs_admin", True), ("yl_clerk", False)):
        page = sign_in(username).get(f"{base}/list/").text
        assert (field in page) is offered, username
        assert "查询条件" in page
