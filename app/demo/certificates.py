"""Certificates that agree with a career, and what became of some of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from app.core.base import clock
from app.personnel.choices import CertificateStatus, CertificateType

from . import bulk
from .careers import Career
from .chances import Table

PREFIXES = {CertificateType.QUALITY: "湘质监", CertificateType.SAFETY: "湘安监"}
FIRST_CERTIFICATES = dt.date(2008, 1, 1)
ISSUER = "湖南省住房和城乡建设厅"
FATES = Table({"running": 85, "expired": 5, "near": 8, "suspended": 1, "cancelled": 1})
FIELDS = Table({"building": 38, "municipal": 12, "building_municipal": 48, "transit": 2})
CANCELLING = Table(
    {"left_supervision": 45, "not_renewed": 30, "failed_assessment": 15, "other": 10}
)
REASONS = {
    "retired": "retired",
    "resigned": "resigned",
    "dismissed": "dismissed",
    "died": "died",
}
QUALIFICATIONS = Table(
    {
        "constructor_second": 34,
        "constructor_building": 14,
        "constructor_municipal": 8,
        "constructor_mechanical": 4,
        "supervising_engineer": 14,
        "cost_first": 6,
        "cost_second": 6,
        "safety_intermediate": 7,
        "structural_first": 2,
        "geotechnical": 1,
        "water_supply": 1,
        "electrical": 1,
        "fire_first": 2,
    }
)


def certificates(life: Career, rng: Random) -> Iterator[bulk.Row]:
    """One row a type; continuing education has prolonged most of them again and again."""
    for kind in life.seat.types:
        fate = "left" if life.seat.left_reason else FATES.pick(rng)
        begins, ends = _validity(life, fate, rng)
        yield {
            "organization_id": life.seat.place.id,
            "type": kind,
            "issuer": ISSUER,
            "first_issued_on": begins,
            "issued_on": begins,
            "valid_from": begins,
            "valid_to": ends,
            "field": FIELDS.pick(rng),
            **_decision(life, fate, begins, rng),
            "reissued": int(rng.random() < 0.02),
            "source": "history" if begins.year < clock.year() - 3 else "training",
        }


def _validity(life: Career, fate: str, rng: Random) -> tuple[dt.date, dt.date]:
    day, since = life.seat.day, life.supervising_from
    assert since is not None
    if fate == "expired":
        ends = day - dt.timedelta(days=rng.randint(1, 300))
    elif fate == "near":
        ends = day + dt.timedelta(days=rng.randint(0, 90))
    else:
        ends = day + dt.timedelta(days=rng.randint(91, 720))
    ends = ends.replace(day=min(ends.day, 28))
    earliest = max(since + dt.timedelta(days=60), FIRST_CERTIFICATES)
    terms = max(1, (ends.year - earliest.year) // 2)
    begins = ends.replace(year=ends.year - 2 * terms)
    if begins < earliest and terms > 1:
        begins = begins.replace(year=begins.year + 2)
    return begins, ends


def _decision(life: Career, fate: str, begins: dt.date, rng: Random) -> bulk.Row:
    """Who leaves the trade gives the certificate back."""
    reason, cancelled_on, status = None, None, CertificateStatus.VALID
    if fate == "left":
        reason = REASONS.get(life.seat.left_reason or "", "left_supervision")
        status, cancelled_on = CertificateStatus.CANCELLED, life.seat.day
    elif fate == "cancelled":
        status, reason = CertificateStatus.CANCELLED, CANCELLING.pick(rng)
        run = (life.seat.day - begins).days
        cancelled_on = life.seat.day - dt.timedelta(days=rng.randint(0, min(run, 600)))
    elif fate == "suspended":
        status = CertificateStatus.SUSPENDED
    return {
        "status": status,
        "cancelled_on": cancelled_on,
        "cancelled_reason": reason,
        "suspension_reason": "full_points" if fate == "suspended" else None,
    }


def qualifications(life: Career, rng: Random) -> Iterator[bulk.Row]:
    """About one engineer in five is registered."""
    if life.row["specialty"] == "non_engineering" or rng.random() > 0.2:
        return
    kind = QUALIFICATIONS.pick(rng)
    yield {
        "organization_id": life.seat.place.id,
        "kind": kind,
        "number": f"湘{life.seat.place.prefecture}{rng.randrange(10**7):07d}",
        "field": life.row["major"],
        "from_day": life.row["joined_on"],
        "to_day": life.row.get("left_on"),
        "valid_to": life.seat.day + dt.timedelta(days=rng.randint(30, 1000)),
    }
