"""What a past year's reports say, to the last figure, before and after organizations change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.core.base.db import db
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import (
    FundingReturn,
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
    StaffSnapshot,
)
from app.personnel.queries import people_with_cells, staff_structure
from app.reorganization import operations
from tests.reorganization.test_operations import (
    LIUYANG,
    PROVINCE,
    TIANYUAN,
    YUELU,
    ZHUZHOU,
    agreed,
    one,
)
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person, make_verification

pytestmark = pytest.mark.both_databases

YEAR = clock.year() - 1
END = dt.date(YEAR, 12, 31)
JOINED = dt.date(YEAR - 3, 3, 1)
REPORTS = (
    f"annual_summary/preview?year={YEAR}&level=province",
    f"annual_summary/preview?year={YEAR}&level=prefecture&prefecture=430100",
    f"survey_joint/preview?year={YEAR}",
    f"survey_all/preview?year={YEAR}",
    *(
        f"organization_form/preview?year={YEAR}&organization={number}"
        for number in (YUELU, LIUYANG, TIANYUAN)
    ),
)
TABLE = re.compile(r'<table class="zjp-table">.*?</table>', re.DOTALL)


@pytest.fixture
def filed(app: Flask) -> Flask:
    """Every organization has handed in the year, its people are archived."""
    with app.app_context(), unscoped("a year"):
        for number in range(1, 7):
            for each in range(number):
                person = make_person(organization_id=number, joined_on=JOINED)
                if each % 2 == 0:
                    make_certificate(person, valid_from=JOINED, valid_to=dt.date(YEAR + 4, 1, 1))
            row: dict[str, Any] = {"organization_id": number, "year": YEAR, "explanations": {}}
            row["state"] = ReturnState.SUBMITTED
            profile = ProfileReturn(**row, posts_total=20 + number, vehicles=number)
            projects = ProjectReturn(**row, penalties=3 * number)
            projects.lines.append(
                ProjectLine(
                    organization_id=number,
                    category=ProjectCategory.HOUSING,
                    flow=ProjectFlow.NEW,
                    projects=7 * number,
                    units=9 * number,
                    area=Decimal(number) * Decimal("12.34"),
                )
            )
            funding = FundingReturn(**row, budgeted_personnel=Decimal(100 * number))
            db.session.add_all([profile, projects, funding])
            make_verification(number, JOINED, dt.date(YEAR + 1, 6, 30))
        db.session.flush()
        people = people_with_cells(END)
        for number, cells in staff_structure(None, END).items():
            db.session.add(
                StaffSnapshot(
                    organization_id=number,
                    year=YEAR,
                    taken_at=clock.now(),
                    cells=cells,
                    people=people[number],
                    checksum="",
                )
            )
        db.session.commit()
    return app


def printed(client: Any) -> dict[str, list[str]]:
    """The tables of the year's reports as they are printed."""
    found = {}
    for address in REPORTS:
        answer = client.get(f"/reports/{address}")
        assert answer.status_code == 200, address
        found[address] = TABLE.findall(answer.text)
        assert found[address], address
    return found


def _join() -> None:
    agreed(operations.join, LIUYANG, target=one(YUELU))


def _part() -> None:
    values = {"own_name": "岳麓区质量监督站", "own_kind": OrganizationKind.QUALITY}
    agreed(
        operations.part,
        YUELU,
        name="岳麓区安全监督站",
        kind=OrganizationKind.SAFETY,
        people=[],
        **values,
    )


def _rename_and_change_kind() -> None:
    agreed(operations.alter, YUELU, name="岳麓建设监管中心", kind=OrganizationKind.SAFETY)


def _move() -> None:
    agreed(operations.alter, YUELU, parent=one(ZHUZHOU), division_code="430202")


@pytest.mark.parametrize("change", [_join, _part, _rename_and_change_kind, _move])
def test_last_year_reads_as_before(filed: Flask, sign_in: Any, change: Callable[[], None]) -> None:
    client = sign_in("hn_admin")
    before = printed(client)
    with As(filed, "sys_admin"):
        assert one(PROVINCE).id == PROVINCE
        change()
    assert printed(client) == before
