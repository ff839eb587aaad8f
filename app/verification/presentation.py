"""How findings and verifications read on screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.configuration.dictionaries import label
from app.core.screens.detail_parts import DetailPart
from app.core.screens.value_display import NOTHING
from app.organizations.choices import VerificationStanding
from app.organizations.models import OrganizationVerification

from .choices import LABELS, RECORD
from .thresholds import Finding

STANDING_TONES = {
    VerificationStanding.VALID: "ok",
    VerificationStanding.EXPIRING: "back",
    VerificationStanding.EXPIRED: "bad",
    VerificationStanding.REVOKED: "off",
    VerificationStanding.CANCELLED: "off",
}
# What the people are called that decide a threshold.
DECIDING: Mapping[str, Any] = {
    "ratio_supervisor": _l("没有有效证书的在职人员"),
    "min_supervisors": _l("持证监督人员"),
    "specialty_ratio": _l("安装专业持证监督人员"),
    "min_municipal": _l("市政专业持证监督人员"),
}


# What names people in its value.
NAMING = ("leader_title", "leader_cert")


class FindingWords(NamedTuple):
    """A finding in words: what it is about, what there is, what is needed, 达标 or not."""

    key: str
    label: str
    value: str
    needed: str
    is_met: bool | None

    @property
    def verdict(self) -> str:
        """达标, 不达标, or that it is not known."""
        return {True: _("达标"), False: _("不达标"), None: _("无数据")}[self.is_met]

    @property
    def tone(self) -> str:
        return {True: "ok", False: "bad", None: "mute"}[self.is_met]


def in_words(found: Iterable[Finding], *, named: bool = True) -> list[FindingWords]:
    """Findings of today as they read; unless ``named``, with how many people instead of whom."""
    told = [one.stored for one in found]
    for one in told:
        if not named and one["key"] in NAMING and one["value"]:
            one["value"] = [_("%(n)s 人", n=len(one["value"]))]
    return stored_words(told)


def stored_words(metrics: Iterable[Mapping[str, Any]]) -> list[FindingWords]:
    """The same for what a verification keeps; a key that is no longer known is left out."""
    return [_words(one) for one in metrics if one["key"] in LABELS]


def _words(stored: Mapping[str, Any]) -> FindingWords:
    key, value = stored["key"], stored["value"]
    said = NOTHING if value is None else WORDS[key](value)
    needed = NEEDED[key](stored["needed"])
    return FindingWords(key, str(LABELS[key]), said, needed, stored["met"])


def _lacking(words: Any) -> Callable[[list[str]], str]:
    def say(missing: list[str]) -> str:
        return f"{words}{_('：')}{_('、').join(missing)}" if missing else _("齐全")

    return say


def _missing_rules(codes: list[str]) -> str:
    return _lacking(_l("缺"))([label("management_rule", code) for code in codes])


def _people(words: Any) -> Callable[[list[str]], str]:
    def say(names: list[str]) -> str:
        return f"{words}{_('：')}{_('、').join(names)}" if names else _("符合")

    return say


def _yes_no(value: Any) -> str:
    return _("是") if value else _("否")


def _complete(_needed: Any) -> str:
    return _("齐全")


WORDS: Mapping[str, Callable[[Any], str]] = {
    "ratio_supervisor": lambda value: f"{value}%",
    "min_supervisors": lambda value: _("%(n)s 人", n=value),
    "specialty_ratio": lambda value: f"{value[0]} : {value[1]}",
    "min_municipal": lambda value: _("%(n)s 人", n=value),
    "office_area": lambda value: f"{value} ㎡",
    "computers": lambda value: _("%(n)s 台", n=value),
    "leader_title": _people(_l("低于工程类中级")),
    "leader_cert": _people(_l("无有效监督证")),
    "instruments": _lacking(_l("缺")),
    "systems": _missing_rules,
    "legal_person": _yes_no,
    "entrust": _yes_no,
    "workload": lambda value: _("%(n)s 万㎡/人", n=value),
}
NEEDED: Mapping[str, Callable[[Any], str]] = {
    "ratio_supervisor": lambda needed: f"≥ {needed}%",
    "min_supervisors": lambda needed: _("≥ %(n)s 人", n=needed),
    "specialty_ratio": lambda needed: f"≥ 1 : {needed}",
    "min_municipal": lambda needed: _("≥ %(n)s 人", n=needed),
    "office_area": lambda needed: f"≥ {needed} ㎡",
    "computers": lambda needed: _("≥ %(n)s 台", n=needed),
    "leader_title": lambda _needed: _("工程类中级以上"),
    "leader_cert": lambda _needed: _("是"),
    "instruments": _complete,
    "systems": _complete,
    "legal_person": _yes_no,
    "entrust": _yes_no,
    "workload": lambda needed: _("≤ %(n)s 万㎡/人", n=needed),
}


def metrics_line(stored: Any) -> str:
    """What 变更记录 says of kept findings: how many are met and which are not."""
    found = stored_words(stored or ())
    if not found:
        return NOTHING
    told = [_("达标 %(n)d 项", n=sum(one.is_met is True for one in found))]
    for verdict, words in ((False, _("不达标")), (None, _("无数据"))):
        if named := [one.label for one in found if one.is_met is verdict]:
            told.append(f"{words}{_('：')}{_('、').join(named)}")
    return _("；").join(told)


def _metrics(record: OrganizationVerification) -> Mapping[str, Any] | None:
    found = stored_words(record.metrics or ())
    return {"findings": found} if found else None


DETAIL_PARTS = (
    DetailPart(RECORD, "metrics", _l("达标指标"), "verification/findings.html", _metrics),
)
