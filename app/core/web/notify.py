"""Notification hook: sends a person a message; the module that has messages does it."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app
from sqlalchemy.orm import Session

from app.core.base.services import Service


def tell(
    session: Session, user_id: int, words: Callable[[], tuple[str, str]], *, key: str, link: str
) -> None:
    """Add a message in the caller's transaction; the same key reaches a person once.

    ``words`` gives title and body in the language that is in force when it is called.
    """
    current_app.extensions[Service.TELLER](user_id, words, session=session, key=key, link=link)


def heard(session: Session, user_id: int, *, key: str) -> None:
    """Note that somebody has seen to a message without opening it."""
    current_app.extensions[Service.HEARD](user_id, key, session)
