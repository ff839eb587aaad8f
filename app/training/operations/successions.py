"""What follows people who move and organizations that are joined; nothing is committed here.

A place stays whose it is: who moves goes on with the place of the organization that gave it, so
that no ledger changes. Where an organization ends, its places are those of whoever takes over.
"""

from __future__ import annotations

from app.attachments.copies import hand_over
from app.core.base.db import db
from app.core.tree.followers import Succession
from app.personnel.models import Person
from app.training import queries
from app.training.models import OrganizationQuota, SessionQuota


def follow_person(before: Person, after: Person) -> None:
    """What runs about somebody who moves is the next organization's, which can go on with it."""
    running = list(queries.running_about(before.id))
    for item in running:
        item.organization_id, item.person_id = after.organization_id, after.id
    db.session.flush()
    hand_over([(one, one) for one in running])


def hand_over_places(succession: Succession) -> None:
    """Places of sessions that are not over become those of the organization that takes over.

    Its prefecture, or the province, gives them from then on: Σ 机构额度 stays below 市州名额 (V26).
    """
    source, target = succession.source, succession.target
    giver = queries.distributor_of(target)
    for quota in queries.open_quotas_of(source):
        _join_quotas(quota, _quota_of(quota.session_id, giver))
    for share in queries.open_shares_of(source):
        _join_shares(share, _quota_of(share.session_id, giver), target)


def _quota_of(session_id: int, organization_id: int) -> SessionQuota:
    """市州名额 of whoever hands places out, which begins with none."""
    found = queries.held_quota(session_id, organization_id)
    if found is None:
        found = SessionQuota(session_id=session_id, organization_id=organization_id, seats=0)
        db.session.add(found)
        db.session.flush()
    return found


def _join_quotas(quota: SessionQuota, into: SessionQuota) -> None:
    """A prefecture that ends: all of its places, and whatever has one of them."""
    into.seats, quota.seats = into.seats + quota.seats, 0
    for person in queries.with_place_of(quota):
        person.quota_id = into.id
    for share in queries.shares_of_quota(quota):
        own = queries.held_share(into.id, share.organization_id)
        if own is None:
            share.quota_id = into.id
        else:
            own.seats, share.seats = own.seats + share.seats, 0
    db.session.flush()


def _join_shares(share: OrganizationQuota, quota: SessionQuota, target: int) -> None:
    """机构额度 of an organization that ends; across prefectures 市州名额 goes along."""
    if share.quota_id != quota.id:
        giver = db.session.get_one(SessionQuota, share.quota_id, with_for_update=True)
        giver.seats, quota.seats = giver.seats - share.seats, quota.seats + share.seats
    into = queries.held_share(quota.id, target)
    if into is None:
        into = OrganizationQuota(
            session_id=share.session_id, quota_id=quota.id, organization_id=target, seats=0
        )
        db.session.add(into)
    into.seats, share.seats = into.seats + share.seats, 0
    for one in queries.with_share_of(share):
        one.seat_of_id = target
    db.session.flush()
