"""The figures as a table, with what was promised beside them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.sheets import IMPORTED

MOST_QUERIES, SHARE_OF_STOCK, MOST_GROWTH, MOST_SHEET = 6, 0.2, 1.5, 1.3
MOST_PREVIEW = 0.5
# CPU ms of the overview, whatever the number of people.
MOST_OVERVIEW = 150
# Flat: five times the rows take at most so much more memory.
MOST_MEMORY = 1.1
LISTS = (
    "first page",
    "page 500",
    "last page",
    "filtered, frequent",
    "filtered, rare",
    "name, 1 character",
    "name, 2 characters",
    "name, 3 characters",
    "ID number",
    "by name",
    "by day of joining",
)
WIDTHS = (36, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 5, 30)
Found = Mapping[tuple[str, str, str], Mapping[str, Any]]


def pages(found: Found, databases: Sequence[str], sizes: Sequence[int]) -> None:
    """One table a database; milliseconds of CPU a request, server and database together."""
    small, large = min(sizes), max(sizes)
    both = (f"{small // 1000}k", f"{large // 1000}k")
    for database in databases:
        worlds = (f"{database}-{small}", f"{database}-{large}")
        _line()
        _line(f"{database}: CPU ms a request at {small:,} and {large:,} people")
        _row(
            ("", "ours", "", "growth", "stock", "", "ours/", "stock", "hand", "", "in the", "SQL"),
        )
        _row(
            ("", *both, "", *both, *both, *both, "server", "", "missed"),
        )
        for case in dict.fromkeys(key[2] for key in found):
            if any(("ours", world, case) in found for world in worlds):
                _row(_case(found, worlds, case))
        _beside(found, worlds)


def _case(found: Found, worlds: tuple[str, str], case: str) -> Sequence[str]:
    ours, stock, plain = (
        [found.get((kind, world, case)) for world in worlds] for kind in ("ours", "stock", "plain")
    )
    growth = ours[1]["cpu"] / ours[0]["cpu"] if ours[0] and ours[1] else None
    shares = [
        mine["cpu"] / theirs["cpu"] if mine and theirs else None
        for mine, theirs in zip(ours, stock, strict=True)
    ]
    queries = max(one["statements"] for one in ours if one)
    return (
        case,
        *map(_ms, ours),
        _times(growth),
        *map(_ms, stock),
        *map(_times, shares),
        *map(_ms, plain),
        _ms({"cpu": ours[1]["database"]}) if ours[1] else "",
        str(queries),
        _missed(case, growth, shares, queries) or _slow(case, ours),
    )


def _missed(case: str, growth: float | None, shares: list[float | None], queries: int) -> str:
    if case not in LISTS and not case.startswith("first page"):
        return ""
    faults = []
    if queries > MOST_QUERIES:
        faults.append("queries")
    if growth is not None and growth > MOST_GROWTH:
        faults.append("growth")
    if any(share is not None and share > SHARE_OF_STOCK for share in shares):
        faults.append("share of stock")
    return ", ".join(faults)


def _slow(case: str, ours: Sequence[Mapping[str, Any] | None]) -> str:
    is_slow = any(one and one["cpu"] / 1e6 > MOST_OVERVIEW for one in ours)
    return f"over {MOST_OVERVIEW} ms" if case == "overview" and is_slow else ""


def _beside(found: Found, worlds: tuple[str, str]) -> None:
    """What only the stock application was asked."""
    for kind, world, case in found:
        if kind == "stock" and world in worlds and ("ours", world, case) not in found:
            one = found[kind, world, case]
            _line(f"  stock, {case}, {world}: {_ms(one)} ms, {one['statements']} queries")
    for world in worlds:
        if first := found.get(("stock", world, "first page")):
            _line(f"  stock, first page, {world}: {first['statements']} queries")


def structures(found: Mapping[str, Mapping[str, float]]) -> None:
    """人员结构 of all organizations, a column an installation; what each costs of plain SQL."""
    _line()
    _costs("人员结构 of all organizations: CPU ms", found)


def places(found: Mapping[str, Mapping[str, float]]) -> None:
    """额度分配, a column an installation."""
    _line()
    _costs("places of a prefecture: CPU ms", found)


def certificates(found: Mapping[str, Mapping[str, float]]) -> None:
    """发证, a column an installation."""
    _line()
    _costs("a session whose people have passed: CPU ms", found)


def assessed(found: Mapping[str, Mapping[str, float]]) -> None:
    """The pad and R24, a column an installation."""
    _line()
    _costs("a project on the pad, points of the province: CPU ms", found)


def _costs(title: str, found: Mapping[str, Mapping[str, float]]) -> None:
    _line(title)
    names = list(dict.fromkeys(name for one in found.values() for name in one))
    _line("".ljust(WIDTHS[0]) + "".join(world.rjust(20) for world in found))
    for name in names:
        figures = "".join(_figure(one.get(name)).rjust(20) for one in found.values())
        _line(name.ljust(WIDTHS[0]) + figures)
        if name.endswith("by hand"):
            live = name.replace("by hand", "live")
            shares = "".join(f"{one[live] / one[name]:.2f}".rjust(20) for one in found.values())
            _line("  live / by hand".ljust(WIDTHS[0]) + shares)


def sheets(
    found: Mapping[str, Mapping[str, float]], exported: Mapping[str, Mapping[str, float]]
) -> None:
    """Spreadsheets and PDF of 25 columns: CPU seconds, highest memory."""
    _line()
    _line("files of 25 columns: CPU s, highest memory MB")
    for name, one in {**found, **{f"export {k}": v for k, v in exported.items()}}.items():
        _line(f"  {name:40}{one['cpu']:8.1f}{one['peak']:8.0f}")
    for name in ("ours", "reported"):
        ratio = found[name]["cpu"] / found["raw"]["cpu"]
        growth = found[name]["peak"] / found[f"{name}, few rows"]["peak"]
        _line(f"  {name} / raw {ratio:.2f} (promised {MOST_SHEET}){_fault(ratio, MOST_SHEET)}")
        _line(f"  memory at five times the rows {growth:.2f}{_fault(growth, MOST_MEMORY)}")
    for name, one in exported.items():
        if name.endswith("import"):
            bare = IMPORTED / found["calamine"]["cpu"]
            _line(f"  {name}: {IMPORTED / one['cpu']:,.0f} rows/s, bare reading {bare:,.0f} rows/s")
        if name.endswith("R06 preview"):
            _line(f"  {name} (promised {MOST_PREVIEW} s){_fault(one['cpu'], MOST_PREVIEW)}")


def _fault(value: float, limit: float) -> str:
    return "  MISSED" if value > limit else ""


def _ms(one: Mapping[str, Any] | None) -> str:
    return f"{one['cpu'] / 1e6:.1f}" if one else ""


def _times(value: float | None) -> str:
    return f"{value:.2f}" if value is not None else ""


def _row(cells: Sequence[str]) -> None:
    first, *rest = cells
    words = [cell.rjust(width) for cell, width in zip(rest, WIDTHS[1:], strict=False)]
    _line(first.ljust(WIDTHS[0]) + "".join(words))


def _line(words: str = "") -> None:
    sys.stdout.write(words.rstrip() + "\n")
    sys.stdout.flush()


def _figure(seconds: float | None) -> str:
    """Milliseconds; nothing for what this installation was not asked."""
    return "—" if seconds is None else f"{seconds * 1000:,.1f}"
