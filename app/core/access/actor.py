"""Actor: who acts, passed to operations explicitly, so that they also run in a worker."""

from __future__ import annotations

from dataclasses import dataclass

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
