"""监督机构基本信息 of every organization, its yearly copies, and the roster checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from app.core.base import clock
from app.core.base.choices import Level
from app.core.configuration.frozen_dictionaries import freeze
from app.core.configuration.reference_data import entry_rows
from app.organizations.choices import OfficeOwner
from app.organizations.models import ProfileReturn, RosterCheck, YearLock

from . import bulk
from .organizations import DemoOrganization, nature, places
from .years import (
    Staff,
    filed_years,
    is_locked,
    lock_date,
    signature,
    signed_on,
    staff,
    state,
    years,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
OWN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
RANKS = {
    Level.PROVINCE: ("division_chief",),
    Level.PREFECTURE: ("division_deputy", "section_chief"),
    Level.COUNTY: ("section_deputy", "unit_chief", "unit_chief"),
}
# Area (㎡), vehicles, computers, instruments.
EQUIPMENT = {
    Level.PROVINCE: ((1600, 2400), (5, 8), (40, 60), (60, 90)),
    Level.PREFECTURE: ((350, 1200), (2, 7), (16, 50), (20, 60)),
    Level.COUNTY: ((120, 480), (0, 3), (3, 22), (4, 24)),
}
SCOPES = ("building", "municipal", "decoration")
# How many of the rules an organization has: most have all.
COMPLETE_MOSTLY = (14, 15, *(16,) * 6)
RULES = tuple(f"rule{number:02d}" for number in range(1, 17))


def load() -> None:
    """Profiles for an empty table."""
    if not bulk.is_empty(ProfileReturn):
        return
    people = staff()
    pairs = [(place, people[place.id]) for place in places() if place.id in people]
    rows = [row for place, own in pairs for row in _returns(place, own)]
    bulk.insert_numbered(ProfileReturn, rows)
    checks = (check for place, own in pairs for check in _checks(place, own))
    bulk.insert_numbered(RosterCheck, list(checks))
    locked = [year for year in years() if is_locked(year)]
    bulk.insert(YearLock, [_lock(year) for year in locked])
    for year in locked:
        freeze(year)


def _lock(year: int) -> bulk.Row:
    return {"year": year, "locked_at": bulk.moment(lock_date(year), 0, 5), "locked_by": "系统"}


def funding_type(place: DemoOrganization) -> str:
    """经费形式; about a third of all stations are not wholly paid for."""
    if nature(place) in ("civil_managed", "government"):
        return "full"
    kinds = ("full", "partial", "self", "other")
    return place.random("funding").choices(kinds, (62, 22, 13, 3))[0]


def _profile(place: DemoOrganization, own: Staff) -> bulk.Row:
    rng = place.random("profile")
    area, vehicles, computers, instruments = EQUIPMENT[place.level]
    count, opened = rng.randint(*instruments), rng.randint(1988, 2006)
    return {
        "organization_id": place.id,
        "name": place.name,
        "kind": place.kind,
        "nature": nature(place),
        "funding_type": funding_type(place),
        "admin_rank": rng.choice(RANKS[place.level]),
        "scopes": list(SCOPES[: rng.randint(2, 3)]),
        "is_legal_person": True,
        "uscc": credit_code(place, rng),
        "competent_department": f"{place.division_name}住房和城乡建设"
        + ("厅" if place.level is Level.PROVINCE else "局"),
        **_entrustment(place),
        "approved_by": f"{place.division_name}机构编制委员会办公室",
        "approval_no": f"编办〔{opened}〕{rng.randint(1, 90)}号",
        "established_on": dt.date(opened, rng.randint(1, 12), rng.randint(1, 28)),
        **_posts(own, rng),
        **_leaders(place, own),
        "address": f"{place.division_name}示例大道{rng.randint(1, 300)}号",
        "postcode": place.postcode,
        "telephone": f"{place.area_code}-8000{place.id % 10000:04d}",
        "office_owner": rng.choice(tuple(OfficeOwner)),
        "office_area": rng.randint(*area),
        "vehicles": rng.randint(*vehicles),
        "computers": rng.randint(*computers),
        "instruments": count,
        "instruments_value": round(count * rng.uniform(0.3, 0.9), 2),
        "departments": [],
        "instrument_list": _instruments(place, opened),
        "systems": ["province"],
        "management_rules": list(RULES[: rng.choice(COMPLETE_MOSTLY)]),
        "explanations": {},
        "version": 1,
    }


def _entrustment(place: DemoOrganization) -> bulk.Row:
    """Most are entrusted with enforcement for some years to come."""
    rng = place.random("entrustment")
    if nature(place) == "government" or rng.random() < 0.1:
        return {"is_entrusted": False, "entrust_no": None, "entrust_to": None}
    return {
        "is_entrusted": True,
        "entrust_no": f"建委托〔{clock.year() - 1}〕{rng.randint(1, 60)}号",
        "entrust_to": dt.date(clock.year() + rng.randint(1, 3), 12, 31),
    }


def _instruments(place: DemoOrganization, opened: int) -> list[bulk.Row]:
    """The instruments that every organization should have; about a quarter lack one."""
    rng = place.random("instruments")
    names = [row["label"] for row in entry_rows() if row["dictionary"] == "required_instrument"]
    lacking = rng.choice(names) if rng.random() < 0.25 else ""
    return [
        {
            "name": name,
            "model": f"ZJ-{number}{rng.randint(10, 99)}",
            "count": rng.randint(1, 4),
            "bought": rng.randint(max(opened, 2012), clock.year() - 1),
            "calibrated_to": f"{clock.year() + 1}-0{rng.randint(1, 9)}-28",
            "state": "in_use",
        }
        for number, name in enumerate(names, start=1)
        if name != lacking
    ]


def _posts(own: Staff, rng: Random) -> bulk.Row:
    civil, other = own.civil + rng.randint(0, 1), own.logistics + rng.randint(0, 1)
    institution = own.institution + (rng.randint(0, 3) if own.institution else 0)
    return {
        "posts_total": civil + institution + other,
        "posts_civil": civil,
        "posts_institution": institution,
        "posts_other": other,
    }


def _leaders(place: DemoOrganization, own: Staff) -> bulk.Row:
    return {
        "legal_name": own.head,
        "legal_position": own.position or "站长",
        "legal_mobile": own.mobile,
        "head_name": own.head,
        "head_position": own.position or "站长",
        "head_title": "senior",
        "head_mobile": own.mobile,
        "technical_name": own.technical,
        "technical_title": own.technical_title,
        "technical_mobile": own.technical_mobile,
        "contact_name": own.clerk,
        "contact_phone": f"{place.area_code}-8001{place.id % 10000:04d}",
        "contact_mobile": f"1390002{place.id % 10000:04d}",
        "contact_email": f"zj{place.id}@example.com",
    }


def credit_code(place: DemoOrganization, rng: Random) -> str:
    """A 统一社会信用代码 with both check characters right and an invented body ("XX")."""
    own = f"XX{rng.randrange(10**6):06d}"
    total = sum(ALPHABET_36.index(c) * w for c, w in zip(own, OWN_WEIGHTS, strict=True))
    beginning = "11" if nature(place) == "government" else "12"
    body = f"{beginning}{place.division_code}{own}{'0123456789X'[-total % 11]}"
    whole = sum(ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[-whole % 31]


def _returns(place: DemoOrganization, own: Staff) -> Iterator[bulk.Row]:
    """Some vehicles and instruments were bought since; the rest was alike."""
    row = _profile(place, own)
    for year in years():
        reached = state(place, year)
        if reached is None:
            continue
        ago = clock.year() - year
        yield {
            **row,
            "year": year,
            "state": reached,
            "vehicles": max(0, row["vehicles"] - ago // 2),
            "instruments": max(1, row["instruments"] - 2 * ago),
            **signature(place, year, own.clerk, "profile"),
        }


def _checks(place: DemoOrganization, own: Staff) -> Iterator[bulk.Row]:
    for year in filed_years(place):
        yield {
            "organization_id": place.id,
            "year": year,
            "checked_by": own.clerk,
            "checked_at": signed_on(place, year, "roster"),
        }
