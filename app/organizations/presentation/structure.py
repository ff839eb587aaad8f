"""The blocks of 人员结构: which cells each has, how they read in a year, and what must tie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.configuration.dictionaries import entries
from app.core.configuration.parameters import parameter
from app.core.screens.value_display import NOTHING
from app.core.web.markup import icon
from app.organizations.queries import StructureRow


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a block. ``people`` is the cell whose people stand behind it; blank for none."""

    label: str
    # None where it was not stored, or not filed.
    value: Any
    people: str = ""
    # What is part of the figure before it.
    is_part: bool = False
    # What is computed from the people, and not their number.
    is_derived: bool = False
    # Whether it is called by a word of a dictionary, which stays Chinese in every language.
    is_word: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What must tie in a block, in words, and whether it does; None where it cannot be said."""

    words: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Block:
    """A detail of 人员结构, by the key of its column."""

    key: str
    title: Any
    cells: list[Cell]
    checks: list[Check]


STRUCTURE_BLOCKS = {
    "employment": _l("用工结构"),
    "posts": _l("岗位"),
    "certificates": _l("持证"),
    "titles": _l("职称"),
    "education": _l("学历"),
    "ages": _l("年龄"),
    "sex": _l("性别、政治面貌"),
    "specialties": _l("专业类别"),
    "qualifications": _l("执业资格（人次）"),
    "experience": _l("从事监督年限（持证人员）"),
    "technical": _l("专业技术人员"),
}
# What the dialogs of the columns show that are no block of the whole page.
APART = ("technical",)


class _Facts:
    """The figures of a row, and the words of its year."""

    def __init__(self, row: StructureRow, ages: list[int] | None) -> None:
        self.row, self.ages, self.year = row, ages, row.year

    def of(self, key: str) -> int | None:
        return self.row.cells.get(key)

    def cell(self, key: str, words: Any, *, is_part: bool = False) -> Cell:
        return Cell(str(words), self.of(key), key, is_part)

    def coded(self, dictionary: str, *groups: str, is_part: bool = False) -> list[Cell]:
        """The cells of a dictionary, or of some of its classes, as they read in the year."""
        return [
            replace(self.cell(f"{dictionary}={one.code}", one.label, is_part=is_part), is_word=True)
            for one in entries(dictionary, year=self.year).values()
            if not groups or one.group in groups
        ]

    def ties(self, cells: list[Cell], whole: str, words: str) -> Check:
        """That cells add up to another one."""
        return self.equals([one.value for one in cells], self.of(whole), words)

    @staticmethod
    def equals(parts: list[int | None], whole: int | None, words: str) -> Check:
        if whole is None or any(part is None for part in parts):
            return Check(_("%(words)s：归档时未保存", words=words), None)
        total = sum(part or 0 for part in parts)
        said = _("%(words)s：%(sum)d = %(whole)d", words=words, sum=total, whole=whole)
        if total != whole:
            said = _("%(words)s：%(sum)d ≠ %(whole)d", words=words, sum=total, whole=whole)
        return Check(said, total == whole)


def structure_blocks(row: StructureRow, ages: list[int] | None) -> list[Block]:
    """Every block of the whole page, in the order of the specification."""
    return [structure_block(key, row, ages) for key in STRUCTURE_BLOCKS if key not in APART]


def structure_block(key: str, row: StructureRow, ages: list[int] | None = None) -> Block:
    """One block; KeyError for one that there is not. ``ages`` are those of who is on duty."""
    cells, checks = MAKERS[key](_Facts(row, ages))
    return Block(key, STRUCTURE_BLOCKS[key], cells, checks)


Made = tuple[list[Cell], list[Check]]


def _employment(facts: _Facts) -> Made:
    posts, here = facts.row.posts, facts.of("authorized")
    free = None if posts is None or here is None else posts - here
    inside = facts.coded("employ_type", "civil", "institution", "logistics", is_part=True)
    outside = facts.coded("employ_type", "contract", is_part=True)
    cells = [
        Cell(_("核定编制数"), posts),
        facts.cell("authorized", _("在编人数")),
        *inside,
        facts.cell("contract", _("聘用人员")),
        *outside,
        facts.cell("seconded_in", _("借入（不计入在职）")),
        facts.cell("seconded_out", _("借出（在编不在岗）")),
        Cell(_("空编数"), free, "authorized", is_derived=True),
    ]
    both = [cells[1], facts.cell("contract", "")]
    checks = [facts.ties(both, "on_duty", _("在编 + 聘用 = 在职总人数"))]
    if free is not None:
        words = _(
            "空编数 = 核定 − 在编：%(posts)d − %(n)d = %(free)d", posts=posts, n=here, free=free
        )
        checks.append(Check(words, None))
    return cells, checks


def _posts(facts: _Facts) -> Made:
    cells = facts.coded("post_type")
    return cells, [facts.ties(cells, "on_duty", _("各岗位之和 = 在职总人数"))]


def _certificates(facts: _Facts) -> Made:
    kinds = [
        facts.cell("quality_only", _("仅质量监督证")),
        facts.cell("safety_only", _("仅安全监督证")),
        facts.cell("dual", _("双证")),
        facts.cell("uncertified", _("无证")),
    ]
    cells = [
        facts.cell("certified", _("持证监督人员")),
        *kinds,
        facts.cell("law_certified", _("持行政执法证")),
        facts.cell("expiring", _("%(n)d天内到期", n=max(parameter("cert_warn_days")))),
        facts.cell("expired", _("已过期")),
    ]
    ratio = facts.row.ratio
    checks = [facts.ties(kinds, "on_duty", _("仅质量 + 仅安全 + 双证 + 无证 = 在职总人数"))]
    if ratio is not None:
        limit = parameter("ratio_supervisor")
        words = _("持证占比 %(ratio)s%%，要求不低于 %(limit)s%%", ratio=ratio, limit=limit)
        checks.append(Check(words, not facts.row.is_low))
    return cells, checks


def _titles(facts: _Facts) -> Made:
    levels = facts.coded("title_level")
    part = facts.cell("engineering_titled", _("其中工程系列"), is_part=True)
    return [*levels, part], [facts.ties(levels, "on_duty", _("各级职称之和 = 在职总人数"))]


def _education(facts: _Facts) -> Made:
    cells = facts.coded("education")
    return cells, [facts.ties(cells, "on_duty", _("各学历之和 = 在职总人数"))]


def _ages(facts: _Facts) -> Made:
    spans = [
        facts.cell("age_35", _("35岁及以下")),
        facts.cell("age_45", _("36-45岁")),
        facts.cell("age_54", _("46-54岁")),
        facts.cell("age_55", _("55岁及以上")),
    ]
    mean = _mean(facts.ages)
    return (
        [*spans, Cell(_("平均年龄"), mean, "on_duty", is_derived=True)],
        [facts.ties(spans, "on_duty", _("各年龄段之和 = 在职总人数"))],
    )


def _mean(ages: list[int] | None) -> Decimal | None:
    """The mean of full years to one decimal, half up."""
    if not ages:
        return None
    return (Decimal(sum(ages)) / len(ages)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _sex(facts: _Facts) -> Made:
    sexes = facts.coded("sex")
    return (
        [*sexes, facts.cell("party", _("中共党员（含预备）"))],
        [facts.ties(sexes, "on_duty", _("男 + 女 = 在职总人数"))],
    )


def _specialties(facts: _Facts) -> Made:
    cells = facts.coded("specialty")
    fitters = facts.cell("certified_installation", _("持证人员中安装专业"), is_part=True)
    builders = facts.cell("certified_civil", _("持证人员中土建专业"), is_part=True)
    checks = [facts.ties(cells, "on_duty", _("各专业之和 = 在职总人数"))]
    most = parameter("civil_per_installation")
    if fitters.value is not None and builders.value:
        words = _(
            "持证人员 安装 : 土建 = %(a)d : %(b)d，要求不低于 1 : %(most)d",
            a=fitters.value,
            b=builders.value,
            most=most,
        )
        checks.append(Check(words, fitters.value * most >= builders.value))
    return [*cells, fitters, builders], checks


def _qualifications(facts: _Facts) -> Made:
    cells = facts.coded("qualification")
    told = [one.value for one in cells if one.value is not None]
    words = _("合计 %(n)d 人次；一人多证的分别计算", n=sum(told))
    return cells, [Check(words, None)] if told else []


def _experience(facts: _Facts) -> Made:
    cells = [
        facts.cell("experience_2", _("3年以下")),
        facts.cell("experience_5", _("3-5年")),
        facts.cell("experience_10", _("6-10年")),
        facts.cell("experience_20", _("11-20年")),
        facts.cell("experience_21", _("20年以上")),
        facts.cell("experience_unknown", _("未填从事监督时间")),
    ]
    return cells, [facts.ties(cells, "certified", _("各年限之和 = 持证监督人员"))]


def _technical(facts: _Facts) -> Made:
    cells = [
        facts.cell("technical", _("专业技术人员")),
        facts.cell("engineering_titled", _("工程系列职称")),
        facts.cell("on_duty", _("在职总人数")),
    ]
    words = _("专业技术人员：工程系列初级以上职称，或工程类执业资格")
    return cells, [Check(words, None)]


MAKERS: Mapping[str, Callable[[_Facts], Made]] = {
    "employment": _employment,
    "posts": _posts,
    "certificates": _certificates,
    "titles": _titles,
    "education": _education,
    "ages": _ages,
    "sex": _sex,
    "specialties": _specialties,
    "qualifications": _qualifications,
    "experience": _experience,
    "technical": _technical,
}


def cell_words(row: StructureRow) -> Mapping[str, str]:
    """How each cell reads by itself; those that no block shows are absent."""
    made = (one for name in STRUCTURE_BLOCKS for one in structure_block(name, row).cells)
    return {one.people: one.label for one in made if one.people and not one.is_derived}


def percent_words(value: Decimal | None) -> Any:
    """A share as lists show it."""
    return NOTHING if value is None else f"{value}%"


def technical_ratio(row: StructureRow) -> Any:
    """专技占比."""
    return percent_words(row.technical_ratio)


def check_sign(check: Check) -> Markup:
    """The icon of a check: ties, does not tie, cannot be said."""
    return icon({True: "check", False: "warn", None: "info"}[check.holds], "zj-ico--s")
