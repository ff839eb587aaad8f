"""The annual summary after the tree has moved: last year stays, this year is what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationKind, OrganizationStatus
from app.core.base.db import db
from tests.support import summary
from tests.support.moves import change, settle
from tests.support.paper import differences, drawn_table

RUNNING, PAST = clock.year(), clock.year() - 1
JANUARY, MARCH = dt.date(RUNNING, 1, 1), dt.date(RUNNING, 3, 1)
Asked = dict[str, Any]
PROVINCE: Asked = {"level": "province"}
CHANGSHA: Asked = {"level": "prefecture", "prefecture": "430100"}
ZHUZHOU: Asked = {"level": "prefecture", "prefecture": "430200"}
READERS = (
    ("hn_admin", PROVINCE),
    ("hn_admin", ZHUZHOU),
    ("cs_admin", CHANGSHA),
    ("zz_admin", ZHUZHOU),
)


def preview(client: Any, conditions: Asked, year: int) -> Any:
    return client.get(
        "/reports/annual_summary/preview", query_string={**conditions, "year": str(year)}
    )


def move_everything() -> None:
    """A county moves, a station is split, one is renamed, one is closed in March."""
    change(4, JANUARY, parent_id=3, division_code="430212")
    place = {"level": Level.PREFECTURE, "division_code": "430200", "parent_id": 1}
    for number, kind in ((20, OrganizationKind.QUALITY), (21, OrganizationKind.SAFETY)):
        settle(number, name=f"株洲市{kind.label}站", kind=kind, valid_from=JANUARY, **place)
    change(3, JANUARY, status=OrganizationStatus.MERGED)
    change(6, JANUARY, name="浏阳市建设工程质安服务中心")
    change(5, MARCH, parent_id=20, status=OrganizationStatus.REVOKED)


@pytest.fixture
def moved(figures: Flask, sign_in: Any) -> Any:
    """What last year said before the tree moved, by reader."""
    before = [preview(sign_in(name), asked, PAST).text for name, asked in READERS]
    with figures.app_context(), unscoped("the tree moves"):
        move_everything()
        db.session.commit()
        db.session.remove()
    return before


def test_last_year_is_what_it_was_for_everybody(sign_in: Any, moved: list[str]) -> None:
    for (name, asked), page in zip(READERS, moved, strict=True):
        assert drawn_table(page).lines
        assert drawn_table(preview(sign_in(name), asked, PAST).text) == drawn_table(page), name


@pytest.mark.usefixtures("moved")
def test_this_year_is_what_the_tables_hold(app: Flask, sign_in: Any) -> None:
    def ask(statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in db.session.connection().exec_driver_sql(statement)]

    with app.app_context(), unscoped("the tests count"):
        stations = summary.stations(ask, RUNNING, clock.today())
    made: tuple[tuple[Asked, Callable[[], Any]], ...] = (
        (PROVINCE, lambda: summary.province_rows(stations)),
        (CHANGSHA, lambda: summary.prefecture_rows(stations, "430100")),
        (ZHUZHOU, lambda: summary.prefecture_rows(stations, "430200")),
    )
    for asked, wanted in made:
        table = drawn_table(preview(sign_in("hn_admin"), asked, RUNNING).text)
        lines = sorted(line[1:] for line in table.lines)
        wrong = differences(table.heads[1:], lines, sorted(wanted()), names=(0,))
        assert not wrong, "\n".join(wrong)
    names = [line[1] for line in table.lines]
    assert "岳麓区建设工程质量安全监督站" in names
    assert "天元区建设工程质量安全监督站" not in names


@pytest.mark.usefixtures("moved")
def test_who_worked_for_a_station_that_is_gone_reaches_its_years_alone(sign_in: Any) -> None:
    client = sign_in("zz_admin")
    assert preview(client, ZHUZHOU, PAST).status_code == 200
    assert preview(client, ZHUZHOU, RUNNING).status_code == 404
    run = {**ZHUZHOU, "year": str(RUNNING), "format": "xlsx"}
    assert client.post("/reports/annual_summary/export", data=run).status_code == 404
    assert preview(sign_in("cs_admin"), CHANGSHA, RUNNING).status_code == 200
