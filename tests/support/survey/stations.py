"""What the survey summaries R03 to R06 must say, by plain SQL on the tables and nothing of ours."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from tests.support.survey.columns import KINDS, LEVELS, RESULTS

Ask = Callable[[str], list[tuple[Any, ...]]]
Unseal = Callable[[bytes], str]

OPEN = "('active', 'preparing')"
FILED = "('submitted', 'locked')"
ITEMS = ("personnel", "office", "testing", "equipment", "training", "special")
ACCIDENTS = ("accidents_ordinary", "accidents_larger", "accidents_major", "accidents_extreme")
FIGURES = (
    "quality_checks",
    "spot_tests",
    "quality_rectifications",
    "supervision_reports",
    "safety_checks",
    "safety_rectifications",
    "safety_stop_works",
    "high_risk_works",
    "penalties",
    "fines",
    "quality_accidents",
    "deaths",
)
PLAIN = ("on_duty", "seconded_out", "quality_only", "safety_only", "dual")
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "employ_type": {"authorized": ("civil", "institution", "logistics"), "contract": ("contract",)},
    "title_level": {
        "senior": ("senior",),
        "intermediate": ("intermediate",),
        "junior": ("junior",),
    },
    "specialty": {
        name: (name,) for name in ("civil", "installation", "municipal", "machinery", "other")
    },
}


class Station:
    """One organization on the last day of a year (today in the running one) and its figures.

    Numbers of a part that it did not file are absent.
    """

    def __init__(self, number: int, name: str, kind: str, level: str) -> None:
        self.id, self.name, self.kind, self.level = number, name, kind, level
        self.prefecture: str | None = None
        self.nature: str | None = None
        self.order: tuple[int, ...] = ()
        self.texts: dict[str, str] = {}
        self.numbers: dict[str, int] = {}


def last_day(year: int, today: dt.date) -> dt.date:
    """31 December, or today while the year runs."""
    return min(today, dt.date(year, 12, 31))


def reach(ask: Ask, root: int, day: dt.date) -> set[int]:
    """The organizations that one could see on a day: itself, what is below it, what it guides."""
    parents = {row[0]: row[1] for row in _open_on(ask, day, "parent_id")}
    levels = dict(_open_on(ask, day, "level"))
    if levels.get(root) == "province":
        return set(parents)
    links = ask("SELECT superior_id, organization_id FROM supervision_link")
    below = [(above, number) for number, above in parents.items()] + links
    found = {root} & set(parents)
    grown = True
    while grown:
        more = {number for above, number in below if above in found and number in parents}
        grown = not more <= found
        found |= more
    return found


def _open_on(ask: Ask, day: dt.date, names: str) -> list[tuple[Any, ...]]:
    return ask(
        f"SELECT organization_id, {names} FROM organization_version"
        f" WHERE valid_from <= '{day}' AND (valid_to IS NULL OR valid_to > '{day}')"
        f" AND status IN {OPEN}"
    )


def stations(ask: Ask, unseal: Unseal, year: int, today: dt.date, ids: set[int]) -> list[Station]:
    """Those of the organizations that were open, in the order of the reports."""
    day, running = last_day(year, today), year >= today.year
    places = {
        code: (name, level, parent, position)
        for code, name, level, parent, position in ask(
            "SELECT code, name, level, parent_code, position FROM division"
        )
    }
    found = []
    for number, name, kind, level, code in _open_on(ask, day, "name, kind, level, division_code"):
        if number not in ids:
            continue
        one = Station(number, name, kind, level)
        above = code
        while above is not None and places[above][1] != "prefecture":
            above = places[above][2]
        one.prefecture = above
        one.order = (
            places[above][3] if above else -1,
            list(LEVELS).index(level),
            list(KINDS).index(kind),
            places[code][3],
            number,
        )
        one.texts = {
            "place": places[above][0] if above else "省本级",
            "name": name,
            "kind": KINDS[kind],
            "level": LEVELS[level],
        }
        found.append(one)
    people = _people(ask, day) if running else _snapshots(ask, year)
    numbers = (people, _lines(ask, year), _enforcement(ask, year))
    nobody = _with_holders({**dict.fromkeys(PLAIN, 0), **_counted(ask, {})})
    for one in found:
        if running:
            one.numbers.update(nobody)
        for part in numbers:
            one.numbers.update(part.get(one.id, {}))
    _add_profiles(ask, unseal, found, None if running else year)
    _add_funding(ask, found, year)
    _add_verification(ask, found, day)
    return sorted(found, key=lambda one: one.order)


def _groups(ask: Ask) -> dict[str, dict[str, str]]:
    """The group of every code, by dictionary."""
    found: dict[str, dict[str, str]] = {}
    for dictionary, code, group in ask('SELECT dictionary, code, "group" FROM dictionary_entry'):
        found.setdefault(dictionary, {})[code] = group
    return found


def _labels(ask: Ask, dictionary: str) -> dict[str, str]:
    rows = ask(f"SELECT code, label FROM dictionary_entry WHERE dictionary = '{dictionary}'")
    return dict(rows)


def _counted(ask: Ask, counts: dict[tuple[str, str], int]) -> dict[str, int]:
    """Counts of codes as counts of the columns that are made of their groups."""
    of = _groups(ask)
    found: dict[str, int] = {}
    for dictionary, parts in GROUPS.items():
        for name, groups in parts.items():
            key = name if dictionary == "employ_type" else f"{dictionary}.{name}"
            found[key] = sum(
                count
                for (where, code), count in counts.items()
                if where == dictionary and of[dictionary].get(code) in groups
            )
    return found


def _certificates(ask: Ask, day: dt.date) -> dict[int, set[str]]:
    """The kinds of certificates that each person holds on a day."""
    found: dict[int, set[str]] = {}
    for holder, kind, first, last, status, cancelled in ask(
        "SELECT p.id, type, valid_from, valid_to, status, cancelled_on FROM certificate c"
        " JOIN person p ON p.identity_id = c.identity_id AND p.organization_id = c.organization_id"
    ):
        gone = cancelled is not None and str(cancelled) <= str(day)
        if str(first) <= str(day) <= str(last) and status != "suspended" and not gone:
            found.setdefault(holder, set()).add(kind)
    return found


def _people(ask: Ask, day: dt.date) -> dict[int, dict[str, int]]:
    """One row a person, counted here: whoever is on the roster and not 借入."""
    groups, held = _groups(ask), _certificates(ask, day)
    counts: dict[int, dict[tuple[str, str], int]] = {}
    found: dict[int, dict[str, int]] = {}
    rows = ask(
        "SELECT id, organization_id, employ_type, duty_status, title_level, specialty FROM person"
        f" WHERE deleted_at IS NULL AND joined_on <= '{day}'"
        f" AND (left_on IS NULL OR left_on > '{day}')"
    )
    for number, owner, employed, duty, title, specialty in rows:
        if groups["employ_type"][employed] == "seconded_in":
            continue
        here = found.setdefault(owner, dict.fromkeys(PLAIN, 0))
        here["on_duty"] += 1
        here["seconded_out"] += groups["duty_status"][duty] == "seconded_out"
        kinds = held.get(number, set())
        here["dual"] += len(kinds) == 2
        here["quality_only"] += kinds == {"quality"}
        here["safety_only"] += kinds == {"safety"}
        codes = counts.setdefault(owner, {})
        told = (("employ_type", employed), ("title_level", title), ("specialty", specialty))
        for pair in told:
            codes[pair] = codes.get(pair, 0) + 1
    return {
        owner: _with_holders({**here, **_counted(ask, counts[owner])})
        for owner, here in found.items()
    }


def _with_holders(cells: dict[str, int]) -> dict[str, int]:
    quality, safety, dual = (cells[name] for name in ("quality_only", "safety_only", "dual"))
    return {
        **cells,
        "certified": quality + safety + dual,
        "quality_all": quality + dual,
        "safety_all": safety + dual,
    }


def _snapshots(ask: Ask, year: int) -> dict[int, dict[str, int]]:
    """The cells of the newest version."""
    rows = ask(
        f"SELECT organization_id, cells FROM staff_snapshot WHERE year = {year} ORDER BY version"
    )
    found = {}
    for owner, stored in rows:
        cells = json.loads(stored) if isinstance(stored, str) else dict(stored)
        counts = {}
        for key, count in cells.items():
            dictionary, _equals, code = key.partition("=")
            counts[dictionary, code] = count
        here = {name: cells.get(name, 0) for name in PLAIN}
        found[owner] = _with_holders({**here, **_counted(ask, counts)})
    return found


def _lines(ask: Ask, year: int) -> dict[int, dict[str, int]]:
    """年末在监 = 结转 + 新受监 − 竣工 − 终止, one line of the table after the other."""
    found: dict[int, dict[str, int]] = {}
    rows = ask(
        "SELECT r.organization_id, l.category, l.flow, l.projects, l.area, l.cost"
        " FROM project_return r JOIN project_line l ON l.return_id = r.id"
        f" WHERE r.year = {year} AND r.state IN {FILED}"
    )
    for owner, category, flow, projects, area, cost in rows:
        sign = 1 if flow in ("carried", "new") else -1
        here = found.setdefault(owner, {})
        pieces = {"area": area, "cost": cost}
        if category in ("housing", "public", "industrial"):
            pieces |= {"buildings": projects, "buildings_area": area}
        elif category in ("municipal", "transit"):
            pieces[category] = projects
        for name, value in pieces.items():
            here[name] = here.get(name, 0) + sign * value
    return found


def _enforcement(ask: Ask, year: int) -> dict[int, dict[str, int]]:
    rows = ask(
        f"SELECT organization_id, {', '.join((*FIGURES, *ACCIDENTS))} FROM project_return"
        f" WHERE year = {year} AND state IN {FILED}"
    )
    found = {}
    for owner, *values in rows:
        told = [value or 0 for value in values]
        here = dict(zip(FIGURES, told, strict=False))
        here["safety_accidents"] = sum(told[len(FIGURES) :])
        found[owner] = here
    return found


def _add_profiles(ask: Ask, unseal: Unseal, found: list[Station], year: int | None) -> None:
    """The year's profile that was handed in, or the newest one for the running year."""
    texts = ("competent_department", "approval_no", "established_on", "head_name", "head_position")
    counts = ("posts_total", "office_area", "vehicles", "instruments")
    of_year = "" if year is None else f" AND year = {year}"
    rows = ask(
        f"SELECT organization_id, nature, funding_type, head_mobile, {', '.join(texts)},"
        f" {', '.join(counts)} FROM profile_return WHERE state IN {FILED}{of_year} ORDER BY year"
    )
    newest = {row[0]: row[1:] for row in rows}
    natures, funds = _labels(ask, "org_nature"), _labels(ask, "funding_type")
    for one in found:
        if one.id not in newest:
            continue
        nature, funding, mobile, *told = newest[one.id]
        one.nature = nature
        one.texts["nature"] = natures[nature] if nature else ""
        one.texts["funding_type"] = funds[funding] if funding else ""
        number = unseal(bytes(mobile)) if mobile is not None else ""
        one.texts["head_mobile"] = f"{number[:3]}****{number[-4:]}" if number else ""
        words, numbers = told[: len(texts)], told[len(texts) :]
        one.texts |= {
            name: "" if word is None else str(word) for name, word in zip(texts, words, strict=True)
        }
        one.numbers |= {name: value or 0 for name, value in zip(counts, numbers, strict=True)}


def _add_funding(ask: Ask, found: list[Station], year: int) -> None:
    def added(prefix: str) -> str:
        return " + ".join(f"COALESCE({prefix}_{item}, 0)" for item in ITEMS)

    rows = ask(
        f"SELECT organization_id, fully_covered, {added('budgeted')}, {added('received')}"
        f" FROM funding_return WHERE year = {year} AND state IN {FILED}"
    )
    told = {row[0]: row[1:] for row in rows}
    for one in found:
        if one.id in told:
            covered, budgeted, received = told[one.id]
            one.texts["fully_covered"] = "是" if covered else "否"
            one.numbers |= {"budgeted": int(budgeted), "received": int(received)}


def _add_verification(ask: Ask, found: list[Station], day: dt.date) -> None:
    """The one that was valid on the day; of several, the one that ends last."""
    rows = ask(
        "SELECT organization_id, certificate_no, valid_from, valid_to, result, revoked_on"
        " FROM organization_verification ORDER BY valid_to"
    )
    valid = {
        owner: (number, str(last), RESULTS[result])
        for owner, number, first, last, result, revoked in rows
        if str(first) <= str(day) <= str(last) and (revoked is None or str(revoked) > str(day))
    }
    for one in found:
        told = valid.get(one.id, ("", "", ""))
        one.texts |= dict(zip(("certificate_no", "valid_to", "result"), told, strict=True))
