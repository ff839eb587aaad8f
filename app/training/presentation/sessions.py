"""How sessions read, and what the form of a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base import clock
from app.core.configuration.parameters import parameter
from app.core.screens.detail_parts import DetailPart
from app.training import queries
from app.training.choices import SESSION, TrainingKind
from app.training.models import TrainingSession

# What a copy takes over; its days and its 期次 are its own.
COPIED = (
    "covers",
    "place",
    "organizer",
    "contact",
    "contact_phone",
    "seats",
    "hours",
    "extension_months",
    "places",
    "subjects",
)


def fresh_values(kind: TrainingKind) -> dict[str, Any]:
    """What the form of a new session begins with."""
    year, least = clock.year(), parameter("pass_mark")
    subjects = [
        {"name": name, "full_mark": 100, "pass_mark": least}
        for name in queries.usual_subjects(kind)
    ]
    months = parameter("cert_valid_months") if kind is TrainingKind.CONTINUING else None
    return {
        "kind": kind,
        "year": year,
        "issue": queries.next_issue(kind, year),
        "hours": parameter("train_hours"),
        "extension_months": months,
        "subjects": subjects,
    }


def copied_values(session: TrainingSession) -> dict[str, Any]:
    """What the form of a copy begins with."""
    found = fresh_values(session.kind)
    return {**found, **{name: getattr(session, name) for name in COPIED}}


def days_of_session(session: TrainingSession) -> str:
    """培训时间."""
    return f"{session.starts_on} — {session.ends_on}"


def ending_words(uncertified: int) -> str:
    """What is asked before a session ends: what is over then, and what goes on."""
    asked = _("结束后不能再录入或更改成绩，补考录入和发证（延期）仍可办理。")
    if uncertified:
        asked += _("还有 %(n)d 人考核合格，尚未发证（延期）。", n=uncertified)
    return str(asked + _("确定结束？"))


def _quotas(session: TrainingSession) -> Mapping[str, Any]:
    rows = [(one.organization, one.seats) for one in session.quotas if one.seats]
    return {"rows": rows, "total": session.seats, "left": session.places_left}


def _subjects(session: TrainingSession) -> Mapping[str, Any]:
    return {"subjects": session.subjects}


def _lessons(session: TrainingSession) -> Mapping[str, Any] | None:
    return {"lessons": session.lessons} if session.lessons else None


DETAIL_PARTS = (
    DetailPart(SESSION, "quotas", _l("市州名额"), "training/quotas.html", _quotas),
    DetailPart(SESSION, "subjects", _l("考核科目"), "training/subjects.html", _subjects),
    DetailPart(SESSION, "lessons", _l("课程表"), "training/lessons.html", _lessons),
)
