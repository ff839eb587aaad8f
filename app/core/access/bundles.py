"""Bundles of rights (权限包): what modules declare, what the office offers, and who holds which.

A grant of a bundle is 附加权限: its holder has the rights that the bundle has at that moment, until
the day of the grant. Nothing is committed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import PermissionView
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.base.registry import Registry
from app.core.base.visibility import unscoped
from app.core.models import PermissionBundle, User, UserGrant

from .actor import Actor
from .roles import Permission, permissions_on
from .security_manager import in_force

# The language in which names of rows are kept.
KEPT_LANGUAGE = "zh"
# Room between two bundles for one that the office adds.
STEP = 10
EVERY_LEVEL = tuple(Level)
# Organizations that hand in their own figures to somebody.
STATIONS = (Level.PREFECTURE, Level.COUNTY)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that an installation starts with.

    ``permissions`` are the actions for each resource, as a ``Grant`` names them; ``levels`` those
    of organizations whose people may apply for it.
    """

    key: str
    label: Any
    permissions: tuple[tuple[str, tuple[str, ...]], ...]
    levels: tuple[Level, ...] = EVERY_LEVEL
    description: Any = ""

    @property
    def rights(self) -> set[Permission]:
        """Its permissions one by one."""
        return {right for named in self.permissions for right in permissions_on(*named)}


def _check(bundle: Bundle) -> None:
    if not bundle.rights or not bundle.levels:
        raise ValueError(f"the bundle {bundle.key} gives nothing, or is for nobody")


BUNDLES: Registry[Bundle] = Registry("bundles", Bundle, lambda bundle: bundle.key, _check)


def declared() -> set[Permission]:
    """Every permission that some declared bundle gives."""
    return {right for bundle in BUNDLES.registered().values() for right in bundle.rights}


def sync(session: Any, pairs: Mapping[tuple[str, str], PermissionView]) -> None:
    """Make rows of bundles that are new in code; those that exist keep every edit."""
    known = set(session.scalars(select(PermissionBundle.key)))
    for number, bundle in enumerate(BUNDLES.registered().values(), start=1):
        if bundle.key not in known:
            session.add(_row(bundle, number * STEP, pairs))


def _row(
    bundle: Bundle, position: int, pairs: Mapping[tuple[str, str], PermissionView]
) -> PermissionBundle:
    with force_locale(KEPT_LANGUAGE):
        name, description = str(bundle.label), str(bundle.description)
    return PermissionBundle(
        key=bundle.key,
        name=name,
        description=description,
        position=position,
        permissions=[pairs[right] for right in sorted(bundle.rights)],
        **{f"for_{level.value}": level in bundle.levels for level in Level},
    )


# --- what is offered, what is held ------------------------------------------------------------


def offered_bundles(level: Level) -> list[PermissionBundle]:
    """The bundles that people of an organization of a level may apply for, in their order."""
    return list(
        db.session.scalars(
            select(PermissionBundle)
            .where(PermissionBundle.is_active, getattr(PermissionBundle, f"for_{level.value}"))
            .order_by(PermissionBundle.position, PermissionBundle.id)
        )
    )


def grants_of(user_ids: Collection[int]) -> dict[int, list[UserGrant]]:
    """The grants in force of each of some users, with their bundles, in one statement."""
    found: dict[int, list[UserGrant]] = {user_id: [] for user_id in user_ids}
    rows = db.session.scalars(
        select(UserGrant)
        .join(UserGrant.bundle)
        .options(joinedload(UserGrant.bundle))
        .where(UserGrant.user_id.in_(found), in_force(clock.today()))
        .order_by(PermissionBundle.position, PermissionBundle.id)
    )
    for row in rows:
        found[row.user_id].append(row)
    return found


def set_grants(
    user: User, bundle_ids: Sequence[int], *, until: dt.date | None, basis: str, actor: Actor
) -> None:
    """Let somebody hold exactly these bundles beside the roles, until a day or for good."""
    held = _held(user)
    given: dict[str, Any] = {"expires_on": until, "basis": basis, "granted_at": clock.now()}
    given |= {"granted_by_id": actor.user_id, "granted_by": actor.name}
    for bundle_id in held.keys() - set(bundle_ids):
        db.session.delete(held[bundle_id])
    for bundle_id in dict.fromkeys(bundle_ids):
        grant = held.get(bundle_id)
        if grant is None:
            db.session.add(UserGrant(user_id=user.id, bundle_id=bundle_id, **given))
            continue
        for name, value in given.items():
            setattr(grant, name, value)
    db.session.flush()


def clear_grants(user: User) -> None:
    """Take every bundle from somebody; what the roles give stays."""
    for grant in _held(user).values():
        db.session.delete(grant)
    db.session.flush()


def end_grants(day: dt.date) -> None:
    """Remove the grants whose last day is over; they gave nothing since."""
    for grant in db.session.scalars(select(UserGrant).where(UserGrant.expires_on < day)):
        db.session.delete(grant)


def _held(user: User) -> dict[int, UserGrant]:
    """Every grant of somebody, ended ones too, while nobody else changes them."""
    with unscoped("the rights of a user of whatever organization"):
        db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
    rows = db.session.scalars(
        select(UserGrant)
        .where(UserGrant.user_id == user.id)
        .execution_options(populate_existing=True)
    )
    return {row.bundle_id: row for row in rows}
