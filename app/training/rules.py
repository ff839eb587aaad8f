"""What a session must fulfil, and how far it is on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.certificates.rules import extendable_until
from app.core.base.errors import FieldError
from app.personnel.choices import CertificateStatus, CertificateType

from .choices import SessionPhase, TrainingKind

Values = Mapping[str, Any]
# What stays as it is once organizations have been told of a session.
SETTLED = ("kind", "covers", "year", "issue")


def phase(session: Any, day: dt.date) -> SessionPhase:
    """How far a session is on a day."""
    if session.cancelled_at is not None:
        return SessionPhase.CANCELLED
    if session.ended_at is not None:
        return SessionPhase.ENDED
    if session.published_at is None:
        return SessionPhase.DRAFT
    if day > session.ends_on:
        return SessionPhase.EXAMINED
    if day >= session.starts_on:
        return SessionPhase.RUNNING
    return SessionPhase.CLOSED if day > session.enrol_to else SessionPhase.OPEN


def refusals(values: Values) -> Iterator[FieldError]:
    """All that speaks against a session as it was typed."""
    yield from _order(values)
    yield from _seats(values)
    yield from _subjects(values)
    yield from _lessons(values)
    is_continuing = values.get("kind") == TrainingKind.CONTINUING
    if is_continuing and "extension_months" in values and values["extension_months"] is None:
        yield FieldError("TS7", "extension_months", _("继续教育培训须填写证书有效期延长的月数"))


def _order(values: Values) -> Iterator[FieldError]:
    for code, first, last, words in (
        ("TS1", "starts_on", "ends_on", _("培训结束日期不能早于培训开始日期")),
        ("TS2", "enrol_from", "enrol_to", _("报名截止日期不能早于报名开始日期")),
        ("TS3", "enrol_to", "starts_on", _("报名截止日期不能晚于培训开始日期")),
        ("TS3", "allocate_by", "starts_on", _("额度分配截止日期不能晚于培训开始日期")),
    ):
        earlier, later = values.get(first), values.get(last)
        if earlier and later and later < earlier:
            yield FieldError(code, last if code in ("TS1", "TS2") else first, words)


def _seats(values: Values) -> Iterator[FieldError]:
    """V26: Σ 市州名额 ≤ 总名额."""
    places, seats = values.get("places"), values.get("seats")
    if places is None or seats is None:
        return
    given = sum(row["seats"] or 0 for row in places.values())
    if given > seats:
        words = _("市州名额合计 %(given)d，超过总名额 %(seats)d", given=given, seats=seats)
        yield FieldError("V26", "places", words)
    if given == 0:
        yield FieldError("TS4", "places", _("请填写市州名额"))


def _subjects(values: Values) -> Iterator[FieldError]:
    subjects: Sequence[Any] | None = values.get("subjects")
    if subjects is None:
        return
    if not subjects:
        yield FieldError("TS5", "subjects", _("请填写考核科目"))
    names = [row["name"] for row in subjects]
    for place, row in enumerate(subjects):
        full, least = row["full_mark"], row["pass_mark"]
        if full == 0:
            yield FieldError("TS5", f"subjects-{place}-full_mark", _("满分须大于 0"))
        if full is not None and least is not None and least > full:
            yield FieldError("TS5", f"subjects-{place}-pass_mark", _("合格线不能高于满分"))
        if row["name"] and names.index(row["name"]) < place:
            yield FieldError("TS5", f"subjects-{place}-name", _("科目重复"))


def _lessons(values: Values) -> Iterator[FieldError]:
    lessons, hours = values.get("lessons"), values.get("hours")
    if not lessons or hours is None:
        return
    told = [row["hours"] for row in lessons]
    if None not in told and sum(told) != hours:
        words = _("课程表合计 %(sum)d 学时，与学时 %(hours)d 不一致", sum=sum(told), hours=hours)
        yield FieldError("TS6", "lessons", words)


def settled_refusals(before: Values, values: Values) -> Iterator[FieldError]:
    """What may no longer be changed: organizations go by it already."""
    for name in SETTLED:
        if values.get(name) is not None and before[name] != values[name]:
            yield FieldError("TS8", name, _("档期已发布，不能更改"))


# --- 继续教育 ---------------------------------------------------------------------------------


def certificate_refusal(held: Sequence[Any], today: dt.date, grace_months: int) -> str:
    """Why nobody with these certificates is trained on (2.13); blank where one can be extended."""
    if not held:
        return str(_("没有有效的监督证书"))
    if all(one.status is CertificateStatus.SUSPENDED for one in held):
        return str(_("证书已暂扣"))
    if not any(extendable(one, today, grace_months) for one in held):
        return str(_("证书过期已超过 %(n)d 个月", n=grace_months))
    return ""


def extendable(certificate: Any, today: dt.date, grace_months: int) -> bool:
    """Whether a certificate may be extended by training: not suspended, not expired for long."""
    if certificate.status is not CertificateStatus.VALID:
        return False
    return extendable_until(certificate.valid_to, grace_months) >= today


def type_faults(types: Sequence[str] | None, free: Sequence[str]) -> Iterator[FieldError]:
    """延续证书 are some of those that can be extended."""
    if types is None:
        return
    if not types:
        yield FieldError("V35", "types", _("请勾选延续证书"))
    if beyond := [one for one in types if one not in free]:
        words = _("、").join(str(CertificateType.of(one).label) for one in beyond)
        yield FieldError("V35", "types", _("%(names)s不能延续", names=words))


def window_refusal(session: Any, today: dt.date) -> str:
    """Why nobody is enrolled for a session today."""
    if session.cancelled_at is not None or session.published_at is None:
        return str(_("该档期未开放报名"))
    if today < session.enrol_from:
        return str(_("报名尚未开始（%(day)s 开始）", day=session.enrol_from))
    if today > session.enrol_to:
        return str(_("报名已于 %(day)s 截止", day=session.enrol_to))
    return ""


def allocation_faults(
    shares: Mapping[str, Any] | None, seats: int, names: Mapping[str, str], taken: Mapping[str, int]
) -> Iterator[FieldError]:
    """V26: Σ 机构额度 ≤ 市州名额, and no 机构额度 below what is taken."""
    if shares is None:
        return
    given = sum(row["seats"] or 0 for row in shares.values())
    if given > seats:
        words = _("分配人数合计 %(given)d，超过本市州名额 %(seats)d", given=given, seats=seats)
        yield FieldError("V26", "shares", words)
    for key, row in shares.items():
        if (row["seats"] or 0) < taken.get(key, 0):
            words = _("%(name)s已报名 %(n)d 人，不能少于已报名人数", name=names[key], n=taken[key])
            yield FieldError("V26", f"shares-{key}-seats", words)
