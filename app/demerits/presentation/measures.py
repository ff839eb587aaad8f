"""How what followed from a total reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.screens.fieldsets import GivenFacts
from app.demerits.models import DemeritMeasure

MEASURE_LABELS: Mapping[str, Any] = {
    "organization": _l("所属机构"),
    "kind": _l("措施"),
    "standing": _l("办理情况"),
}
MEASURES_AT = "/demerits/measures"


def talk_facts(measure: DemeritMeasure) -> list[GivenFacts]:
    """Why somebody is talked to, above the form."""
    total = _("%(cycle)d 年累计记 %(n)d 分", cycle=measure.cycle, n=measure.total)
    lines = [
        (_("姓名"), measure.name),
        (_("本周期累计"), total),
        (_("达到日期"), str(measure.reached_on)),
    ]
    return [GivenFacts(_("被约谈人"), lines)]
