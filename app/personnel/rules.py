"""What must hold of a person on a roster (V01–V04, V10, V14, V15); plain values, no database.

What only the database knows is given in: the groups of dictionary entries that rules branch on,
and who is registered already, each looked up once for any number of people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.base import formats
from app.core.base.errors import FieldError
from app.core.base.formats import age_on

from .labels import LABELS

YOUNGEST, OLDEST, EXPECTED_TO_RETIRE, WORKING_AGE = 18, 65, 60, 16
Values = Mapping[str, Any]

# Of everybody; what depends on the post or the title is added below.
REQUIRED = (
    "name",
    "id_no",
    "mobile",
    "employ_type",
    "duty_status",
    "post_type",
    "education",
    "school",
    "major",
    "specialty",
    "title_level",
    "work_from",
    "joined_on",
)
# Sealed, and always there, so that no one asks for their absence.
SEALED = ("id_no", "mobile")
# The columns that say which required facts somebody lacks.
LACKABLE = (
    "supervision_field",
    "supervising_from",
    "title_name",
    *(name for name in REQUIRED if name not in SEALED),
)
CHOSEN = (
    "employ_type",
    "duty_status",
    "post_type",
    "supervision_field",
    "education",
    "specialty",
    "title_level",
    "title_name",
    "work_from",
    "supervising_from",
    "joined_on",
    "left_on",
    "left_reason",
)
FORMATS: Mapping[str, tuple[str, str]] = {
    "name": ("V14", "name"),
    "id_no": ("V01", "id_number"),
    "mobile": ("V10", "mobile"),
}
# Days that are over, each after the day of birth.
PAST_DAYS = (
    "graduated_on",
    "title_on",
    "work_from",
    "engineering_from",
    "supervising_from",
    "joined_on",
)


@dataclass(frozen=True, slots=True)
class Groups:
    """The dictionary entries that rules branch on, by what they are counted as."""

    supervising: frozenset[str]
    untitled: frozenset[str]
    contract: frozenset[str]


@dataclass(frozen=True, slots=True)
class Registration:
    """What the rosters of the province say of an ID number.

    ``organization`` has the human on its roster now (none: ""); ``free_from`` is the last day on
    which one was left. Who holds a certificate moves by 证书变更, anybody else by 人员调动.
    """

    organization: str = ""
    is_own: bool = False
    free_from: dt.date | None = None
    is_certified: bool = False


@dataclass(frozen=True, slots=True)
class Birth:
    """What an ID number says of its owner (V02)."""

    born_on: dt.date
    sex: str


NOBODY = Registration()


def birth_facts(id_number: str) -> Birth:
    """V02: the day of birth and the sex, which are never typed. The number must be sound."""
    born_on = formats.birth_of(id_number)
    assert born_on is not None
    return Birth(born_on, "male" if int(id_number[16]) % 2 else "female")


def required_when(groups: Groups) -> Mapping[str, tuple[str, Callable[[str | None], bool]]]:
    """The facts that some values of another one require: its name, and which values do."""

    def supervises(post: str | None) -> bool:
        return post in groups.supervising

    def is_titled(level: str | None) -> bool:
        return level is not None and level not in groups.untitled

    return {
        "supervision_field": ("post_type", supervises),
        "supervising_from": ("post_type", supervises),
        "title_name": ("title_level", is_titled),
    }


def missing(values: Values, groups: Groups) -> list[str]:
    """The required facts that are not there, by name."""
    some = required_when(groups).items()
    wanted = [*REQUIRED, *(name for name, (by, requires) in some if requires(values.get(by)))]
    return [name for name in wanted if values.get(name) in (None, "")]


def missing_in_row(row: Values, groups: Groups) -> list[str]:
    """The required facts that a row of the ``LACKABLE`` columns lacks, by name."""
    return missing({**row, **dict.fromkeys(SEALED, "there")}, groups)


def required_words(name: str) -> str:
    """What is said of a required fact that is not there."""
    label = LABELS[name]
    return (
        _("请选择%(label)s", label=label) if name in CHOSEN else _("请填写%(label)s", label=label)
    )


def person_faults(
    values: Values,
    groups: Groups,
    *,
    today: dt.date,
    registration: Registration = NOBODY,
    is_new: bool = True,
) -> Iterator[FieldError]:
    """Everything that keeps somebody from a roster, in one round.

    ``values`` are by the names of the columns; what is absent or could not be read is None.
    ``is_new``: limits of age hold for who comes, not for who grew older on the roster.
    """
    for name in missing(values, groups):
        yield FieldError("V00", name, required_words(name))
    for name, (code, kind) in FORMATS.items():
        text = values.get(name)
        if text and (fault := formats.FAULTS[kind](text)):
            yield FieldError(code, name, fault)
    born_on = _birthday(values)
    if born_on is not None and born_on > today:
        yield FieldError("V01", "id_no", _("身份证号出生日期无效"))
        born_on = None
    if born_on is not None and is_new:
        yield from _age_faults(born_on, today)
    yield from registration_faults(registration, values.get("joined_on"))
    yield from _day_faults(values, born_on, today)
    yield from qualification_faults(values.get("qualifications") or ())


def _birthday(values: Values) -> dt.date | None:
    number = values.get("id_no") or ""
    return None if formats.id_number_fault(number) else formats.birth_of(number)


def _age_faults(born_on: dt.date, today: dt.date) -> Iterator[FieldError]:
    if not YOUNGEST <= age_on(born_on, today) <= OLDEST:
        words = _(
            "在职人员年龄应在 %(low)d 至 %(high)d 周岁之间，该身份证号对应 %(age)d 周岁",
            low=YOUNGEST,
            high=OLDEST,
            age=age_on(born_on, today),
        )
        yield FieldError("V03", "id_no", words)


def registration_faults(found: Registration, joined_on: dt.date | None) -> Iterator[FieldError]:
    """V04: nobody is on two rosters of the province, today or on any other day."""
    if found.is_own:
        yield FieldError("V04", "id_no", _("该人员已在本机构在职人员中，请勿重复新增"))
    elif found.organization:
        words = _("该人员已在【%(organization)s】登记，如需调入请由原单位办理人员调动或离职")
        if found.is_certified:
            words = _(
                "该人员已在【%(organization)s】登记，如需调入请办理证书变更（工作单位变更）"
                "或由原单位办理离职"
            )
        yield FieldError("V04", "id_no", words % {"organization": found.organization})
    elif found.free_from and joined_on and joined_on < found.free_from:
        words = _("进入本单位日期不能早于该人员离开原单位的日期")
        yield FieldError("V04", "joined_on", words)


def _day_faults(values: Values, born_on: dt.date | None, today: dt.date) -> Iterator[FieldError]:
    """V15: the order of days; one fault a day."""
    work_from = values.get("work_from")
    for name in PAST_DAYS:
        day = values.get(name)
        if not isinstance(day, dt.date):
            continue
        label = LABELS[name]
        if day > today:
            yield FieldError("V15", name, _("%(label)s不能晚于今天", label=label))
        elif born_on and name == "work_from" and age_on(born_on, day) < WORKING_AGE:
            words = _("参加工作时间应在年满 %(n)d 周岁之后", n=WORKING_AGE)
            yield FieldError("V15", name, words)
        elif born_on and day <= born_on:
            yield FieldError("V15", name, _("%(label)s应晚于出生日期", label=label))
        elif name in ("supervising_from", "joined_on") and work_from and day < work_from:
            yield FieldError("V15", name, _("%(label)s不能早于参加工作时间", label=label))


def qualification_faults(rows: Sequence[Values]) -> Iterator[FieldError]:
    """No qualification stands twice in the small table."""
    seen: set[tuple[Any, Any]] = set()
    for place, row in enumerate(rows):
        key = (row.get("kind"), row.get("number"))
        if row.get("kind") and key in seen:
            words = _("第 %(n)d 行与前面的执业资格重复", n=place + 1)
            yield FieldError("V00", f"qualifications-{place}-kind", words)
        seen.add(key)


def person_warnings(values: Values, groups: Groups, *, today: dt.date) -> Iterator[str]:
    """What is stored once it was agreed to: V03, above 60 only 聘用."""
    born_on = _birthday(values)
    if born_on is None or age_on(born_on, today) <= EXPECTED_TO_RETIRE:
        return
    age = age_on(born_on, today)
    if values.get("employ_type") in groups.contract:
        yield _("该人员已 %(age)d 周岁，请确认继续聘用", age=age)
    else:
        yield _("该人员已 %(age)d 周岁，60 周岁以上仅限聘用，请核对用工形式", age=age)


def leaving_faults(values: Values, *, joined_on: dt.date, today: dt.date) -> Iterator[FieldError]:
    """What keeps a day and a reason from being those of 离开."""
    for name in ("left_reason", "left_on"):
        if not values.get(name):
            yield FieldError("V00", name, required_words(name))
    if (day := values.get("left_on")) and (
        words := day_fault("left_on", day, since=joined_on, today=today)
    ):
        yield FieldError("V15", "left_on", words)


def earliest_day(since: dt.date, today: dt.date) -> dt.date:
    """The first day on which somebody who is on a roster since a day can leave it."""
    return max(since, dt.date(today.year, 1, 1))


def day_fault(name: str, day: dt.date, *, since: dt.date, today: dt.date) -> str | None:
    """Why somebody who is on a roster since a day cannot leave it, for good or for another, then.

    人员结构 of a year is kept as it was on its last evening, so who is found to have gone after
    that goes in the new year.
    """
    label = LABELS[name]
    if day > today:
        return _("%(label)s不能晚于今天", label=label)
    if day < since:
        return _("%(label)s不能早于该人员到所在单位的日期", label=label)
    if day.year < today.year:
        words = _("上年人员结构已归档，%(label)s应在 %(year)d 年内")
        return words % {"label": label, "year": today.year}
    return None
