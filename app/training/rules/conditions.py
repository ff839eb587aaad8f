"""The conditions of a certificate (1.5): soft rules, which an explanation answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.personnel.choices import CertificateType

Values = Mapping[str, Any]
# The entry of 专业类别 that is no branch of engineering.
NOT_ENGINEERING = "non_engineering"


@dataclass(frozen=True, slots=True)
class Requirements:
    """What the office asks for: dictionary entries that suffice, and years by certificate."""

    educations: frozenset[str]
    untitled: frozenset[str]
    years: Mapping[str, int]


def doubts(
    values: Values, asked: Requirements, *, specialty: str | None, is_registered: bool
) -> list[str]:
    """Which conditions of the chosen certificates are not fulfilled, as they read.

    A value that is None, for it is missing or could not be read, fulfils nothing and breaks
    nothing. ``is_registered``: holds a qualification of engineering.
    """
    found: list[str] = []
    for one in CertificateType:
        if one.value not in (values.get("types") or ()):
            continue
        told = [*_learning(one, values, asked, specialty, is_registered=is_registered)]
        told += _experience(values, asked.years[one.value])
        found += [f"{one.label}{_('：')}{words}" for words in told]
    return found


def _learning(
    kind: CertificateType,
    values: Values,
    asked: Requirements,
    specialty: str | None,
    *,
    is_registered: bool,
) -> Iterator[str]:
    education, title = values.get("education"), values.get("title_level")
    if education is None or title is None:
        return
    if education in asked.educations and specialty != NOT_ENGINEERING:
        return
    if kind is CertificateType.QUALITY and not is_registered:
        yield str(_("须为工程类专业大专以上学历，或具有工程类执业注册资格"))
    if kind is CertificateType.SAFETY and title in asked.untitled:
        yield str(_("须为工程类相关专业大专以上学历，或具有初级以上职称"))


def _experience(values: Values, least: int) -> Iterator[str]:
    """Supervising is engineering work, too: the longer of the two counts."""
    years = [values.get(name) for name in ("engineering_years", "supervising_years")]
    told = [one for one in years if one is not None]
    if told and max(told) < least:
        yield str(_("从事工程管理不足 %(n)d 年", n=least))


def explanation_faults(told: Sequence[str], explanation: str | None) -> Iterator[FieldError]:
    """不符合说明 is asked for where a condition is not fulfilled."""
    if told and not explanation:
        words = _("；").join(told)
        yield FieldError(
            "V35", "explanation", _("不符合报名条件：%(words)s。请填写不符合说明", words=words)
        )
