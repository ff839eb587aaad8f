"""监督机构基本信息 of every organization, its yearly copies, and the roster checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from app.core import clock
from app.core.choices import Level
from app.organizations.models import OrganizationProfile, ProfileYear, RosterCheck

from . import bulk
from .organizations import Place, nature, places
from .years import Staff, filed_years, signature, signed_on, staff

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
COPIED = ("nature", "funding_type", "posts_total", "office_area", "vehicles", "instruments")


def load() -> None:
    """Profiles for an empty table."""
    if not bulk.is_empty(OrganizationProfile):
        return
    people = staff()
    pairs = [(place, people[place.id]) for place in places() if place.id in people]
    profiles = [_profile(place, own) for place, own in pairs]
    bulk.insert_numbered(OrganizationProfile, profiles)
    copies = (
        copy
        for (place, _own), row in zip(pairs, profiles, strict=True)
        for copy in _copies(place, row)
    )
    bulk.insert_numbered(ProfileYear, list(copies))
    checks = (check for place, own in pairs for check in _checks(place, own))
    bulk.insert_numbered(RosterCheck, list(checks))


def funding_type(place: Place) -> str:
    """经费形式; about a third of all stations are not wholly paid for."""
    if nature(place) in ("civil_managed", "government"):
        return "full"
    kinds = ("full", "partial", "self", "other")
    return place.random("funding").choices(kinds, (62, 22, 13, 3))[0]


def _profile(place: Place, own: Staff) -> bulk.Row:
    rng = place.random("profile")
    civil, other = own.civil + rng.randint(0, 1), own.logistics + rng.randint(0, 1)
    institution = own.institution + (rng.randint(0, 3) if own.institution else 0)
    area, vehicles, computers, instruments = EQUIPMENT[place.level]
    count = rng.randint(*instruments)
    last = max(filed_years(place))
    return {
        "organization_id": place.id,
        "nature": nature(place),
        "funding_type": funding_type(place),
        "admin_rank": rng.choice(RANKS[place.level]),
        "uscc": credit_code(place, rng),
        "competent_department": f"{place.division_name}住房和城乡建设"
        + ("厅" if place.level is Level.PROVINCE else "局"),
        "approved_by": f"{place.division_name}机构编制委员会办公室",
        "approval_no": f"编办〔{(opened := rng.randint(1988, 2006))}〕{rng.randint(1, 90)}号",
        "established_on": dt.date(opened, rng.randint(1, 12), rng.randint(1, 28)),
        "posts_total": civil + institution + other,
        "posts_civil": civil,
        "posts_institution": institution,
        "posts_other": other,
        "head_name": own.head,
        "head_position": own.position,
        "head_phone": own.mobile,
        "address": f"{place.division_name}示例大道{rng.randint(1, 300)}号",
        "postcode": place.postcode,
        "telephone": f"{place.area_code}-8000{place.id % 10000:04d}",
        "office_area": rng.randint(*area),
        "vehicles": rng.randint(*vehicles),
        "computers": rng.randint(*computers),
        "instruments": count,
        "instruments_value": round(count * rng.uniform(0.3, 0.9), 2),
        "submitted_year": last,
        **signature(place, last, own.clerk, "profile"),
        "version": 1,
    }


def credit_code(place: Place, rng: Random) -> str:
    """A 统一社会信用代码 with both check characters right and an invented body ("XX")."""
    own = f"XX{rng.randrange(10**6):06d}"
    total = sum(ALPHABET_36.index(c) * w for c, w in zip(own, OWN_WEIGHTS, strict=True))
    beginning = "11" if nature(place) == "government" else "12"
    body = f"{beginning}{place.division_code}{own}{'0123456789X'[-total % 11]}"
    whole = sum(ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[-whole % 31]


def _copies(place: Place, row: bulk.Row) -> Iterator[bulk.Row]:
    """Some vehicles and instruments were bought since; the rest was alike."""
    for year in filed_years(place):
        ago = clock.year() - year
        yield {
            "organization_id": place.id,
            "year": year,
            **{column: row[column] for column in COPIED},
            "vehicles": max(0, row["vehicles"] - ago // 2),
            "instruments": max(1, row["instruments"] - 2 * ago),
            "submitted_at": signed_on(place, year, "profile"),
        }


def _checks(place: Place, own: Staff) -> Iterator[bulk.Row]:
    for year in filed_years(place):
        yield {
            "organization_id": place.id,
            "year": year,
            "checked_by": own.clerk,
            "checked_at": signed_on(place, year, "roster"),
        }
