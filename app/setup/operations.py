"""Writes of 首次设置: the tree from a list of rows, first accounts, the values of an office.

Each holds the configuration first, so that of two administrators one follows the other and sees
what the first has made. All rows are made, or none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from app.core.access import accounts, audit
from app.core.access.accounts import Issued, NewAccount, OneTimePassword
from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level, OrganizationStatus
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.configuration import cache
from app.core.configuration.reference_data import BEGINNING, STEP
from app.core.models import Division, DivisionVersion, Organization, SupervisionLink, User
from app.core.tree import changes
from app.core.tree.organization_tree import divisions
from app.reorganization.queries import locked_until
from app.reorganization.rules import day_refusals
from app.settings.operations import set_parameter

from . import queries, rules
from .models import SetupStep
from .rules import Known, Planned

WHOLE_TREE = "the tree is made as a whole, by those who keep it"


@dataclass(frozen=True, slots=True)
class Founded:
    """What came of a list of rows: new organizations, and how many were there before."""

    made: Sequence[Organization]
    skipped: int


def establish_planned(planned: Sequence[Planned], *, day: dt.date | None = None) -> Founded:
    """Make every organization that is not there yet, from a day on. Raises Refused.

    The rows' divisions are known ones; superiors may stand in the same rows.
    """
    cache.hold()
    with unscoped(WHOLE_TREE):
        known = queries.known()
        wanted = rules.not_there(planned, known)
        begins = day or queries.beginning()
        Refused.if_any(_faults(wanted, known, begins))
        made = _by_levels(wanted, known, begins)
        return Founded(made, len(planned) - len(wanted))


def planned_refusals(planned: Sequence[Planned], *, day: dt.date | None = None) -> list[FieldError]:
    """What stands against making these organizations, for a form that is wrong elsewhere, too."""
    with unscoped(WHOLE_TREE):
        known = queries.known()
        return _faults(rules.not_there(planned, known), known, day or queries.beginning())


def _faults(wanted: Sequence[Planned], known: Sequence[Known], day: dt.date) -> list[FieldError]:
    today, locked = clock.today(), locked_until()
    return [
        *day_refusals(day, today=today, last_change=None, locked_until=locked),
        *rules.faults(wanted, known, divisions()),
    ]


def _by_levels(
    wanted: Sequence[Planned], known: Sequence[Known], day: dt.date
) -> list[Organization]:
    """Superiors first: whoever lies below needs their ids."""
    places = divisions()
    standing = {one.name: one for one in known}
    made: list[Organization] = []
    for level in Level:
        rows = [one for one in wanted if rules.level_of(one, places) is level]
        superiors = rules.Superiors(standing.values(), places)
        facts = [_facts(one, level, standing, superiors) for one in rows]
        new = changes.establish_all(facts, day=day)
        _guide(rows, new, standing, superiors)
        standing |= {
            one.name: Known(one.id, one.name, one.level, one.kind, one.division_code) for one in new
        }
        made += new
    return made


def _facts(
    one: Planned, level: Level, standing: Mapping[str, Known], superiors: rules.Superiors
) -> dict[str, Any]:
    above = superiors.of(one)
    name = one.superior or (above.name if above is not None else "")
    return {
        "name": one.name,
        "short_name": one.short_name,
        "division_code": one.division_code,
        "level": level,
        "kind": one.kind,
        "status": OrganizationStatus.ACTIVE,
        "parent_id": standing[name].id if name else None,
    }


def _guide(
    rows: Sequence[Planned],
    new: Sequence[Organization],
    standing: Mapping[str, Known],
    superiors: rules.Superiors,
) -> None:
    """业务指导 of joint organizations whose prefecture has two."""
    for one, organization in zip(rows, new, strict=True):
        guide = superiors.guide_of(one) if not one.superior else None
        if guide is not None:
            superior_id = standing[guide.name].id
            db.session.add(
                SupervisionLink(organization_id=organization.id, superior_id=superior_id)
            )
    db.session.flush()


def replace_divisions(rows: Sequence[Mapping[str, Any]], *, places: Sequence[int]) -> None:
    """Let the divisions of another province stand in the place of those that came with the product.

    Each row comes after the one that it lies in; `places` say where it stands in lists. Raises
    Refused once organizations lie in them.
    """
    cache.hold()
    if queries.has_organizations():
        words = _("已有机构，不能更换行政区划")
        raise Refused.because("SU5", "file", words)
    why = "those of another province take their place, in which nothing lies yet"
    for model in (DivisionVersion, Division):
        db.session.execute(audit.bulk(delete(model), because=why))
    for row, place in zip(rows, places, strict=True):
        facts = {name: row[name] for name in ("code", "name", "level", "parent_code")}
        db.session.add(Division(**row, position=place * STEP))
        db.session.flush()
        db.session.add(DivisionVersion(**facts, position=place * STEP, valid_from=BEGINNING))
    db.session.flush()


# --- accounts -------------------------------------------------------------------------------


def open_first_accounts(
    wanted: Sequence[NewAccount], passwords: Sequence[OneTimePassword]
) -> list[Issued]:
    """The accounts of the first people, whose passwords whoever issues them is told once.

    Raises Conflict if somebody was faster, for nobody may be there yet.
    """
    cache.hold()
    with unscoped(WHOLE_TREE):
        without = {node.id for node in queries.organizations_without_admin()}
        vacant = set(queries.vacant_offices())
    if not rules.are_first(wanted, without=without, vacant=vacant):
        db.session.rollback()
        raise Conflict(_("他人刚刚建立了其中的账号，请核对后重新提交"))
    return accounts.create_accounts(wanted, passwords)


def reset_passwords(user_ids: Sequence[int], passwords: Sequence[OneTimePassword]) -> list[Issued]:
    """New one-time passwords for accounts that nobody has used yet. Raises Conflict."""
    cache.hold()
    with unscoped("accounts of the whole installation"):
        waiting: dict[int, User] = {user.id: user for user in queries.waiting_accounts()}
        if not waiting.keys() >= set(user_ids):
            db.session.rollback()
            raise Conflict(_("其中的账号已被本人启用，请核对后重新提交"))
        return accounts.issue_again([waiting[one] for one in user_ids], passwords)


# --- what an office decides -----------------------------------------------------------------


def set_parameters(values: Mapping[str, Any], versions: Mapping[str, int]) -> None:
    """Store the values that differ from those in force. Raises Conflict."""
    cache.hold()
    for key, value in values.items():
        set_parameter(key, value, version=versions[key])


def settle(key: str, *, actor: Actor) -> None:
    """A step is done; who settles it again changes nothing."""
    cache.hold()
    if db.session.get(SetupStep, key) is None:
        step = SetupStep(key=key, settled_at=clock.now(), settled_by=actor.name)
        db.session.add(step)
        db.session.flush()
