"""Rows of the database beside the product: looked at, and stored for a test."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db


def rows(app: Flask, model: type[Any], **conditions: Any) -> list[Any]:
    """The rows of a table, whoever they belong to; detached."""
    with app.app_context(), unscoped("the tests look at rows"):
        found = list(db.session.scalars(select(model).filter_by(**conditions).order_by(model.id)))
        db.session.expunge_all()
        db.session.remove()
    return found


def put(app: Flask, *things: Any) -> list[int]:
    """Store rows; their ids."""
    with app.app_context(), unscoped("rows of the tests"):
        db.session.add_all(things)
        db.session.commit()
        ids = [thing.id for thing in things if hasattr(thing, "id")]
        db.session.remove()
    return ids
