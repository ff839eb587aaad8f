"""Seats on a roster and the invented lives of the people who take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.personnel.choices import CertificateType

from . import chances
from .names import Numbers, name
from .organizations import DemoOrganization, nature

BOTH = (CertificateType.QUALITY, CertificateType.SAFETY)
FIELDS = {(CertificateType.QUALITY,): "quality", (CertificateType.SAFETY,): "safety", BOTH: "both"}
# Long enough before today for a certificate that has run once and expired since.
EXPERIENCE = 1125
DAYS = 365.25


@dataclass(frozen=True, slots=True)
class Post:
    """What an organization needs somebody for; ``day`` is today or the day of leaving."""

    place: DemoOrganization
    nature: str
    day: dt.date
    post: str
    types: tuple[CertificateType, ...] = ()
    is_head: bool = False
    left_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Career:
    """The columns of a person, and the seat they were invented for."""

    seat: Post
    row: dict[str, Any]
    supervising_from: dt.date | None


def seats(
    place: DemoOrganization,
    size: int,
    rng: Random,
    *,
    has_head: bool = False,
    left_on: dt.date | None = None,
) -> Iterator[Post]:
    """The seats of a station: 60 to 90 of a hundred with a certificate, leaders first."""
    certified = round(size * rng.uniform(0.68, 0.96))
    if size > 1:
        certified = min(certified, size - 1)
    leaders = max(0 if has_head else 1, round(size * 0.12))
    supervisors = certified + round(size * 0.06)
    day, kind_of_place = left_on or clock.today(), nature(place)
    for number in range(size):
        if number < leaders:
            post = "leader"
        elif number < supervisors:
            post = "supervision"
        else:
            post = "management" if rng.random() < 0.7 else "logistics"
        yield Post(
            place,
            kind_of_place,
            day,
            post,
            types=_types(place.kind, rng) if number < certified else (),
            is_head=number == 0 and not has_head,
            left_reason=chances.LEAVING.pick(rng) if left_on else None,
        )


def _types(kind: OrganizationKind, rng: Random) -> tuple[CertificateType, ...]:
    """双证 45, 质量 30 and 安全 25 of a hundred, as far as the kind of station allows."""
    number = rng.random()
    if number < 0.45:
        return BOTH
    if kind is OrganizationKind.JOINT:
        return (CertificateType.QUALITY,) if number < 0.75 else (CertificateType.SAFETY,)
    quality = kind is OrganizationKind.QUALITY
    return (CertificateType.QUALITY if quality else CertificateType.SAFETY,)


def career(seat: Post, rng: Random, numbers: Numbers) -> Career:
    """Invent a life in which every day follows the one before it."""
    sex = "female" if rng.random() < (0.2 if seat.types else 0.38) else "male"
    education = _education(seat, rng)
    born_on = _birthday(seat, sex, education, rng)
    while not numbers.is_free(born_on, sex):
        born_on -= dt.timedelta(days=1)
    graduated_on = dt.date(born_on.year + chances.GRADUATION[education], 6, 30)
    work_from = graduated_on + dt.timedelta(days=rng.randint(1, 200))
    joined_on = _between(work_from, seat.day - dt.timedelta(days=15), rng)
    supervising_from = _supervising_from(seat, work_from, joined_on, rng)
    age = int((seat.day - born_on).days / DAYS)
    specialty = _specialty(seat, rng)
    row = {
        "organization_id": seat.place.id,
        "name": name(rng, sex),
        "id_no": numbers.id_no(born_on, sex),
        "born_on": born_on,
        "sex": sex,
        "nation": _nation(seat.place, rng),
        "politics": (chances.YOUNG_POLITICS if age < 28 else chances.POLITICS).pick(rng),
        "employ_type": _employ_type(seat, rng),
        "duty_status": "present" if seat.is_head else chances.DUTY.pick(rng),
        **_post(seat, rng),
        "education": education,
        "degree": chances.DEGREES.get(education, "none"),
        "school": rng.choice(chances.SCHOOLS),
        "major": rng.choice(chances.MAJORS[specialty]),
        "graduated_on": graduated_on,
        "specialty": specialty,
        **_title(specialty, age, born_on, work_from, rng),
        "work_from": work_from,
        "engineering_from": None if specialty == "non_engineering" else work_from,
        "supervising_from": supervising_from,
        "joined_on": joined_on,
        **_law_certificate(seat, rng),
        "left_on": seat.day if seat.left_reason else None,
        "left_reason": seat.left_reason,
        "deleted_at": None,
        "remark": None,
    }
    return Career(seat, row, supervising_from)


def _between(first: dt.date, last: dt.date, rng: Random) -> dt.date:
    return first + dt.timedelta(days=rng.randint(0, max(0, (last - first).days)))


def _education(seat: Post, rng: Random) -> str:
    if seat.types or seat.post in ("leader", "supervision"):
        return chances.SUPERVISOR_EDUCATION.pick(rng)
    table = chances.WORKER_EDUCATION if seat.post == "logistics" else chances.EDUCATION
    return table.pick(rng)


def _birthday(seat: Post, sex: str, education: str, rng: Random) -> dt.date:
    oldest = 59.9 if sex == "male" else 54.9
    if seat.left_reason == "retired":
        return seat.day - dt.timedelta(days=int((oldest + 0.15) * DAYS))
    youngest = chances.GRADUATION[education] + (4.3 if seat.types else 1.3)
    if seat.post == "leader":
        youngest = max(youngest, 36)
    return seat.day - dt.timedelta(days=rng.randint(int(youngest * DAYS), int(oldest * DAYS)))


def _supervising_from(
    seat: Post, work_from: dt.date, joined_on: dt.date, rng: Random
) -> dt.date | None:
    """Often begun at another station; early enough for the certificates held."""
    if not seat.types:
        return joined_on if seat.post == "supervision" else None
    latest = min(joined_on, seat.day - dt.timedelta(days=EXPERIENCE))
    return max(work_from, latest - dt.timedelta(days=rng.randint(0, 1200)))


def _nation(place: DemoOrganization, rng: Random) -> str:
    table = chances.WESTERN_NATION if place.prefecture in chances.WEST else chances.NATION
    return table.pick(rng)


def _employ_type(seat: Post, rng: Random) -> str:
    if seat.left_reason == "secondment_ended":
        return "seconded_in"
    own = "civil" if seat.nature in ("civil_managed", "government") else "institution"
    number = rng.random()
    if seat.post == "leader" or number < 0.74 or seat.left_reason == "retired":
        return "logistics" if seat.post == "logistics" and number < 0.6 else own
    return "seconded_in" if number > 0.97 else chances.CONTRACTS.pick(rng)


def _post(seat: Post, rng: Random) -> dict[str, str | None]:
    """Post, department and position agree."""
    field = FIELDS.get(seat.types, "both") if seat.post in ("leader", "supervision") else None
    department, position = "综合科", "科员"
    if seat.post == "leader":
        department = "站领导"
        position = "站长" if seat.is_head else rng.choice(("副站长", "总工程师", "副站长"))
    elif seat.post == "supervision":
        word = {"quality": "质量监督", "safety": "安全监督"}.get(field or "", "质量安全监督")
        department = f"{word}{rng.choice('一二三')}科"
        position = rng.choice(("监督员", "监督员", "监督员", "科长", "副科长"))
    elif seat.post == "logistics":
        position = rng.choice(("驾驶员", "后勤人员"))
    return {
        "post_type": seat.post,
        "supervision_field": field,
        "department": department,
        "position": position,
    }


def _specialty(seat: Post, rng: Random) -> str:
    engineers = seat.types or seat.post in ("leader", "supervision")
    return (chances.SPECIALTY if engineers else chances.OFFICE_SPECIALTY).pick(rng)


def _title(
    specialty: str, age: int, born_on: dt.date, work_from: dt.date, rng: Random
) -> dict[str, Any]:
    table = next(table for youngest, table in chances.TITLES if age >= youngest)
    level = table.pick(rng)
    title = chances.TITLE_NAMES.get(level)
    if specialty == "non_engineering":
        names = chances.OFFICE_TITLES.get(level, ())
        level, title = (level, rng.choice(names)) if names else ("none", None)
    since = chances.TITLE_AGES.get(level)
    title_on = dt.date(born_on.year + min(since, age - 1), 12, 20) if since else None
    return {
        "title_level": level,
        "title_name": title,
        "title_on": title_on and max(title_on, work_from),
    }


def _law_certificate(seat: Post, rng: Random) -> dict[str, Any]:
    if not seat.types or rng.random() > 0.5:
        return {"law_cert_no": None, "law_cert_to": None}
    return {
        "law_cert_no": f"湘执法{seat.place.prefecture}{rng.randrange(10**6):06d}",
        "law_cert_to": dt.date(seat.day.year + rng.randint(0, 4), 12, 31),
    }
