"""The form of a notice."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Level
from app.core.screens.model_forms import AppForm
from app.core.screens.table_fields import RowColumn, Rows, SeveralChoice
from app.core.screens.ticked import Ticked

from .choices import Audience

CHOSEN = Ticked("audience", (Audience.CHOSEN.value,))
ORGANIZATION = RowColumn("organization", _l("机构名称"), "organization", length=100)


def _levels(_stored: Any) -> list[tuple[str, Any]]:
    return [(level.value, level.label) for level in Level]


class NoticeForm(AppForm):
    """A notice as it is written; levels and organizations are asked for where some are chosen."""

    applies = {"levels": CHOSEN, "organizations": CHOSEN}


FIELDS = {
    "levels": SeveralChoice(_l("机构级别"), offered=_levels),
    "organizations": Rows(_l("指定机构"), columns=(ORGANIZATION,)),
}
