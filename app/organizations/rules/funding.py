"""What must hold in the funding return (V25 and V27); no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base.errors import FieldError
from app.core.base.shares import each, share
from app.long_form.rules import Doubt
from app.long_form.unread import UNREAD
from app.organizations.choices import BUDGETED, FUNDING_FIGURES, INCOME, RECEIVED, SPENT

from .common import Number, jump_doubts

ZERO = Decimal(0)
MUCH_MORE = Decimal("1.2")
USUAL_A_HEAD = (3, 60)


@dataclass(frozen=True)
class FundingData:
    """The amounts of one return in 万元; what is absent counts as 0."""

    amounts: Mapping[str, Decimal | None] = field(default_factory=dict)

    def _sum(self, keys: Iterable[str]) -> Decimal:
        return sum((self.amounts.get(key) or ZERO for key in keys), start=ZERO)

    @property
    def budgeted(self) -> Decimal:
        """应拨合计."""
        return self._sum(BUDGETED)

    @property
    def received(self) -> Decimal:
        """实拨合计."""
        return self._sum(RECEIVED)

    @property
    def rate(self) -> Decimal | None:
        """到位率 in percent, None without a budget."""
        return share(self.received, self.budgeted)

    @property
    def other_income(self) -> Decimal:
        """上级补助 and 其他收入, without what was carried over."""
        return self._sum(key for key in INCOME if key != "income_carried")

    @property
    def income(self) -> Decimal:
        """收入总计 = 实拨合计 + 其他收入 + 上年结转."""
        return self.received + self._sum(INCOME)

    @property
    def spent(self) -> Decimal:
        """支出合计."""
        return self._sum(SPENT)

    @property
    def balance(self) -> Decimal:
        """年末结余 = 收入总计 − 支出合计."""
        return self.income - self.spent

    @property
    def gap(self) -> Decimal:
        """缺口 = max(0, 应拨 − 实拨)."""
        return max(ZERO, self.budgeted - self.received)

    @property
    def is_short(self) -> bool:
        """Whether less came than was due; a part of it that is not known only adds to it."""
        known = {key: self.amounts.get(key) for key in BUDGETED}
        due = sum((one for one in known.values() if one and one is not UNREAD), start=ZERO)
        return bool(self.received < due)

    def a_head(self, people: int) -> Decimal | None:
        """人均经费 = 支出合计 ÷ 在职总人数."""
        return each(self.spent, people)

    def equals(self, other: FundingData) -> bool:
        """Whether both hold the same amounts; an empty one and 0 are the same."""
        return _filled(self.amounts) == _filled(other.amounts)


def _filled(amounts: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    return {key: amount for key, amount in amounts.items() if amount}


def funding_refusals(
    data: FundingData, funding_type: str | None, explanation: str | None
) -> Iterator[FieldError]:
    """What is missing, and V25: money that did not come wants a word."""
    if not funding_type:
        yield FieldError("V00", "funding_type", _("请选择经费形式"))
    if data.is_short and not (explanation is UNREAD or (explanation or "").strip()):
        words = _("经费未足额到位，请填写说明")
        if data.gap > 0:
            words = _("经费未足额到位（缺口 %(gap)s 万元），请填写说明", gap=data.gap)
        yield FieldError("V25", "explanation", words)


def funding_doubts(
    data: FundingData,
    last: FundingData | None,
    people: int,
    *,
    jump_percent: int,
    jump_units: int,
) -> Iterator[Doubt]:
    """V25 and V27: what has to be explained or confirmed before 提交."""
    if data.spent > data.income:
        yield Doubt(
            "V25",
            "V25-overspent",
            _("支出合计大于收入总计，请说明"),
            needs_reason=True,
            details=(_("支出 %(spent)s，收入 %(income)s", spent=data.spent, income=data.income),),
        )
    if data.received > data.budgeted * MUCH_MORE:
        yield Doubt("V25", "V25-received", _("实拨合计超过应拨合计的 1.2 倍，请核对"))
    a_head = data.a_head(people)
    low, high = USUAL_A_HEAD
    if a_head is not None and (a_head < low or a_head > high):
        yield Doubt(
            "V25",
            "V25-a-head",
            _("人均经费 %(a_head)s 万元，不在 3 至 60 万元之间，请核对", a_head=a_head),
        )
    if last is not None:
        if (data.amounts.get("income_carried") or ZERO) != max(last.balance, ZERO):
            yield Doubt(
                "V25",
                "V25-carried",
                _("上年结转与上年年末结余 %(last)s 万元不一致，请核对", last=last.balance),
            )
        yield from jump_doubts(_compared(data, last), jump_percent, jump_units)


def _compared(data: FundingData, last: FundingData) -> Iterator[tuple[str, Number, Number]]:
    for figure in FUNDING_FIGURES:
        before, now = last.amounts.get(figure.key) or ZERO, data.amounts.get(figure.key) or ZERO
        yield str(figure.label), before, now


FUNDING_DOUBTS: Mapping[str, Any] = {
    "V25-overspent": _l("支出合计大于收入总计"),
    "V25-received": _l("实拨合计超过应拨合计的 1.2 倍"),
    "V25-a-head": _l("人均经费不在 3 至 60 万元之间"),
    "V25-carried": _l("上年结转与上年年末结余不一致"),
    "V27": _l("与上年相比变动较大"),
}
