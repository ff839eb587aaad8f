"""The lines of the survey summaries R03 to R06: as they must be printed, and found again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from tests.support.paper import EMPTY, Lines
from tests.support.survey.columns import ALL, KINDS, NONE, Column, columns, heads, label_span
from tests.support.survey.stations import Station


def _printed(members: Sequence[Station], column: Column) -> str:
    """A figure of those who filed it; blank where there is nobody who did, — for a quotient."""
    names = column.name.split("/")
    # Both parts of a quotient are those of the same organizations.
    told = [one for one in members if all(name in one.numbers for name in names)]

    def total(name: str) -> int:
        return sum(one.numbers[name] for one in told)

    if column.form in ("count", "amount") and members and not told:
        return ""
    if column.form == "count":
        return str(total(column.name))
    if column.form == "amount":
        return f"{Decimal(total(column.name)) / 100:.2f}"
    above, below = (total(name) for name in names)
    if not below:
        return NONE
    if column.form == "percent":
        exact, step = Decimal(above) * 100 / below, "0.1"
    else:
        # Areas are kept in hundredths, people are not.
        exact, step = Decimal(above) / 100 / below, "0.01"
    return str(exact.quantize(Decimal(step), ROUND_HALF_UP))


def _sums(report: str, label: str, members: Sequence[Station]) -> list[str]:
    told = columns(report)[label_span(report) :]
    cells = ["" if one.form == "text" else _printed(members, one) for one in told]
    return [label] * label_span(report) + cells


def _row(report: str, serial: int, one: Station) -> list[str]:
    texts = {**one.texts, "serial": str(serial)}
    return [
        texts.get(column.name, "") if column.form == "text" else _printed([one], column)
        for column in columns(report)
    ]


def printed_lines(report: str, found: Sequence[Station], *, subtotals: bool) -> Lines:
    """The lines of a report; a label of sums stands in each of the columns that it covers."""
    kind = report.removeprefix("survey_")
    members = [one for one in found if report == ALL or one.kind == kind]
    if not members:
        return [[EMPTY] * len(columns(report))]
    lines: Lines = []
    groups: dict[str | None, list[Station]] = {}
    for serial, one in enumerate(members, 1):
        groups.setdefault(one.prefecture, []).append(one)
        lines.append(_row(report, serial, one))
        following = members[serial].prefecture if serial < len(members) else ""
        if subtotals and following != one.prefecture:
            lines.append(_sums(report, "小计", groups[one.prefecture]))
    if report == ALL:
        for code, word in KINDS.items():
            part = [one for one in members if one.kind == code]
            lines.append(_sums(report, f"其中：{word}", part))
    return [*lines, _sums(report, "合计", members)]


# --- what stands in lines -------------------------------------------------------------------


def names_in(lines: Lines) -> list[str]:
    """The organizations of a table, in its order."""
    return [line[2] for line in lines if line[0].isdigit()]


def line_of(lines: Lines, name: str) -> list[str]:
    """The line of an organization, which has one."""
    (found,) = [line for line in lines if line[2] == name]
    return found


def labelled(lines: Lines, label: str) -> Lines:
    """The lines of sums with a label."""
    return [line for line in lines if line[0] == label]


def by_heading(report: str, line: list[str]) -> dict[tuple[str, ...], str]:
    """The cells of a line by both words of their heading."""
    return dict(zip(heads(report), line, strict=True))
