"""Rules of 首次设置: names by a pattern, superiors, and which rows make no organization."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from flask_babel import gettext as _

from app.core.access.accounts import NewAccount
from app.core.access.roles import OFFICERS, Role
from app.core.base.choices import Level, OrganizationKind
from app.core.base.errors import FieldError
from app.core.base.typed_text import clean_line
from app.core.tree.organization_tree import TreeDivision
from app.reorganization.rules import LEVEL_OF, superior_refusals

JOINT, QUALITY, SAFETY = OrganizationKind
# What a name says of each kind, in full and in short.
WORDS = {JOINT: "质量安全", QUALITY: "质量", SAFETY: "安全"}
SHORT_WORDS = {JOINT: "质安站", QUALITY: "质监站", SAFETY: "安监站"}
# The names of the manual: ×× is the division.
PLACE = "××"
PATTERN = f"{PLACE}建设工程{WORDS[JOINT]}监督站"
# Not a kind of its own: one for quality and one for safety.
SPLIT = "split"
KIND_OF = {str(kind.value): kind for kind in OrganizationKind}
LONGEST_NAME, LONGEST_SHORT_NAME = 100, 30
# Of several organizations of a prefecture this one is the superior of a county's (Q3).
PRIMARY = {JOINT: 0, QUALITY: 1, SAFETY: 2}
# 用户账号 of the first administrators begin so; the code of the organization follows.
ADMIN_PREFIX = "admin_"


class Stands(Protocol):
    """What the rules ask of an organization, planned or there already."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> OrganizationKind: ...
    @property
    def division_code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Planned:
    """An organization to be made. ``key`` tells rows apart: errors are named ``name-<key>``."""

    key: str
    name: str
    short_name: str | None
    division_code: str
    kind: OrganizationKind
    superior: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An organization that is there."""

    id: int
    name: str
    level: Level
    kind: OrganizationKind
    division_code: str


Divisions = Mapping[str, TreeDivision]


def clean_pattern(text: str) -> str:
    """A pattern of names; the usual one instead of a text without a place for the division."""
    pattern = clean_line(text)
    return pattern if PLACE in pattern else PATTERN


def pattern_name(place: str, pattern: str = PATTERN) -> str:
    """The name that a pattern gives the organization of a division."""
    return pattern.replace(PLACE, place)


def short_name(place: str, kind: OrganizationKind) -> str:
    """The name of narrow columns."""
    return f"{place}{SHORT_WORDS[kind]}"[:LONGEST_SHORT_NAME]


def admin_person(place: str, kind: OrganizationKind) -> str:
    """What the first administrator is called until somebody writes a name."""
    return f"{short_name(place, kind)}管理员"


def planned_of(key: str, place: TreeDivision, name: str, kind: str) -> list[Planned]:
    """One organization of a division, or two where quality and safety are apart."""
    kinds = (QUALITY, SAFETY) if kind == SPLIT else (KIND_OF[kind],)
    one = Planned(key, name, None, place.code, JOINT)
    return [
        replace(
            one,
            name=name.replace(WORDS[JOINT], WORDS[kind]),
            short_name=short_name(place.name, kind),
            kind=kind,
        )
        for kind in kinds
    ]


def split_refusals(key: str, name: str, kind: str) -> Iterator[FieldError]:
    """Two organizations need two names."""
    if kind == SPLIT and WORDS[JOINT] not in name:
        words = _("拆分为两个机构时，名称中须含“%(words)s”", words=WORDS[JOINT])
        yield FieldError("SU1", f"name-{key}", words)


def level_of(one: Stands, divisions: Divisions) -> Level:
    """The level of an organization, which is that of its division."""
    return LEVEL_OF[divisions[one.division_code].level]


# --- whose superior is whose ----------------------------------------------------------------


def prefecture_within(code: str, divisions: Divisions) -> str:
    """The prefecture that a division lies in or is; empty for the province."""
    place = divisions.get(code)
    while place is not None and place.level != "prefecture":
        place = divisions.get(place.parent_code or "")
    return place.code if place is not None else ""


class Superiors:
    """Who is above whom unless a table says otherwise (specification 1.1).

    A county's organization belongs to the joint one of its prefecture; where quality and safety
    are apart, to the one of its own kind, and a joint one to that of quality, with guidance by
    that of safety beside it. A prefecture without any leaves its counties to the province.
    """

    def __init__(self, known: Iterable[Stands], divisions: Divisions) -> None:
        self._divisions = divisions
        self._province: Stands | None = None
        self._prefectures: dict[str, list[Stands]] = {}
        for one in known:
            level = level_of(one, divisions)
            if level is Level.PROVINCE:
                self._province = one
            elif level is Level.PREFECTURE:
                self._prefectures.setdefault(one.division_code, []).append(one)

    def of(self, one: Stands) -> Stands | None:
        level = level_of(one, self._divisions)
        if level is Level.PROVINCE:
            return None
        above = self._of_prefecture(one) if level is Level.COUNTY else ()
        if not above:
            return self._province
        return min(above, key=lambda other: (other.kind is not one.kind, PRIMARY[other.kind]))

    def guide_of(self, one: Stands) -> Stands | None:
        """Who guides a joint organization beside its superior."""
        above = self._of_prefecture(one) if one.kind is JOINT else ()
        if level_of(one, self._divisions) is not Level.COUNTY or {o.kind for o in above} != {
            QUALITY,
            SAFETY,
        }:
            return None
        return next(other for other in above if other.kind is SAFETY)

    def _of_prefecture(self, one: Stands) -> Sequence[Stands]:
        place = prefecture_within(one.division_code, self._divisions)
        return self._prefectures.get(place, ())


# --- rows that make no organization ---------------------------------------------------------


def is_there(one: Planned, known: Mapping[str, Known]) -> bool:
    """Whether an organization has been made already: twice the same file makes nothing twice."""
    found = known.get(one.name)
    return found is not None and (found.division_code, found.kind) == (one.division_code, one.kind)


def not_there(planned: Iterable[Planned], known: Iterable[Known]) -> list[Planned]:
    """The organizations that have yet to be made."""
    by_name = {one.name: one for one in known}
    return [one for one in planned if not is_there(one, by_name)]


def faults(
    planned: Sequence[Planned], known: Sequence[Known], divisions: Divisions
) -> Iterator[FieldError]:
    """Everything that is wrong with rows, at the row and column, in their order."""
    names = {one.name for one in known}
    levels = {one.name: one.level for one in known}
    levels |= {one.name: level_of(one, divisions) for one in planned if one.division_code}
    superiors = Superiors([*known, *planned], divisions)
    has_province = any(one.level is Level.PROVINCE for one in known)
    seen: set[str] = set()
    for one in planned:
        yield from _name_faults(one, names, seen)
        seen.add(one.name)
        level = level_of(one, divisions)
        yield from _superior_faults(one, level, levels, superiors)
        if level is Level.PROVINCE and has_province:
            yield FieldError("RO7", f"division-{one.key}", _("省级机构只能有一个"))
        has_province = has_province or level is Level.PROVINCE


def _name_faults(one: Planned, names: set[str], seen: set[str]) -> Iterator[FieldError]:
    field = f"name-{one.key}"
    if not one.name:
        yield FieldError("V00", field, _("请填写机构名称"))
    elif len(one.name) > LONGEST_NAME:
        yield FieldError("V00", field, _("机构名称不能超过 %(n)d 个字", n=LONGEST_NAME))
    elif one.name in names:
        words = _("机构名称“%(name)s”已被其他机构使用", name=one.name)
        yield FieldError("V00", field, words)
    elif one.name in seen:
        yield FieldError("V00", field, _("机构名称“%(name)s”重复", name=one.name))
    if one.short_name and len(one.short_name) > LONGEST_SHORT_NAME:
        words = _("机构简称不能超过 %(n)d 个字", n=LONGEST_SHORT_NAME)
        yield FieldError("V00", f"short_name-{one.key}", words)


def _superior_faults(
    one: Planned, level: Level, levels: Mapping[str, Level], superiors: Superiors
) -> Iterator[FieldError]:
    field = f"superior-{one.key}"
    if one.superior:
        above = levels.get(one.superior)
        if above is None:
            words = _("没有名为“%(name)s”的机构", name=one.superior)
            yield FieldError("RO5", field, words)
            return
        for error in superior_refusals(level, above):
            yield FieldError(error.code, field, error.message)
    elif level is not Level.PROVINCE and superiors.of(one) is None:
        yield FieldError("RO4", field, _("请先建立省级机构"))


# --- accounts that come first ---------------------------------------------------------------


def are_first(wanted: Iterable[NewAccount], *, without: set[int], vacant: set[Role]) -> bool:
    """Whether each of some accounts is where nobody is yet: in its office, or as administrator.

    An office does not stand in for an organization's administrator, nor the other way round.
    """
    vacancies: set[int | Role] = {*without, *vacant}
    for one in wanted:
        is_officer = any(role in OFFICERS for role in one.roles)
        taken: set[int | Role] = {*one.roles} if is_officer else {one.organization_id}
        if not taken <= vacancies:
            return False
        vacancies -= taken
    return True
