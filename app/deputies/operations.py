"""Writing arrangements; nothing is committed here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.models import Deputy, User
from app.workflow import messages

from . import queries, rules

Values = Mapping[str, Any]
LIST = "/deputies/list/"


def arrange(values: Values, actor: Actor) -> Deputy:
    """Name somebody who acts in the actor's place; Refused for what the rules forbid."""
    # Of two that are sent at once the second sees the first.
    one_at_a_time(db.session, f"deputy of {actor.user_id}")
    Refused.if_any(refusals(values, actor))
    given = {name: value for name, value in values.items() if name != "deputy"}
    begins_now = values["starts_on"] <= clock.today()
    person = db.session.get_one(User, values["deputy"])
    found = Deputy(
        **given,
        organization_id=actor.organization_id,
        principal_id=actor.user_id,
        principal_name=actor.name,
        deputy_id=person.id,
        deputy_name=str(person),
        arranged_at=clock.now(),
        begin_told_at=clock.now() if begins_now else None,
    )
    db.session.add(found)
    db.session.flush()
    if begins_now:
        _tell_begin(found)
    return found


def refusals(values: Values, actor: Actor) -> Iterator[FieldError]:
    """All that speaks against an arrangement."""
    yield from rules.refusals(values, clock.today())
    first, last, resources = (values.get(name) for name in ("starts_on", "ends_on", "resources"))
    if first is None or last is None or resources is None:
        return
    other = queries.overlapping(actor.user_id or 0, first, last, resources)
    if other is not None:
        words = _(
            "%(first)s 至 %(last)s 已委托%(name)s代办相同事项，请先终止",
            first=other.starts_on,
            last=other.ends_on,
            name=other.deputy_name,
        )
        yield FieldError("DE3", "starts_on", words)


def end(found: Deputy) -> None:
    """终止, from this moment on; the row is locked, so a move that is being made comes first."""
    if found.ended_at is not None or found.ends_on < clock.today():
        raise Conflict(_("该代办已经结束"))
    found.ended_at = clock.now()
    if found.begin_told_at is not None:
        tell_end(found)


def tell_begin(found: Deputy) -> None:
    """Tell both that it has begun, and keep that they were told."""
    found.begin_told_at = clock.now()
    _tell_begin(found)


def _tell_begin(found: Deputy) -> None:
    _tell(
        found,
        "begin",
        lambda: _(
            "代办开始：%(deputy)s代%(principal)s",
            deputy=found.deputy_name,
            principal=found.principal_name,
        ),
        lambda: _("%(first)s 至 %(last)s", first=found.starts_on, last=found.ends_on),
    )


def tell_end(found: Deputy) -> None:
    """Tell both that it is over."""
    found.end_told_at = clock.now()
    _tell(
        found,
        "end",
        lambda: _(
            "代办结束：%(deputy)s代%(principal)s",
            deputy=found.deputy_name,
            principal=found.principal_name,
        ),
        lambda: "",
    )


def _tell(found: Deputy, what: str, title: Callable[[], str], body: Callable[[], str]) -> None:
    messages.send_each(
        messages.readers(User.id.in_([found.principal_id, found.deputy_id])),
        lambda: messages.Words(title(), body()),
        key=f"deputy:{found.id}:{what}",
        kind=messages.REMINDER,
        link=LIST,
    )
