"""What a score sheet must fulfil, and the ones that are shipped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.scoring.choices import SheetKind
from app.scoring.rules import COLUMNS, content_of, faults, lines_of, worth_words
from app.scoring.shipped_sheets import shipped

pytestmark = pytest.mark.usefixtures("app_context")


def line(text: str) -> dict[str, Any]:
    """类别|序号|考核项目|分值|代码|扣分内容|扣分|单位, blank where nothing is said."""
    cells = dict(zip(COLUMNS, (cell or None for cell in text.split("|")), strict=True))
    numbers = {name: Decimal(cells[name]) for name in ("most", "points") if cells[name]}
    return {**cells, **numbers}


GOOD = [
    line("一、准备|1.1|手续|60|A1|未办理|3|每次"),
    line("||||A2|登记不全|0.5|每项"),
    line("二、监督|2.1|抽查|40|B1|未抽查|40|每家"),
    line("一票否决||||V1|弄虚作假||"),
    line("||||V2|发生事故||"),
]


def told(*lines: dict[str, Any]) -> list[tuple[int, str, str]]:
    return list(faults(lines))


def test_lines_are_items_with_what_is_deducted_in_them():
    assert told(*GOOD) == []
    content = content_of(GOOD)
    assert [(one.section, one.number, one.most) for one in content.items] == [
        ("一、准备", "1.1", 600),
        ("二、监督", "2.1", 400),
    ]
    assert [one.points for one in content.items[0].points] == [30, 5]
    assert content.vetoes == {"V1": "弄虚作假", "V2": "发生事故"}
    assert content_of(lines_of(content)) == content
    assert worth_words(content) == ""


@pytest.mark.parametrize(
    ("wrong", "column", "words"),
    [
        ("|1.1|手续|60|A1|未办理|3|每次", "section", "不能为空"),
        ("一、准备|||60|A1|未办理|3|每次", "number", "不能为空"),
        ("一、准备|1.1|手续||A1|未办理|3|每次", "most", "不能为空"),
        ("一、准备|1.1|手续|0|A1|未办理|3|每次", "most", "应大于 0，以 0.5 分为单位"),
        ("一、准备|1.1|手续|3|A1|未办理|3.2|每次", "points", "应大于 0，以 0.5 分为单位"),
        ("一、准备|1.1|手续|3|A1|未办理|3.5|每次", "points", "不能大于考核项目的分值（3）"),
        ("一、准备|1.1|手续|3|A1|未办理||每次", "points", "不能为空"),
        ("一、准备|1.1|手续|3|A1|未办理|3|", "unit", "不能为空"),
        ("一、准备||||A1|未办理|3|每次", "number", "请填写考核项目"),
        ("一票否决||||V1|弄虚作假|3|", "points", "一票否决没有此栏"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(wrong, column, words):
    assert (0, column, words) in told(line(wrong))


def test_everything_is_told_in_one_round():
    lines = [
        line("一、准备|1.1|手续|60|A1|未办理||每次"),
        line("||||A1|登记不全|0.25|每项"),
        line("二、监督|1.1|抽查|40|B1|未抽查|41|每家"),
        line("一、准备|2.1|计划|1|C1|未编制|1|"),
    ]
    assert [(place, column) for place, column, _words in told(*lines)] == [
        (3, "section"),
        (2, "number"),
        (1, "code"),
        (0, "points"),
        (1, "points"),
        (2, "points"),
        (3, "unit"),
    ]


def test_items_of_another_section_begin_with_a_number():
    assert (1, "number", "请填写考核项目") in told(
        line("一、准备|1.1|手续|60|A1|未办理|3|每次"), line("二、监督||||A2|登记不全|1|每项")
    )


def test_a_sheet_is_worth_a_hundred():
    short = content_of(GOOD[:2])
    assert worth_words(short) == "各考核项目分值合计 60 分，应为 100 分"


@pytest.mark.parametrize(
    ("kind", "items", "points", "vetoes", "sections"),
    [
        (SheetKind.PROJECT, 22, 62, 6, [12, 30, 30, 18, 10]),
        (SheetKind.ORGANIZATION, 24, 39, 0, [20, 15, 35, 20, 10]),
    ],
)
def test_what_is_shipped_is_as_specified(kind, items, points, vetoes, sections):
    content = shipped(kind)
    assert told(*lines_of(content)) == []
    assert worth_words(content) == ""
    assert len(content.items) == items
    assert sum(len(one.points) for one in content.items) == points
    assert len(content.vetoes) == vetoes
    worth: dict[str, int] = {}
    for one in content.items:
        worth[one.section] = worth.get(one.section, 0) + one.most // 10
    assert list(worth.values()) == sections
