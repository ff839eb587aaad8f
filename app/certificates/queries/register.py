"""发证名册: the papers that were given out in a time, each with who holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.certificates.choices import CERTIFICATE
from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base.db import db
from app.core.tree.organization_tree import organizations_ever
from app.personnel.choices import CertificateType
from app.personnel.models import NOT_CANCELLED, Certificate, Person


def papers(given_on: Any) -> Any:
    """Certificates with their holders, of which each was given out on a day; none is cancelled."""
    row = aliased(Person)
    newest = (
        select(func.max(row.id))
        .where(
            row.identity_id == Certificate.identity_id,
            row.organization_id == Certificate.organization_id,
            row.deleted_at.is_(None),
        )
        .correlate(Certificate)
        .scalar_subquery()
    )
    return (
        select(
            Certificate.organization_id,
            Certificate.type,
            Certificate.number,
            Certificate.valid_from,
            Certificate.valid_to,
            given_on.label("given_on"),
            Person.name,
            Person.pinyin,
            Person.sex,
            Person.id_no,
        )
        .select_from(Certificate)
        .join(Person, Person.id == newest)
        .where(NOT_CANCELLED)
    )


def paper_conditions(asked: Mapping[str, Any], given_on: Any) -> Iterator[Any]:
    """Which papers the conditions of the register mean; what is left open is blank."""
    yield given_on.between(*(dt.date.fromisoformat(asked[name]) for name in ("first", "last")))
    if asked["type"]:
        yield Certificate.type == CertificateType.of(asked["type"])
    if number := asked["organization"]:
        yield Certificate.organization_id == int(number)
    elif not may("oversee", CERTIFICATE):
        yield Certificate.organization_id == current_actor().organization_id
    if code := asked["prefecture"]:
        nodes = organizations_ever().values()
        ids = [one.id for one in nodes if one.prefecture_code == code]
        yield Certificate.organization_id.in_(ids)


def issued_papers(asked: Mapping[str, Any]) -> Any:
    """Those that were given out as certificates were issued, by where these come from."""
    day = Certificate.issued_on
    found = papers(day).where(*paper_conditions(asked, day))
    return found.where(Certificate.source == asked["source"]) if asked["source"] else found


def read_papers(found: Iterable[Any]) -> list[Any]:
    """The papers that some statements find."""
    return [row for one in found for row in db.session.execute(one)]


def count_papers(found: Iterable[Any]) -> int:
    """How many papers some statements find."""
    counted = (select(func.count()).select_from(one.subquery()) for one in found)
    return sum(db.session.scalar(one) or 0 for one in counted)
