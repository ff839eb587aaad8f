"""How records read: their reasons, whom a form is about, what is shown beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.base.masks import mask_id_number
from app.core.screens.fieldsets import GivenFacts
from app.core.tree.organization_tree import organization_names
from app.core.web.markup import paragraphs
from app.demerits import queries
from app.demerits.choices import SHOWN
from app.demerits.models import DemeritItem, DemeritRecord
from app.personnel.choices import CertificateType
from app.personnel.models import Person
from app.personnel.presentation import short_types

LABELS: Mapping[str, Any] = {
    "organization": _l("记分机构"),
    "subject_id": _l("所属机构"),
    "certificates": _l("证书类别"),
    "reasons": _l("记分事由"),
    "points": _l("分值"),
    "total": _l("本周期累计"),
    "state": _l("审核状态"),
    "certificate_numbers": _l("证书编号"),
    "done_on": _l("约谈时间"),
}


def reason_words(item: DemeritRecord) -> Markup:
    """记分事由, one below the other."""
    return paragraphs("\n".join(one_reason(one) for one in item.items))


def one_reason(one: DemeritItem) -> str:
    """A 记分事由 with its code and points."""
    return _("%(code)s %(text)s（%(n)d 分）", code=one.code, text=one.text, n=one.points)


def certificate_types(item: DemeritRecord) -> str:
    """证书类别 on the day of the record, in a narrow column."""
    return short_types(list(item.certificates))


def certificate_numbers(item: DemeritRecord) -> str:
    """证书编号 on the day of the record."""
    return numbers_words(item.certificates)


def numbers_words(certificates: Mapping[str, str]) -> str:
    """证书编号 by type, in one line."""
    return _("；").join(
        f"{CertificateType.of(kind).label} {number}" for kind, number in certificates.items()
    )


def people_facts(people: Sequence[Person]) -> list[GivenFacts]:
    """被记分人员 above the form: who, where, and with which certificates."""
    held, names = queries.numbers_of([one.identity_id for one in people]), organization_names()
    lines = [
        (
            one.name,
            _(
                "%(id_no)s，%(place)s，%(certificates)s",
                id_no=mask_id_number(one.id_no),
                place=names.get(one.organization_id, ""),
                certificates=numbers_words(held.get(one.identity_id, {})),
            ),
        )
        for one in people
    ]
    return [GivenFacts(_("被记分人员（%(n)d 人）", n=len(people)), lines)]


def decision_facts(item: DemeritRecord) -> list[tuple[Any, Any]]:
    """What 审核 looks at: the reasons, the facts, and what the total will be."""
    total = queries.total_of(item.identity_id, item.cycle)
    reasons = [(_("记分事由"), one_reason(one)) for one in item.items]
    project = [(_("涉及工程名称"), item.project)] if item.project else []
    after = _("%(n)d 分，通过后 %(after)d 分", n=total, after=total + item.points)
    return [
        (_("被记分人"), item.name),
        (_("所属机构"), item.subject),
        (_("记分时间"), str(item.happened_on)),
        *reasons,
        *project,
        (_("事实说明"), item.facts),
        (_("本周期累计"), after),
    ]


def state_choices() -> list[tuple[str, Any]]:
    """审核状态 of the filter."""
    return [(one.value, one.label) for one in SHOWN]
