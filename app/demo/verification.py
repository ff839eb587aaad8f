"""监督资格验证: every organization is verified each third year; some are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.core.base import clock
from app.organizations.choices import VerificationResult
from app.organizations.models import OrganizationVerification

from . import bulk
from .certificates import ISSUER
from .organizations import RENAMED, DemoOrganization, places

EXPIRED = ("430529", "431027", "433126")
NEAR = ("430223", "430724", "431124", "431382", "430921")


def load() -> None:
    """Records for an empty table."""
    if not bulk.is_empty(OrganizationVerification):
        return
    rows = [row for place in places() for row in _records(place)]
    rows.sort(key=lambda row: (row["verified_on"], row["organization_id"]))
    taken: dict[int, int] = {}
    for row in rows:
        number = taken[row["year"]] = taken.get(row["year"], 0) + 1
        row["certificate_no"] = f"湘建监机〔{row['year']}〕{number:03d}号"
    bulk.insert_numbered(OrganizationVerification, rows)


def _records(place: DemoOrganization) -> Iterator[bulk.Row]:
    """The record in force and the one before."""
    rng = place.random("verification")
    last_day = clock.today() + dt.timedelta(days=_days_left(place.division_code, rng.random()))
    begins = _years_earlier(last_day, 3)
    earlier = _years_earlier(begins, 3)
    first = earlier if rng.random() < 0.2 else _years_earlier(earlier, 3)
    kind = "renaming" if place.division_code == RENAMED else "triennial"
    for day, reason in ((earlier, "initial" if first == earlier else "triennial"), (begins, kind)):
        score = rng.randint(150, 196) / 2
        verified_on = day - dt.timedelta(days=rng.randint(5, 30))
        yield {
            "organization_id": place.id,
            "kind": reason,
            "year": verified_on.year,
            "issuer": ISSUER,
            "first_on": first,
            "valid_from": day,
            "valid_to": _years_earlier(day, -3) - dt.timedelta(days=1),
            "score": score,
            "result": VerificationResult.PASSED if score >= 80 else VerificationResult.BARELY,
            "verified_on": verified_on,
            "revoked_on": None,
            "metrics": [],
            "version": 1,
        }


def _days_left(division_code: str, chance: float) -> int:
    if division_code in EXPIRED:
        return -round(10 + 110 * chance)
    if division_code in NEAR:
        return round(10 + 150 * chance)
    return round(200 + 840 * chance)


def _years_earlier(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
