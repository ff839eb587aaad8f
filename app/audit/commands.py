"""The check of the audit trail by command: the same walk along the chain as in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.access.actor import SYSTEM
from app.core.access.scope import EVERYTHING, under
from app.core.base.db import db

from . import alarms, operations, presentation
from .choices import CheckState
from .models import AuditCheck


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the command says, and whether a link does not hold."""

    lines: Sequence[str]
    is_broken: bool


def check() -> Outcome:
    """Walk along the chain, keep the result and say it."""
    with under(EVERYTHING), force_locale("zh"):
        number = operations.begin_check(SYSTEM).id
        db.session.commit()
        alarms.check_and_tell(number)
        found = db.session.get_one(AuditCheck, number)
        lines = [
            _("第 1–%(seq)s 条完好", seq=f"{found.seq:,}"),
            _("未封存 %(n)s 条", n=presentation.unsealed_words(found.unsealed)),
        ]
        is_broken = found.state is CheckState.BROKEN
        return Outcome([presentation.fault_words(found), *lines] if is_broken else lines, is_broken)
