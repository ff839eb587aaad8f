"""What the survey summaries R03 to R06 must say, by plain SQL on the tables and nothing of ours."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

Ask = Callable[[str], list[tuple[Any, ...]]]
Unseal = Callable[[bytes], str]

OPEN = "('active', 'preparing')"
FILED = "('submitted', 'locked')"
ALL = "survey_all"
TITLES = {
    "survey_joint": "质量安全监督合署机构调查汇总表",
    "survey_quality": "独立质量监督机构调查汇总表",
    "survey_safety": "独立安全监督机构调查汇总表",
    ALL: "全部监督机构调查汇总表",
}
KINDS = {"joint": "合署", "quality": "独立质量", "safety": "独立安全"}
LEVELS = {"province": "省级", "prefecture": "市州级", "county": "县级"}
RESULTS = {"passed": "合格", "barely": "基本合格", "failed": "不合格"}
NONE, NOTHING = "—", "无符合条件的数据"
REPEATED = 3  # 序号, 市州 and 机构名称 begin every strip.

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


class Column(NamedTuple):
    """A column: its band (its own title where none), title, source, and how it is printed."""

    band: str
    title: str
    name: str
    form: str = "text"


def _band(title: str, *columns: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(title, *column) for column in columns)


def _alone(title: str, name: str, form: str = "text") -> Column:
    return Column(title, title, name, form)


_BEFORE = (
    _alone("序号", "serial"),
    _alone("市州", "place"),
    _alone("机构名称", "name"),
    _alone("机构类别", "kind"),
    _alone("机构级别", "level"),
    _alone("主管部门", "competent_department"),
    *_band("成立情况", ("批准文号", "approval_no"), ("成立日期", "established_on")),
    _alone("机构性质", "nature"),
    _alone("经费形式", "funding_type"),
    *_band("负责人", ("姓名", "head_name"), ("职务", "head_position"), ("电话", "head_mobile")),
)
_PEOPLE = _band(
    "人员（人）",
    ("编制", "posts_total", "count"),
    ("在职", "on_duty", "count"),
    ("在编", "authorized", "count"),
    ("聘用", "contract", "count"),
    ("借出", "seconded_out", "count"),
)
_CERTIFIED_TITLE = "持证监督人员（人）"
_CERTIFIED = ("合计", "certified", "count")
_SHARE = ("占比(%)", "certified/on_duty", "percent")
_HOLDERS = {
    "survey_quality": (("质量", "quality_all", "count"), ("其中双证", "dual", "count")),
    "survey_safety": (("安全", "safety_all", "count"), ("其中双证", "dual", "count")),
}
_SPLIT = (
    ("质量", "quality_only", "count"),
    ("安全", "safety_only", "count"),
    ("双证", "dual", "count"),
)
_TITLED = _band(
    "职称（人）",
    ("高级", "title_level.senior", "count"),
    ("中级", "title_level.intermediate", "count"),
    ("初级", "title_level.junior", "count"),
)
_TRAINED = _band(
    "专业（人）",
    ("土建", "specialty.civil", "count"),
    ("安装", "specialty.installation", "count"),
    ("市政", "specialty.municipal", "count"),
    ("机械", "specialty.machinery", "count"),
    ("其他", "specialty.other", "count"),
)
_PROJECTS = (
    *_band(
        "年末在监工程",
        ("房建(个)", "buildings", "count"),
        ("房建面积(万㎡)", "buildings_area", "amount"),
        ("市政(个)", "municipal", "count"),
        ("轨道(个)", "transit", "count"),
        ("造价(万元)", "cost", "amount"),
    ),
    _alone("人均在监面积(万㎡)", "area/certified", "mean"),
)
_QUALITY = _band(
    "质量监督",
    ("检查(次)", "quality_checks", "count"),
    ("抽测(次)", "spot_tests", "count"),
    ("整改(份)", "quality_rectifications", "count"),
    ("监督报告(份)", "supervision_reports", "count"),
)
_SAFETY = _band(
    "安全监督",
    ("检查(次)", "safety_checks", "count"),
    ("整改(份)", "safety_rectifications", "count"),
    ("停工(份)", "safety_stop_works", "count"),
    ("危大工程(项)", "high_risk_works", "count"),
)
_PENALTIES = _band("行政处罚", ("起数", "penalties", "count"), ("金额(万元)", "fines", "amount"))
_ACCIDENTS = _band(
    "事故",
    ("质量(起)", "quality_accidents", "count"),
    ("安全(起)", "safety_accidents", "count"),
    ("死亡(人)", "deaths", "count"),
)
_MONEY = _band(
    "经费（万元）",
    ("是否全额保障", "fully_covered", "text"),
    ("应拨", "budgeted", "amount"),
    ("实拨", "received", "amount"),
    ("到位率(%)", "received/budgeted", "percent"),
)
_EQUIPMENT = _band(
    "装备",
    ("办公面积(㎡)", "office_area", "amount"),
    ("车辆", "vehicles", "count"),
    ("仪器(台套)", "instruments", "count"),
)
_VERIFIED = _band(
    "资格验证", ("证书编号", "certificate_no"), ("有效期至", "valid_to"), ("结果", "result")
)
_LEFT_OUT = {
    "survey_joint": {"kind"},
    "survey_quality": {"kind", "safety_accidents", *(column.name for column in _SAFETY)},
    "survey_safety": {"kind", "quality_accidents", *(column.name for column in _QUALITY)},
    ALL: set(),
}


def columns(report: str) -> list[Column]:
    """The columns of a report in their order."""
    holders = (_CERTIFIED, *_HOLDERS.get(report, _SPLIT), _SHARE)
    found = (*_BEFORE, *_PEOPLE, *_band(_CERTIFIED_TITLE, *holders), *_TITLED, *_TRAINED)
    found += (*_PROJECTS, *_QUALITY, *_SAFETY, *_PENALTIES, *_ACCIDENTS, *_MONEY, *_EQUIPMENT)
    return [one for one in (*found, *_VERIFIED) if one.name not in _LEFT_OUT[report]]


def heads(report: str) -> list[tuple[str, str]]:
    """Both words of each column's heading, from above; one word twice where it stands alone."""
    return [(one.band, one.title) for one in columns(report)]


def label_span(report: str) -> int:
    """How many columns the label of a line of sums covers: all before 编制."""
    return [one.title for one in columns(report)].index("编制")


# --- the figures ----------------------------------------------------------------------------


class Station:
    """One organization on the last day of a year (today in the running one) and its figures."""

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
    for one in found:
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
        "SELECT holder_id, type, valid_from, valid_to, status, cancelled_on FROM certificate"
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
    names = ("on_duty", "seconded_out", "quality_only", "safety_only", "dual")
    for number, owner, employed, duty, title, specialty in rows:
        if groups["employ_type"][employed] == "seconded_in":
            continue
        here = found.setdefault(owner, dict.fromkeys(names, 0))
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
    plain = ("on_duty", "seconded_out", "quality_only", "safety_only", "dual")
    found = {}
    for owner, stored in rows:
        cells = json.loads(stored) if isinstance(stored, str) else dict(stored)
        counts = {}
        for key, count in cells.items():
            dictionary, _equals, code = key.partition("=")
            counts[dictionary, code] = count
        here = {name: cells.get(name, 0) for name in plain}
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


# --- as it is printed -----------------------------------------------------------------------


def _printed(members: Sequence[Station], column: Column) -> str:
    def total(name: str) -> int:
        return sum(one.numbers.get(name, 0) for one in members)

    if column.form == "count":
        return str(total(column.name))
    if column.form == "amount":
        return f"{Decimal(total(column.name)) / 100:.2f}"
    above, below = (total(name) for name in column.name.split("/"))
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


def rows(report: str, found: Sequence[Station], *, subtotals: bool) -> list[list[str]]:
    """The printed lines; the label of a line of sums stands in each of the columns it covers."""
    kind = report.removeprefix("survey_")
    members = [one for one in found if report == ALL or one.kind == kind]
    if not members:
        return [[NOTHING] * len(columns(report))]
    lines: list[list[str]] = []
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
