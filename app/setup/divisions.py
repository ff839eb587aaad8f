"""Divisions of another province, read from a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.core.base.choices import DivisionLevel, Level
from app.core.base.errors import FieldError, Refused
from app.core.base.typed_text import clean_line, code_text
from app.imports.text_table import read_table
from app.imports.workbook import Heading, rows_as_typed
from app.reorganization.rules import LEVEL_OF

from . import operations

DIVISIONS = (
    Heading("code", "代码", required=True),
    Heading("name", "名称", required=True),
    Heading("level", "级别", required=True),
    Heading("parent_code", "上级代码"),
    Heading("area_code", "区号"),
    Heading("postcode", "邮编"),
)
LEVELS = {
    "省": DivisionLevel.PROVINCE,
    "省级": DivisionLevel.PROVINCE,
    "市州": DivisionLevel.PREFECTURE,
    "市": DivisionLevel.PREFECTURE,
    "地级": DivisionLevel.PREFECTURE,
    "县市区": DivisionLevel.COUNTY,
    "县": DivisionLevel.COUNTY,
    "县级": DivisionLevel.COUNTY,
    "开发区": DivisionLevel.ZONE,
    "管理区": DivisionLevel.ZONE,
    **{str(one.value): one for one in DivisionLevel},
    **{str(one.label): one for one in DivisionLevel},
}
ORDER = list(DivisionLevel)
CODE = re.compile(r"\d{6}", re.ASCII)
LONGEST = {"name": 40, "area_code": 4, "postcode": 6}
Row = dict[str, Any]


def bring_divisions(path: Path, file_name: str) -> int:
    """Take the divisions of a file over, all or none; how many. Raises Refused."""
    sheet = read_table(path, file_name, DIVISIONS)
    rows, errors = [], []
    for line, texts, unread in rows_as_typed(sheet, DIVISIONS):
        errors += [_fault(line.number, name, words) for name, words in unread.items()]
        row, wrong = _division(line.number, texts)
        rows.append(row)
        errors += wrong
    errors += _faults_between(_with_superiors(rows))
    Refused.if_any(errors)
    ordered = sorted(rows, key=lambda row: ORDER.index(row["level"]) if row["level"] else 0)
    numbered = {row["code"]: place for place, row in enumerate(rows)}
    # Superiors first; the order of the file is the official one.
    operations.replace_divisions(
        [{key: row[key] for key in row if key != "line"} for row in ordered],
        places=[numbered[row["code"]] for row in ordered],
    )
    return len(rows)


def _division(line: int, texts: Mapping[str, str]) -> tuple[Row, list[FieldError]]:
    code, above = code_text(texts["code"]), code_text(texts["parent_code"])
    level = LEVELS.get(clean_line(texts["level"]))
    row: Row = {
        "line": line,
        "code": code,
        "name": clean_line(texts["name"]),
        "level": level,
        "parent_code": above or None,
        "area_code": code_text(texts["area_code"]) or None,
        "postcode": code_text(texts["postcode"]) or None,
        "is_custom": False,
    }
    wrong = []
    if not CODE.fullmatch(code):
        wrong.append(_fault(line, "code", _("代码应为 6 位数字")))
    if not row["name"]:
        wrong.append(_fault(line, "name", _("请填写名称")))
    if level is None:
        levels = _("、").join(str(one.label) for one in DivisionLevel)
        wrong.append(_fault(line, "level", _("应为：%(kinds)s", kinds=levels)))
    wrong += [
        _fault(line, name, _("不能超过 %(n)d 个字", n=most))
        for name, most in LONGEST.items()
        if len(row[name] or "") > most
    ]
    return row, wrong


def _provinces(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["level"] is DivisionLevel.PROVINCE]


def _with_superiors(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, each with its superior; one that is left out follows from the code."""
    codes = {row["code"] for row in rows}
    province = next((row["code"] for row in _provinces(rows)), None)
    for row in rows:
        if row["level"] is DivisionLevel.PROVINCE:
            row["parent_code"] = None
        elif row["parent_code"] is None:
            usual = f"{row['code'][:4]}00"
            row["parent_code"] = usual if usual in codes - {row["code"]} else province
    return rows


def _faults_between(rows: Sequence[Row]) -> Iterator[FieldError]:
    """What is wrong between rows."""
    if len(_provinces(rows)) != 1:
        yield FieldError("SU6", "file", _("文件中应有且只有一个省级行政区划"))
        return
    levels = {row["code"]: row["level"] for row in rows}
    seen: set[str] = set()
    for row in rows:
        if row["code"] in seen:
            yield _fault(row["line"], "code", _("代码 %(code)s 重复", code=row["code"]))
        seen.add(row["code"])
        if row["level"] is DivisionLevel.PROVINCE:
            continue
        if row["parent_code"] not in levels:
            words = _("没有代码为 %(code)s 的上级行政区划", code=row["parent_code"])
            yield _fault(row["line"], "parent_code", words)
        elif not _lies_above(levels[row["parent_code"]], row["level"]):
            yield _fault(row["line"], "parent_code", _("上级行政区划的级别应更高"))


def _lies_above(above: DivisionLevel | None, below: DivisionLevel | None) -> bool:
    """Whether a division of one level may hold one of another; what could not be read may."""
    if above is None or below is None:
        return True
    ranks = list(Level)
    return ranks.index(LEVEL_OF[above]) < ranks.index(LEVEL_OF[below])


def _fault(line: int, name: str, words: str) -> FieldError:
    return FieldError("SU6", f"{name}-{line}", words)
