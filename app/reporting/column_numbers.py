"""Numbers of columns as statistics tables print them, with how a column follows from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .declaration import NUMERIC, SERIAL, Column

# Columns of words are counted by the ten stems, then by the twelve branches.
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def column_numbers(columns: Sequence[Column]) -> list[str]:
    """甲 乙 丙 … over words and 1 2 3 … over figures; computed ones with their formula: 3=1+2."""
    names: dict[str, str] = {}
    words = figures = 0
    for column in columns:
        if column.fmt in NUMERIC and column.key != SERIAL:
            figures += 1
            names[column.key] = str(figures)
        else:
            names[column.key] = _stem(words)
            words += 1
    return [names[column.key] + _formula(column, names) for column in columns]


def _stem(place: int) -> str:
    turn, stem = divmod(place, len(STEMS))
    return f"{STEMS[stem]}{turn + 1 if turn else ''}"


def _formula(column: Column, names: Mapping[str, str]) -> str:
    """What the column is computed from, where all of it stands on the paper."""
    parts = column.ratio or column.adds
    if not parts or any(part not in names for part in parts):
        return ""
    told = [names[part] for part in parts]
    if column.ratio:
        return "=" + "÷".join(told) + ("×100" if column.fmt == "pct" else "")
    return "=" + "+".join(told)
