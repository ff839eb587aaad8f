"""How 建议记分 and the records that came of them read beside an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.assessments.models import Assessment
from app.core.access.narrowed_screens import reads_rows_of
from app.core.access.scope import may_read
from app.core.access.security_manager import may
from app.core.screens.views import show_url
from app.demerits import operations, queries
from app.demerits.choices import RECORD, STATE_TONES
from app.demerits.models import DemeritRecord


def suggested_facts(priced: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str]]:
    """建议记分 in lines: who, how many, for which reason; and of whom no record is made."""
    if not priced:
        return [(_("建议记分"), _("无"))]
    names = queries.names_of({one["person_id"] for one in priced})
    found = []
    for (points, code, project), some in groupby(priced, _alike):
        who = _("、").join(dict.fromkeys(names.get(one["person_id"], "") for one in some))
        words = _("每人 %(n)d 分（%(code)s）：%(names)s", n=points, code=code, names=who)
        found.append((_("建议记分"), f"{project}{_('：')}{words}" if project else words))
    if left := [name for number, name in names.items() if number not in _recordable(priced)]:
        words = _("%(names)s没有监督证书或已不在职", names=_("、").join(left))
        found.append((_("不生成记分记录"), words))
    return found


def _alike(one: Mapping[str, Any]) -> tuple[int, str, str]:
    """Whose points stand in one line: for the same reason and, of a 层级考核, the same project."""
    return one["points"], one["reason"], one.get("project", "")


def _recordable(priced: Sequence[Mapping[str, Any]]) -> Mapping[int, Any]:
    return operations.recordable(priced)


def proposed_records(item: Assessment) -> Mapping[str, Any] | None:
    """The records of an assessment, for whoever may look at points."""
    found = queries.records_shown_of(item) if may("read", RECORD) else ()
    if not found:
        return None
    return {"records": [(one, show_url(RECORD, one.id), STATE_TONES[one.state]) for one in found]}


def source_words(record: DemeritRecord) -> str | Markup:
    """来源 of a record, with the way to the assessment for whoever may read that."""
    found, label = queries.assessment_of(record), str(record.source.label)
    if found is None:
        return label
    words, resource = f"{label} {found.number}", found.kind.resource
    number = found.organization_id
    is_in_reach = may("read", resource) and may_read(number) and reads_rows_of(resource, number)
    url = show_url(resource, found.id) if is_in_reach else None
    return Markup('<a href="%s">%s</a>') % (url, words) if url else label
