"""How far the organizations in scope are: by prefecture, one by one, or not at all."""

from __future__ import annotations

from app.core.base.choices import Level, OrganizationKind
from app.home.progress import group_progress
from app.organizations.queries import MARKS, Marks, OverviewRow


def row(name: str, prefecture: str, level: Level, marks: int) -> OverviewRow:
    return OverviewRow(
        id=1,
        prefecture=prefecture,
        name=name,
        kind=OrganizationKind.JOINT,
        level=level,
        nature=None,
        posts=0,
        on_duty=0,
        certified=0,
        has_structure=False,
        marks=Marks(frozenset(list(MARKS)[:marks])),
    )


PROVINCE = row("总站", "省本级", Level.PROVINCE, 5)
CHANGSHA = row("长沙站", "长沙市", Level.PREFECTURE, 5)
YUELU = row("岳麓站", "长沙市", Level.COUNTY, 1)
ZHUZHOU = row("株洲站", "株洲市", Level.PREFECTURE, 0)


def test_the_province_sees_its_prefectures_added_up():
    groups = group_progress([PROVINCE, CHANGSHA, YUELU, ZHUZHOU])
    assert [(g.name, g.done, g.total) for g in groups] == [
        ("省本级", 5, 5),
        ("长沙市", 6, 10),
        ("株洲市", 0, 5),
    ]
    assert groups[1].filters == {"_flt_0_prefecture": "长沙市"}
    assert [g.tone for g in groups] == ["zj-bar--ok", "", "zj-bar--wait"]


def test_a_prefecture_sees_its_stations():
    groups = group_progress([CHANGSHA, YUELU])
    assert [(g.name, g.done, g.total) for g in groups] == [("长沙站", 5, 5), ("岳麓站", 1, 5)]
    assert groups[1].filters == {"_flt_0_name": "岳麓站"}


def test_a_county_sees_no_list_of_itself():
    assert group_progress([YUELU]) == []
