"""What people do to transfers, below the pages."""

from __future__ import annotations

from typing import Any

from app.core.base.db import db
from app.workflow import engine
from tests.support import grants
from tests.support.acting import As
from tests.workflow.transfer import TRANSFER, Transfer

POST = {"post": "监督员", "from_day": "2026-12-01"}


def file_one(
    app: Any, who: str = "yl_clerk", *, at: int = 4, to: int | None = 5, **facts: Any
) -> int:
    """Somebody files a transfer."""
    with As(app, who) as actor:
        item = Transfer(organization_id=at, receiver_id=to, **{"person": "张三", **facts})
        engine.begin(TRANSFER, item, actor=actor)
        engine.fire(TRANSFER, item, "file", actor=actor)
        return item.id


def act(app: Any, who: str, number: int, name: str, **said: Any) -> None:
    with As(app, who) as actor:
        engine.fire(TRANSFER, db.session.get(Transfer, number), name, actor=actor, **said)


def agree(app: Any, number: int) -> None:
    act(app, "ty_clerk", number, "agree", answers=POST)


def offered(app: Any, who: str, number: int) -> set[str]:
    with As(app, who) as actor:
        item = db.session.get(Transfer, number)
        return {one.name for one in engine.available(TRANSFER, item, actor)}


def read(app: Any, number: int, *names: str) -> list[Any]:
    with As(app, "hn_admin"):
        item = db.session.get(Transfer, number)
        return [getattr(item, name) for name in names]


def events(app: Any, number: int) -> list[Any]:
    with As(app, "hn_admin"):
        found = engine.history(TRANSFER, db.session.get(Transfer, number))
        db.session.expunge_all()
        return found


def grant(app: Any, who: str, move: str) -> None:
    """附加权限: somebody may make a move beside the own roles."""
    grants.grant(app, who, move, TRANSFER.resource)
