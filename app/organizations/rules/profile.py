"""What must hold in 监督机构基本信息 (V05, V10–V15, V20); no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base import formats
from app.core.base.choices import Level
from app.core.base.errors import FieldError
from app.core.base.typed_text import number_text
from app.long_form.rules import Doubt
from app.long_form.unread import UNREAD
from app.organizations.choices import PROFILE_REQUIRED

PARTS = ("posts_civil", "posts_institution", "posts_other")
PHONES = ("contact_phone", "telephone", "fax", "hotline")
# Fields of one format, which the page checks too, as they are left.
PROFILE_FORMATS: Mapping[str, str] = {
    "uscc": "uscc",
    **dict.fromkeys(PHONES, "phone"),
    "postcode": "postcode",
    **dict.fromkeys(("contact_email", "email"), "email"),
    **dict.fromkeys(
        ("legal_mobile", "head_mobile", "technical_mobile", "contact_mobile"), "mobile"
    ),
    **dict.fromkeys(("legal_name", "head_name", "technical_name"), "name"),
    **dict.fromkeys(("quality_head", "safety_head", "contact_name"), "name"),
}
# What is a part of something else on the form, and the words when it is larger.
PARTS_OF_A_WHOLE = {
    ("posts_leader", "posts_total"): _l("领导职数不能大于核定编制数"),
    ("archive_area", "office_area"): _l("档案室面积不能大于办公用房面积"),
}
# What the first two signs of a code say of the organization's nature (V05 W).
BEGINNINGS = {
    "government": "11",
    "civil_managed": "12",
    "public_one": "12",
    "public_two": "12",
    "other_institution": "12",
}
Values = Mapping[str, Any]


def profile_faults(values: Values, today: dt.date) -> Iterator[FieldError]:
    """What is wrong in itself, also in what is only put aside."""
    for name, kind in PROFILE_FORMATS.items():
        text = _text(values, name)
        if text and (fault := formats.FAULTS[kind](text)):
            yield FieldError("V10", name, fault)
    if (day := values.get("established_on")) and day > today:
        yield FieldError("V15", "established_on", _("批准（成立）日期不能晚于今天"))


def _text(values: Values, name: str) -> str:
    """A text of the form; nothing for one that is empty or could not be read."""
    found = values.get(name)
    return found if isinstance(found, str) else ""


def profile_refusals(values: Values, labels: Mapping[str, Any]) -> Iterator[FieldError]:
    """What stands between the form and 提交."""
    for name in (*PROFILE_REQUIRED, *_required_here(values)):
        if values.get(name) in (None, "", []):
            yield FieldError("V00", name, _("请填写%(label)s", label=labels[name]))
    yield from _posts(values)
    for (inner, outer), words in PARTS_OF_A_WHOLE.items():
        part, whole = values.get(inner), values.get(outer)
        if part is not None and whole is not None and part > whole:
            yield FieldError("V20", inner, str(words))


def _posts(values: Values) -> Iterator[FieldError]:
    """The total of 编制; parts that are not known can only make their sum larger."""
    total = values.get("posts_total")
    parts = [values.get(name) for name in PARTS]
    known = [part for part in parts if part is not None and part is not UNREAD]
    found = sum(known)
    is_whole = len(known) == len(PARTS)
    if total is not None and (total < found or (is_whole and total > found)):
        words = _("核定编制数 %(total)d 应等于行政/参公、事业、其他编制之和 %(sum)d")
        words %= {"total": total, "sum": found}
        yield FieldError("V20", "posts_total", words)


def _required_here(values: Values) -> Iterator[str]:
    if values.get("is_legal_person"):
        yield "uscc"
    if values.get("is_entrusted"):
        yield from ("entrust_no", "entrust_to")


def profile_doubts(values: Values, *, authorized: int, area_code: str | None) -> Iterator[Doubt]:
    """What wants to be confirmed: more people than posts, a code or number from elsewhere."""
    posts = values.get("posts_total")
    if posts is not None and authorized > posts:
        yield Doubt("V20", "V20-posts", _("超编 %(n)d 人，请核对", n=authorized - posts))
    beginning = BEGINNINGS.get(values.get("nature") or "")
    code = _text(values, "uscc")
    # What is written wrong is refused already; it says nothing about nature or place.
    sound = code and not formats.uscc_fault(code)
    if sound and beginning and not code.startswith(beginning):
        yield Doubt("V05", "V05-nature", _("统一社会信用代码的类别与机构性质不一致，请核对"))
    foreign = [
        text
        for name in PHONES
        if area_code
        and (text := _text(values, name))
        and not (formats.phone_fault(text) or text.startswith(area_code))
    ]
    if foreign:
        yield Doubt(
            "V11",
            "V11-area",
            _("电话区号与所在市州（%(code)s）不一致，请核对", code=area_code),
            details=tuple(foreign),
        )


@dataclass(frozen=True, slots=True)
class Leader:
    """What the roster says of somebody who leads."""

    title_group: str | None
    is_certified: bool


def profile_hints(
    typed: Mapping[str, str],
    level: Level,
    leaders: Mapping[str, Leader],
    thresholds: Mapping[str, int],
) -> Iterator[str]:
    """Thresholds of 1.4 that are not met; they warn and never stand in the way."""
    for field, office in (("head_name", _("机构负责人")), ("technical_name", _("技术负责人"))):
        if name := typed.get(field, "").strip():
            yield from _leader_hints(office, name, leaders.get(name))
    if level is Level.PROVINCE:
        return
    for key, label in THRESHOLDS.items():
        least = thresholds[f"{key}_{level.value}"]
        amount = _number(typed.get(key, ""))
        if amount is not None and amount < least:
            yield _("%(label)s少于 %(n)d", label=label, n=least)


def _number(text: str) -> Decimal | None:
    """What was typed as a number; the form itself says what is none."""
    plain = number_text(text)
    return Decimal(plain) if plain else None


def _leader_hints(office: str, name: str, leader: Leader | None) -> Iterator[str]:
    if leader is None:
        yield _("%(office)s“%(name)s”不在本机构在职人员中", office=office, name=name)
        return
    if leader.title_group not in ("senior", "intermediate"):
        yield _("%(office)s“%(name)s”职称低于工程类中级", office=office, name=name)
    if not leader.is_certified:
        yield _("%(office)s“%(name)s”没有有效的监督资格证书", office=office, name=name)


THRESHOLDS = {"office_area": _l("办公用房面积（㎡）"), "computers": _l("计算机（台）")}
PROFILE_DOUBTS: Mapping[str, Any] = {
    "V20-posts": _l("在编人数多于核定编制"),
    "V05-nature": _l("统一社会信用代码的类别与机构性质不一致"),
    "V11-area": _l("电话区号与所在市州不一致"),
}
