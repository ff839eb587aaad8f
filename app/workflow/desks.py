"""Who sits at which desk, seen from an organization; computed from the tree."""

from __future__ import annotations

from app.core.choices import Level
from app.core.tree import subtree, superiors_of, tree

from .declaration import Desk


def organizations_at(desk: Desk, organization_id: int) -> set[int]:
    """The organizations that sit at a desk for an item of this organization."""
    if desk is Desk.OWN:
        return {organization_id}
    if desk is Desk.PROVINCE:
        return {node.id for node in tree().values() if node.level is Level.PROVINCE}
    return superiors_of(organization_id)


def sits_at(desk: Desk, organization_id: int, actor_organization: int | None) -> bool:
    """Whether an actor's organization sits at a desk for an item of another."""
    if actor_organization is None:
        return False
    return actor_organization in organizations_at(desk, organization_id)


def organizations_served(desk: Desk, actor_organization: int) -> set[int] | None:
    """The organizations for whose items an actor sits at a desk; None means all."""
    node = tree().get(actor_organization)
    if node is None:
        return set()
    if desk is Desk.OWN:
        return {actor_organization}
    if desk is Desk.PROVINCE:
        return None if node.level is Level.PROVINCE else set()
    below = set(subtree(actor_organization)) - {actor_organization}
    return {one for one in below if actor_organization in superiors_of(one)}
