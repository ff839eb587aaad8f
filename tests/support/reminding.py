"""What reminders are about: organizations that handed everything in, and what users were told."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import User
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn, RosterCheck
from app.workflow.models import Message


def file_everything(app: Flask, organization_id: int, year: int) -> None:
    """Hand in all that an organization itself has to do for a year."""
    with app.app_context(), unscoped("returns of the tests"):
        for model in (ProfileReturn, ProjectReturn, FundingReturn):
            row = model(
                organization_id=organization_id,
                year=year,
                state=ReturnState.SUBMITTED,
                explanations={},
            )
            db.session.add(row)
        db.session.add(RosterCheck(organization_id=organization_id, year=year, checked_by="某人"))
        db.session.commit()


def told(app: Flask) -> dict[str, list[str]]:
    """The titles that each user was told, by user name."""
    with app.app_context(), unscoped("messages"):
        rows = db.session.execute(
            select(User.username, Message.title)
            .join(Message, Message.user_id == User.id)
            .order_by(Message.id)
        ).all()
    found: dict[str, list[str]] = {}
    for username, title in rows:
        found.setdefault(username, []).append(title)
    return found
