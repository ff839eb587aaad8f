"""Actor: who acts, passed to operations explicitly, so that they also run in a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import g, has_request_context, request
from flask_appbuilder.security.sqla.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work: the user, the organization, the address, the request's id."""

    user_id: int | None
    name: str
    organization_id: int | None
    address: str = ""
    request_id: str = ""
    # In whose place the person acts, as a deputy; the name says both.
    principal_id: int | None = None

    def standing_for(self, principal_id: int, principal_name: str) -> Actor:
        """The same person, who acts in the place of somebody."""
        return replace(self, name=f"{self.name}代{principal_name}", principal_id=principal_id)

    @classmethod
    def of(cls, user: User) -> Actor:
        """The actor that a user is, with the request's origin when there is one."""
        address, request_id = "", ""
        if has_request_context():
            address, request_id = request.remote_addr or "", g.get("request_id", "")
        return cls(user.id, user.get_full_name(), user.organization_id, address, request_id)


SYSTEM = Actor(None, "系统", None)


def current_actor() -> Actor:
    """The actor of this request or job; SYSTEM where nobody is signed in."""
    if (actor := g.get("actor")) is not None:
        return actor
    user = g.get("user")
    if user is not None and user.is_authenticated:
        g.actor = Actor.of(user)
        return g.actor
    return SYSTEM


@contextmanager
def at_work(actor: Actor) -> Iterator[None]:
    """Let what is written meanwhile be told of this actor, who may stand for somebody."""
    before = g.get("actor")
    g.actor = actor
    try:
        yield
    finally:
        if before is None:
            g.pop("actor", None)
        else:
            g.actor = before
