"""监督机构基本情况汇总 says of each organization what the annual summary says of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core.base import clock
from tests.support.pages import listed
from tests.support.paper import drawn_table

OVERVIEW = "/organizations/overview/list/?psize_OverviewView=100"
SUMMARY = "/reports/annual_summary/preview"
# How the list calls a figure, and what stands over it on paper.
FIGURES = {
    "编制": ("人员（人）", "核定编制"),
    "在职": ("人员（人）", "在职总数"),
    "持证": ("持证监督人员（人）", "合计"),
    "占比": ("持证监督人员（人）", "占比(%)"),
}


def number(text: str) -> str:
    found = re.search(r"[\d.]+", text)
    return found[0] if found else ""


@pytest.mark.parametrize("back", [0, 1])
def test_each_organization_has_its_figures_of_the_summary(
    sign_in: Any, figures: Any, back: int
) -> None:
    client, year = sign_in("hn_admin"), clock.year() - back
    client.post("/year/", data={"year": str(year)})
    shown = {row["机构名称"]: row for row in listed(client.get(OVERVIEW).text)}
    compared = 0
    for prefecture in ("430100", "430200"):
        asked = {"year": str(year), "level": "prefecture", "prefecture": prefecture}
        table = drawn_table(client.get(SUMMARY, query_string=asked).text)
        places = {name: table.heads.index(words) for name, words in FIGURES.items()}
        for line in table.lines:
            if line[1] not in shown:
                continue
            compared += 1
            for name, place in places.items():
                assert number(shown[line[1]][name]) == number(line[place]), (line[1], name)
    assert compared == 5
    assert {number(row["占比"]) for row in shown.values()} - {"", "0.0"}
