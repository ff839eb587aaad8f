"""Reports to draw, and invented organizations to fill them."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from marshmallow import Schema

from app.reporting import (
    Band,
    Column,
    Heading,
    Page,
    Sheet,
    TableReport,
    lay_out,
    official_heading,
    serial,
)

CITIES = ("长沙市", "株洲市", "湘潭市", "湘西土家族苗族自治州")


def count(key: str, title: str, mm: float = 14) -> Column:
    return Column(key, title, mm, "int", agg="sum")


def amount(key: str, title: str, mm: float = 18) -> Column:
    return Column(key, title, mm, "dec2", agg="sum")


GROUPED = TableReport(
    name="grouped",
    title="湖南省监督机构情况{year}年度汇总表",
    places=lambda p: {"year": str(p["year"])},
    resource="organizations.organization",
    schema=Schema,
    rows=lambda **_: invented(),
    subtitle=lambda p: f"统计年度：{p['year']} 年",
    unit="人、万元",
    notes=("附注：工程面积按竣工图计。",),
    group_key="city",
    group_label="city",
    columns=(
        serial(),
        Column("name", "机构名称", 60),
        Column("since", "成立日期", 22, "date"),
        Band(
            "人员（人）",
            (
                count("staff", "在职"),
                Band("持证", (count("quality", "质量"), count("safety", "安全"))),
                Column("share", "占比(%)", 14, "pct", ratio=("certified", "staff")),
            ),
        ),
        Band(
            "监督经费（万元）",
            (
                amount("due", "应拨"),
                amount("paid", "实拨"),
                Column("rate", "到位率(%)", 14, "pct", ratio=("paid", "due")),
            ),
        ),
        Column("memo", "备注", 30),
    ),
)
MERGED = TableReport(
    name="merged",
    title="监督人员花名册",
    resource="personnel.person",
    schema=Schema,
    rows=lambda **_: invented(),
    page=Page("A4", landscape=False),
    columns=(
        Column("city", "市州", 20, merge=True),
        Column("level", "级别", 20, merge=True),
        Column("name", "机构名称", 70),
        count("staff", "在职"),
    ),
)


def invented(number: int = 12, seed: int = 7) -> list[dict[str, Any]]:
    """Invented organizations, sorted by city; some are empty-handed."""
    chance = random.Random(seed)
    return [
        {
            "city": CITIES[n * len(CITIES) // number],
            "level": "县级" if n % 5 else "市州级",
            "name": f"示例{n}县建设工程质量安全监督站",
            "since": dt.date(1999, 1, 1) + dt.timedelta(days=97 * n),
            "staff": chance.randint(0, 60) if n % 4 else 0,
            "quality": chance.randint(0, 30),
            "safety": chance.randint(0, 30) if n % 3 else None,
            "certified": chance.randint(0, 60),
            "due": Decimal(chance.randint(0, 10**7)) / 100,
            "paid": Decimal(chance.randint(0, 10**7)) / 1000,
            "memo": "新设" if n % 6 == 0 else None,
        }
        for n in range(number)
    ]


def sheet_of(report: TableReport, data: list[dict[str, Any]], **heading: Any) -> Sheet:
    resolved = report.resolve({"year": 2026})
    return lay_out(resolved, iter(data), heading_of(resolved, **heading), expected=len(data))


def heading_of(report: TableReport, **more: Any) -> Heading:
    return official_heading(
        report,
        organization="示例市建设工程质量安全监督站",
        signers={"填报人": "测试甲"},
        filled_on=dt.date(2026, 11, 24),
        generated_at=dt.datetime(2026, 11, 24, 9, 5, tzinfo=dt.UTC),
        **more,
    )
