"""What an edit of a dictionary changes about people."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect, or_, select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.configuration.dictionary_effects import Edit, EffectSource, Holding
from app.core.screens.value_kinds import attribute
from app.personnel.models import (
    Certificate,
    Person,
    Qualification,
)

ROSTER = _l("在职工作人员基础数据")


def holdings(edit: Edit) -> Iterator[Holding]:
    """The humans whose roster row, qualification or certificate holds a code."""
    humans: set[int] = set()
    with unscoped("an edit of a dictionary concerns every organization"):
        for model in (Person, Qualification, Certificate):
            coded = [
                getattr(model, prop.key) == edit.code
                for prop in inspect(model).column_attrs
                if attribute(model, prop.key).dictionary == edit.dictionary
            ]
            if coded:
                humans |= set(db.session.scalars(select(model.identity_id).where(or_(*coded))))
    yield Holding(None, ROSTER, len(humans))


EFFECTS = EffectSource("personnel", holdings)
