"""Who may be enrolled for 新进人员培训, and for which certificates (2.12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from app.certificates.rules import extendable_until
from app.core.base.errors import FieldError
from app.personnel.choices import CertificateStatus, CertificateType
from app.training.choices import Coverage, InductionCategory


def in_force(held: Sequence[Any], today: dt.date, grace_months: int) -> list[Any]:
    """The certificates that count: one that ran out too long ago to be extended is as none."""
    return [one for one in held if extendable_until(one.valid_to, grace_months) >= today]


def missing_types(held: Sequence[Any], today: dt.date, grace_months: int) -> list[str]:
    """The certificates that somebody can be trained for."""
    kept = {one.type for one in in_force(held, today, grace_months)}
    return [one.value for one in CertificateType if one not in kept]


def candidate_refusal(
    category: InductionCategory,
    held: Sequence[Any],
    today: dt.date,
    grace_months: int,
    *,
    has_post: bool,
    is_retired: bool,
) -> str:
    """Why somebody on the roster is not trained as new; blank where nothing speaks against it."""
    if not has_post:
        return str(_("岗位类别不是领导班子或监督岗位"))
    if is_retired:
        return str(_("已达到退休年龄"))
    kept = in_force(held, today, grace_months)
    if category is InductionCategory.UNCERTIFIED:
        return _held_words(kept) if kept else ""
    return _not_single(kept, today)


def _not_single(kept: Sequence[Any], today: dt.date) -> str:
    """Why certificates are not exactly one that is valid."""
    if not kept:
        return str(_("没有有效的监督证书"))
    if len(kept) > 1:
        return _held_words(kept)
    (one,) = kept
    if one.status is CertificateStatus.SUSPENDED:
        return str(_("%(type)s已暂扣", type=one.type.label))
    if one.valid_to < today:
        return str(_("%(type)s已过期，请先办理继续教育", type=one.type.label))
    return ""


def _held_words(kept: Sequence[Any]) -> str:
    return str(_("已持有%(types)s", types=_("、").join(str(one.type.label) for one in kept)))


def certificate_faults(types: Sequence[str] | None, free: Sequence[str]) -> Iterator[FieldError]:
    """报考证书 are some of those that the person does not have."""
    if types is None:
        return
    if not types:
        yield FieldError("V35", "types", _("请勾选报考证书"))
    if beyond := [one for one in types if one not in free]:
        words = _("、").join(str(CertificateType.of(one).label) for one in beyond)
        yield FieldError("V35", "types", _("该人员已持有%(names)s", names=words))


def fits(types: Sequence[str], covers: Coverage) -> bool:
    """Whether a session is for all of these certificates."""
    return covers is Coverage.BOTH or all(one == covers.value for one in types)
