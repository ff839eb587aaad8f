"""本年度人员核对完成, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.configuration.parameters import parameter
from app.organizations import queries, rules
from app.organizations.models import RosterCheck


def check_roster(year: int, actor: Actor) -> RosterCheck:
    """Say of the actor's organization that its roster is right; said twice it is said once.

    Refused for a year that is closed or is none, and while somebody lacks a required fact.
    Nothing is committed.
    """
    assert actor.organization_id is not None
    owner = actor.organization_id
    Refused.if_any(_closed(owner, year))
    if (found := queries.roster_check(owner, year)) is not None:
        return found
    if lacking := queries.people_lacking(owner):
        words = _("有 %(n)d 人缺少必填信息，请补全后再核对", n=len(lacking))
        raise Refused.because("V21", "", words)
    found = RosterCheck(organization_id=owner, year=year, checked_by=actor.name)
    try:
        with db.session.begin_nested():
            db.session.add(found)
            db.session.flush()
    except IntegrityError:
        first = queries.roster_check(owner, year)
        assert first is not None
        return first
    return found


def uncheck_roster(year: int, actor: Actor) -> None:
    """Take it back as long as the year is open. Nothing is committed."""
    assert actor.organization_id is not None
    Refused.if_any(_closed(actor.organization_id, year))
    if (found := queries.roster_check(actor.organization_id, year)) is not None:
        db.session.delete(found)


def _closed(organization_id: int, year: int) -> Iterator[FieldError]:
    yield from rules.year_refusals(year, first=parameter("first_year"), today=clock.today())
    if queries.is_locked(organization_id, year):
        yield FieldError("V40", "", str(rules.YEAR_LOCKED))
