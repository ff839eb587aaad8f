"""监督经费情况: the amounts, each declared once."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .common import WAN, Figure

FUND_ITEMS = (
    Figure("personnel", _l("人员经费"), WAN, "amount"),
    Figure("office", _l("公用（办公）经费"), WAN, "amount"),
    Figure("testing", _l("专项：监督检测费"), WAN, "amount"),
    Figure("equipment", _l("专项：设备购置"), WAN, "amount"),
    Figure("training", _l("专项：信息化与培训"), WAN, "amount"),
    Figure("special", _l("其他专项"), WAN, "amount"),
)
INCOME_ITEMS = (
    Figure("income_superior", _l("上级补助"), WAN, "amount"),
    Figure("income_other", _l("其他收入"), WAN, "amount"),
    Figure("income_carried", _l("上年结转"), WAN, "amount"),
)
SPENDING_ITEMS = (
    Figure("spent_personnel", _l("人员支出（工资福利、社保、住房公积金）"), WAN, "amount"),
    Figure("spent_office", _l("办公费"), WAN, "amount"),
    Figure("spent_travel", _l("差旅与车辆运行"), WAN, "amount"),
    Figure("spent_testing", _l("监督检测（抽测）费"), WAN, "amount"),
    Figure("spent_equipment", _l("仪器设备购置"), WAN, "amount"),
    Figure("spent_training", _l("培训费"), WAN, "amount"),
    Figure("spent_systems", _l("信息化"), WAN, "amount"),
    Figure("spent_services", _l("政府购买服务"), WAN, "amount"),
    Figure("spent_other", _l("其他"), WAN, "amount"),
)
FUND_COLUMNS = {"budgeted": _l("应拨（年初预算）"), "received": _l("实拨（到位）")}


def _columns(prefix: str) -> tuple[Figure, ...]:
    """The six items of the budget, once as planned and once as paid."""
    return tuple(
        Figure(
            f"{prefix}_{item.key}",
            _l("%(column)s：%(item)s", column=FUND_COLUMNS[prefix], item=item.label),
            WAN,
            "amount",
        )
        for item in FUND_ITEMS
    )


FUNDING_FIGURES = (
    *_columns("budgeted"),
    *_columns("received"),
    *INCOME_ITEMS,
    *SPENDING_ITEMS,
)
BUDGETED = tuple(f"budgeted_{item.key}" for item in FUND_ITEMS)
RECEIVED = tuple(f"received_{item.key}" for item in FUND_ITEMS)
SPENT = tuple(item.key for item in SPENDING_ITEMS)
INCOME = tuple(item.key for item in INCOME_ITEMS)
