"""Notification hook: sends a person a message; the module that has messages does it."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session


def tell(
    session: Session, user_id: int, *, key: str, title: str, body: str = "", link: str = ""
) -> None:
    """Add a message in the caller's transaction; the same key reaches a person once."""
    current_app.extensions["teller"](
        user_id, session=session, key=key, title=title, body=body, link=link
    )
