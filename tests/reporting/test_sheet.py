from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Any

from app.reporting import Band, Column, Heading, lay_out, serial, show
from app.reporting.sheet import Line, header_cells
from tests.reporting.samples import CITIES, GROUPED, MERGED, count, invented, sheet_of


def lines_of(data: list[dict[str, Any]]) -> list[Line]:
    return list(sheet_of(GROUPED, data).lines)


def test_header_cells_stand_in_their_places() -> None:
    assert header_cells(GROUPED.columns) == [
        (0, 0, 3, 1, "序号"),
        (0, 1, 3, 1, "机构名称"),
        (0, 2, 3, 1, "成立日期"),
        (0, 3, 1, 4, "人员（人）"),
        (0, 7, 1, 3, "监督经费（万元）"),
        (0, 10, 3, 1, "备注"),
        (1, 3, 2, 1, "在职"),
        (1, 4, 1, 2, "持证"),
        (1, 6, 2, 1, "占比(%)"),
        (1, 7, 2, 1, "应拨"),
        (1, 8, 2, 1, "实拨"),
        (1, 9, 2, 1, "到位率(%)"),
        (2, 4, 1, 1, "质量"),
        (2, 5, 1, 1, "安全"),
    ]


def test_header_cells_cover_every_place_once() -> None:
    covered = [
        (row + down, col + right)
        for row, col, rowspan, colspan, _ in header_cells(GROUPED.columns)
        for down in range(rowspan)
        for right in range(colspan)
    ]
    assert sorted(covered) == [(row, col) for row in range(3) for col in range(11)]


def test_every_group_is_headed_and_summed_and_the_total_is_last() -> None:
    kinds = [line.kind for line in lines_of(invented(12))]
    assert kinds == ["group", "row", "row", "row", "subtotal"] * 4 + ["total"]


def test_groups_carry_their_names() -> None:
    heads = [line for line in lines_of(invented(12)) if line.kind == "group"]
    assert [(line.label, line.span) for line in heads] == [(city, 11) for city in CITIES]


def test_rows_are_numbered_through() -> None:
    assert [line.values[0] for line in lines_of(invented(9)) if line.kind == "row"] == [
        *range(1, 10)
    ]


def test_sums_agree_with_a_recount() -> None:
    data = invented(40)
    total = lines_of(data)[-1]
    assert (total.label, total.span) == ("合计", 3)
    for x, key in ((3, "staff"), (4, "quality"), (5, "safety"), (7, "due"), (8, "paid")):
        assert total.values[x] == sum((row[key] or 0) for row in data)


def test_subtotals_agree_with_a_recount() -> None:
    data = invented(40)
    subtotals = [line for line in lines_of(data) if line.kind == "subtotal"]
    for city, line in zip(CITIES, subtotals, strict=True):
        assert line.values[8] == sum(row["paid"] for row in data if row["city"] == city)
        assert line.label == "小计"


def test_ratios_are_divided_from_sums_not_averaged() -> None:
    data = invented(40)
    total = lines_of(data)[-1]
    paid, due = (sum(row[key] for row in data) for key in ("paid", "due"))
    exact = (paid / due * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert show(total.values[9], "pct") == str(exact)
    certified, staff = (sum(row[key] for row in data) for key in ("certified", "staff"))
    exact = (Decimal(certified) / staff * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert show(total.values[6], "pct") == str(exact)


def test_a_ratio_of_nobody_is_undefined() -> None:
    line = next(line for line in lines_of(invented(4)) if line.kind == "row")
    assert line.values[3] == 0
    assert line.values[6] == "—"


def test_what_no_row_told_has_no_sum() -> None:
    """None is untold: it adds nothing, and is no 0 in a total either; a told 0 is one."""
    columns = (serial(), *(Column(key, key, fmt="int", agg="sum") for key in "abc"))
    report = replace(MERGED, columns=columns, group_key="g", group_label=None)
    rows = [
        {"g": 1, "a": None, "b": None, "c": 0},
        {"g": 1, "a": None, "b": 4, "c": None},
        {"g": 2, "a": None, "b": 5, "c": None},
    ]
    lines = list(lay_out(report, rows, Heading("")).lines)
    assert [line.values[1:] for line in lines if line.kind == "subtotal"] == [
        [None, 4, 0],
        [None, 5, None],
    ]
    assert lines[-1].values[1:] == [None, 9, 0]


def test_columns_without_sums_stay_empty_in_totals() -> None:
    assert lines_of(invented(4))[-1].values[10] == ""


def test_floats_are_summed_exactly() -> None:
    report = replace(
        MERGED, columns=(serial(), Column("due", "应拨", fmt="dec2", agg="sum")), group_key=None
    )
    sheet = lay_out(report, [{"due": 0.1}] * 3, Heading(""))
    assert list(sheet.lines)[-1].values[1] == Decimal("0.3")
    assert sheet.expected == 3


class HeadCount:
    """How many people the rows have had."""

    def __init__(self) -> None:
        self.people = 0

    def add(self, row: Any) -> None:
        self.people += row["staff"]

    def words(self) -> str:
        return f"合计 {self.people} 人"


def test_a_tally_is_told_below_the_rows_that_it_saw() -> None:
    data = invented(12)
    told = replace(
        MERGED, columns=(Column("name", "机构名称"), Column("city", "市州")), tally=HeadCount
    )
    *rows, last = sheet_of(told, data).lines
    assert [line.kind for line in rows] == ["row"] * 12
    assert (last.kind, last.span) == ("total", 2)
    assert last.label == f"合计 {sum(row['staff'] for row in data)} 人"
    (empty,) = sheet_of(told, []).lines
    assert empty.kind == "empty"


def test_a_group_is_told_in_words_before_its_sums() -> None:
    """What a subtally counted of its group alone; a column of sums is blank in its rows."""
    columns = (
        Column("name", "机构名称"),
        Column("staff", "人", fmt="int", agg="sum", sums_alone=True),
    )
    told = replace(MERGED, columns=columns, group_key="city", tally=HeadCount, subtally=HeadCount)
    data = sorted(invented(12), key=lambda row: row["city"])
    lines = list(lay_out(told, data, Heading("")).lines)
    assert {line.values[1] for line in lines if line.kind == "row"} == {None}
    sums = [line for line in lines if line.kind == "subtotal"]
    assert len(sums) == len(CITIES)
    for line in sums:
        assert line.label == f"合计 {line.values[1]} 人"
    everybody = sum(row["staff"] for row in data)
    assert sum(line.values[1] for line in sums) == everybody
    assert (lines[-1].label, lines[-1].span) == (f"合计 {everybody} 人", 2)
    # Words need no column that is added up.
    plain = replace(told, columns=columns[:1])
    (first, *_others) = [
        one for one in lay_out(plain, data, Heading("")).lines if one.kind == "subtotal"
    ]
    assert (first.label, first.span) == (sums[0].label, 1)


def test_no_rows_say_so() -> None:
    (line,) = lines_of([])
    assert (line.kind, line.label, line.span) == ("empty", "无符合条件的数据", 11)


def test_equal_neighbours_are_covered_until_something_left_of_them_changes() -> None:
    data = [
        {"city": "甲", "level": "县级", "name": "1", "staff": 1},
        {"city": "甲", "level": "县级", "name": "1", "staff": 1},
        {"city": "乙", "level": "县级", "name": "1", "staff": 1},
        {"city": "乙", "level": "市级", "name": "1", "staff": 1},
        {"city": "", "level": "", "name": "1", "staff": 1},
        {"city": "", "level": "", "name": "1", "staff": 1},
    ]
    covered = [line.covered for line in sheet_of(MERGED, data).lines if line.kind == "row"]
    assert covered == [(), (0, 1), (), (0,), (), ()]


def test_merging_stops_at_the_border_of_a_group() -> None:
    report = replace(MERGED, group_key="name", group_label=None)
    data = [{"city": "甲", "level": "县级", "name": name, "staff": 1} for name in "ab"]
    covered = [line.covered for line in sheet_of(report, data).lines if line.kind == "row"]
    assert covered == [(), ()]


def test_lines_stream_while_rows_are_still_coming() -> None:
    taken: list[int] = []

    def endless() -> Any:
        for row in invented(10_000):
            taken.append(1)
            yield row

    sheet = lay_out(GROUPED.resolve({"year": 1}), endless(), Heading(""))
    assert len(list(islice(sheet.lines, 10))) == 10
    assert len(taken) < 15


def test_bands_of_any_depth() -> None:
    deep = (Band("一", (Band("二", (Band("三", (count("a", "四"),)),)),)), Column("b", "末"))
    assert header_cells(deep)[-1] == (3, 0, 1, 1, "四")
    assert (0, 1, 4, 1, "末") in header_cells(deep)
