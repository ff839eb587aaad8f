"""The fields of an arrangement that its table alone does not give."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.screens.form_fields import Choice, Required
from app.core.screens.table_fields import SeveralChoice

from . import queries


def _people(_current: str | None) -> list[tuple[str, Any]]:
    return [(str(number), name) for number, name in queries.candidates(current_actor())]


def _processes(_stored: Any) -> list[tuple[str, Any]]:
    return list(queries.process_titles().items())


FIELDS = {
    "deputy": Choice(_l("代办人"), [Required()], coerce=int, offered=_people),
    "resources": SeveralChoice(
        _l("代办事项"), offered=_processes, description=_l("不勾选则为全部办理事项")
    ),
}
