"""What the annual summary must say, worked out by plain SQL on the tables and nothing of ours."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Ask = Callable[[str], list[tuple[Any, ...]]]
OPEN = "('active', 'preparing')"
FILED = "('submitted', 'locked')"
DIVISIONS = (
    ("430100", "长沙市"),
    ("430200", "株洲市"),
    ("430300", "湘潭市"),
    ("430400", "衡阳市"),
    ("430500", "邵阳市"),
    ("430600", "岳阳市"),
    ("430700", "常德市"),
    ("430800", "张家界市"),
    ("430900", "益阳市"),
    ("431000", "郴州市"),
    ("431100", "永州市"),
    ("431200", "怀化市"),
    ("431300", "娄底市"),
    ("433100", "湘西土家族苗族自治州"),
)
KINDS = ("joint", "quality", "safety")
NATURES = ("civil", "full", "partial", "self", "other")
PEOPLE = ("on_duty", "authorized", "contract", "technical")
CERTIFIED = ("certified", "quality_only", "safety_only", "dual")
TITLES = ("senior", "intermediate", "junior")
EDUCATION = ("postgraduate", "bachelor", "college", "below")
PROJECTS = (
    "year_end_projects",
    "year_end_area",
    "year_end_cost",
    "new_projects",
    "new_area",
    "completed_projects",
    "completed_area",
)
ENFORCEMENT = ("rectifications", "stop_works", "penalties", "fines", "accidents", "deaths")
FUNDING = ("budgeted", "received", "spent")
EQUIPMENT = ("office_area", "vehicles", "instruments")
AMOUNTS = {"year_end_area", "year_end_cost", "new_area", "completed_area", "fines", *FUNDING}
AMOUNTS.add("office_area")
CODES = {
    "senior": ("senior_professor", "senior"),
    "intermediate": ("intermediate",),
    "junior": ("assistant", "technician"),
    "postgraduate": ("doctor", "master"),
    "bachelor": ("bachelor",),
    "college": ("college",),
    "below": ("secondary", "high", "junior"),
}
TITLED = ("senior", "intermediate", "junior")
ITEMS = ("personnel", "office", "testing", "equipment", "training", "special")
SPENT = (
    *("personnel", "office", "travel", "testing", "equipment", "training", "systems"),
    *("services", "other"),
)
ACCIDENTS = (
    *("quality_accidents", "accidents_ordinary", "accidents_larger", "accidents_major"),
    "accidents_extreme",
)


class Station(dict[str, int]):
    """The figures of one organization in one year; those of a part it did not file are absent."""

    name: str
    division: str
    kind: str
    missing: bool


def stations(ask: Ask, year: int, today: dt.date) -> list[Station]:
    """Every organization that was open at the end of the year, or is today."""
    running = year >= today.year
    day = min(today, dt.date(year, 12, 31)).isoformat()
    if running:
        rows = ask(
            f"SELECT id, name, division_code, kind, level FROM organization WHERE status IN {OPEN}"
        )
    else:
        rows = ask(
            "SELECT organization_id, name, division_code, kind, level FROM organization_version"
            f" WHERE valid_from <= '{day}' AND (valid_to IS NULL OR valid_to > '{day}')"
            f" AND status IN {OPEN}"
        )
    people = _people(ask, day) if running else _snapshots(ask, year)
    parts = [people, _projects(ask, year), _funding(ask, year)]
    parts.append(_profiles(ask, None if running else year))
    found = []
    for number, name, division, kind, _level in rows:
        station = Station()
        station.name, station.division, station.kind = name, division, kind
        if running:
            station.update(dict.fromkeys((*PEOPLE, *CERTIFIED, *TITLES, *EDUCATION), 0))
        for part in parts:
            station.update(part.get(number, {}))
        in_all = all(number in part for part in (parts if not running else parts[1:]))
        station.missing = not in_all
        found.append(station)
    return found


def _named(rows: list[tuple[Any, ...]], *names: str) -> dict[int, dict[str, int]]:
    """Rows whose first column is the organization, as figures by name."""
    return {
        row[0]: {name: int(value or 0) for name, value in zip(names, row[1:], strict=True)}
        for row in rows
    }


def _quoted(codes: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{code}'" for code in codes) + ")"


def _holds(kind: str, day: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM certificate c WHERE c.identity_id = p.identity_id"
        " AND c.organization_id = p.organization_id"
        f" AND c.type = '{kind}' AND c.valid_from <= '{day}' AND c.valid_to >= '{day}'"
        " AND c.status <> 'suspended'"
        f" AND (c.cancelled_on IS NULL OR c.cancelled_on > '{day}'))"
    )


def _people(ask: Ask, day: str) -> dict[int, dict[str, int]]:
    """One row a person, counted here: whoever is on the roster and not 借入."""
    technical = (
        "(p.title_name IN (SELECT code FROM dictionary_entry WHERE dictionary = 'title_name'"
        " AND \"group\" = 'engineering') AND p.title_level IN"
        " ('senior_professor', 'senior', 'intermediate', 'assistant', 'technician'))"
        " OR EXISTS (SELECT 1 FROM qualification q JOIN dictionary_entry e ON e.code = q.kind"
        " AND e.dictionary = 'qualification' AND e.\"group\" = 'engineering'"
        " WHERE q.identity_id = p.identity_id AND q.organization_id = p.organization_id)"
    )
    rows = ask(
        "SELECT p.organization_id, p.employ_type, p.title_level, p.education,"
        f" CASE WHEN {technical} THEN 1 ELSE 0 END,"
        f" CASE WHEN {_holds('quality', day)} THEN 1 ELSE 0 END,"
        f" CASE WHEN {_holds('safety', day)} THEN 1 ELSE 0 END"
        " FROM person p WHERE p.deleted_at IS NULL"
        f" AND p.joined_on <= '{day}' AND (p.left_on IS NULL OR p.left_on > '{day}')"
    )
    found: dict[int, dict[str, int]] = {}
    for owner, employed, title, education, is_technical, quality, safety in rows:
        if employed == "seconded_in":
            continue
        here = found.setdefault(owner, dict.fromkeys((*PEOPLE, *CERTIFIED, *CODES), 0))
        here["on_duty"] += 1
        here["authorized"] += employed in ("civil", "institution", "logistics")
        here["contract"] += employed in ("contract", "dispatch", "service")
        here["technical"] += is_technical
        here["certified"] += quality or safety
        here["dual"] += quality and safety
        here["quality_only"] += quality and not safety
        here["safety_only"] += safety and not quality
        here["title:" + title] = here.get("title:" + title, 0) + 1
        here["education:" + education] = here.get("education:" + education, 0) + 1
    for here in found.values():
        _group(here, "title:", "education:")
    return found


def _group(here: dict[str, int], title: str, education: str) -> None:
    for name in TITLES:
        here[name] = sum(here.get(title + code, 0) for code in CODES[name])
    for name in EDUCATION:
        here[name] = sum(here.get(education + code, 0) for code in CODES[name])


def _snapshots(ask: Ask, year: int) -> dict[int, dict[str, int]]:
    rows = ask(
        f"SELECT organization_id, cells FROM staff_snapshot WHERE year = {year} ORDER BY version"
    )
    found = {}
    for owner, stored in rows:
        cells = json.loads(stored) if isinstance(stored, str) else dict(stored)
        _group(cells, "title_level=", "education=")
        found[owner] = {n: cells.get(n, 0) for n in (*PEOPLE, *CERTIFIED, *TITLES, *EDUCATION)}
    return found


def _projects(ask: Ask, year: int) -> dict[int, dict[str, int]]:
    def flow(measure: str, name: str) -> str:
        return f"SUM(CASE WHEN l.flow = '{name}' THEN l.{measure} ELSE 0 END)"

    def left(measure: str) -> str:
        return (
            f"{flow(measure, 'carried')} + {flow(measure, 'new')}"
            f" - {flow(measure, 'completed')} - {flow(measure, 'ended')}"
        )

    table = ask(
        f"SELECT r.organization_id, {left('projects')}, {left('area')}, {left('cost')},"
        f" {flow('projects', 'new')}, {flow('area', 'new')},"
        f" {flow('projects', 'completed')}, {flow('area', 'completed')}"
        " FROM project_return r JOIN project_line l ON l.return_id = r.id"
        f" WHERE r.year = {year} AND r.state IN {FILED} GROUP BY r.organization_id"
    )

    def added(*keys: str) -> str:
        return " + ".join(f"COALESCE({key}, 0)" for key in keys)

    figures = ask(
        "SELECT organization_id,"
        f" {added('quality_rectifications', 'safety_rectifications')},"
        f" {added('quality_stop_works', 'safety_stop_works')}, {added('penalties')},"
        f" {added('fines')}, {added(*ACCIDENTS)}, {added('deaths')}"
        f" FROM project_return WHERE year = {year} AND state IN {FILED}"
    )
    enforced = _named(figures, *ENFORCEMENT)
    return {
        owner: {**cells, **enforced[owner]} for owner, cells in _named(table, *PROJECTS).items()
    }


def _funding(ask: Ask, year: int) -> dict[int, dict[str, int]]:
    def added(prefix: str, items: tuple[str, ...]) -> str:
        return " + ".join(f"COALESCE({prefix}_{item}, 0)" for item in items)

    rows = ask(
        f"SELECT organization_id, {added('budgeted', ITEMS)}, {added('received', ITEMS)},"
        f" {added('spent', SPENT)} FROM funding_return"
        f" WHERE year = {year} AND state IN {FILED}"
    )
    return _named(rows, *FUNDING)


def _profiles(ask: Ask, year: int | None) -> dict[int, dict[str, int]]:
    filed = "state IN ('submitted', 'locked')"
    newest = (
        "year = (SELECT max(o.year) FROM profile_return o WHERE o.organization_id ="
        f" profile_return.organization_id AND o.{filed})"
    )
    of_the_year = newest if year is None else f"year = {year}"
    table = f"profile_return WHERE {filed} AND {of_the_year}"
    rows = ask(
        "SELECT organization_id, nature, funding_type, posts_total, office_area, vehicles,"
        f" instruments FROM {table}"
    )
    found = {}
    for owner, nature, funding, *numbers in rows:
        civil = nature in ("government", "civil_managed")
        word = "civil" if civil else funding if funding in NATURES else "other"
        names = ("posts", *EQUIPMENT)
        natures = {"nature_" + one: int(one == word) for one in NATURES}
        found[owner] = {**natures, **dict(zip(names, map(int, numbers), strict=True))}
    return found


# --- as it is printed -----------------------------------------------------------------------


def _prefecture(station: Station) -> str | None:
    return None if station.division == "430000" else station.division[:4] + "00"


def _cells(members: list[Station]) -> list[str]:
    """The printed figures of a row, from 机构数 to 仪器; blank where there is nobody who filed."""

    def total(name: str) -> int:
        return sum(one[name] for one in members if name in one)

    def text(name: str) -> str:
        if members and not any(name in one for one in members):
            return ""
        value = total(name)
        return f"{Decimal(value) / 100:.2f}" if name in AMOUNTS else str(value)

    def share(part: str, whole: str) -> str:
        if not total(whole):
            return "—"
        exact = Decimal(total(part)) * 100 / total(whole)
        return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))

    return [
        str(len(members)),
        *(str(sum(one.kind == kind for one in members)) for kind in KINDS),
        *(text("nature_" + word) for word in NATURES),
        text("posts"),
        *map(text, PEOPLE),
        share("technical", "on_duty"),
        *map(text, CERTIFIED),
        share("certified", "on_duty"),
        *map(text, (*TITLES, *EDUCATION, *PROJECTS, *ENFORCEMENT)),
        text("budgeted"),
        text("received"),
        share("received", "budgeted"),
        text("spent"),
        *map(text, EQUIPMENT),
    ]


def _remark(members: list[Station]) -> str:
    missing = sum(one.missing for one in members)
    return f"{missing}个机构未填报" if missing else ""


def province_rows(found: list[Station]) -> list[list[str]]:
    """省本级, the 14 prefectures and 合计, as printed; without the column of numbers."""
    groups = ((None, "省本级"), *DIVISIONS)
    rows = []
    for code, name in groups:
        members = [one for one in found if _prefecture(one) == code]
        rows.append([name, *_cells(members), _remark(members)])
    return [*rows, ["合计", *_cells(found), ""]]


def prefecture_rows(found: list[Station], code: str) -> list[list[str]]:
    """One row an organization of the prefecture, in any order, and 合计."""
    members = [one for one in found if _prefecture(one) == code]
    rows = [[one.name, *_cells([one]), _remark([one])] for one in members]
    return [*rows, ["合计", *_cells(members), ""]]
