"""The list and the form of the twelve fields, as a browser sees and sends them."""

from __future__ import annotations

import re
from typing import Any

LIST = "/twelveview/list/"


def names(page: str) -> list[str]:
    """The names in the first column."""
    return re.findall(r'data-l="名称">([^<]*)</td>', page)


def total(page: str) -> str:
    found = re.search(r"共 <b>([^<]*)</b>", page)
    return found[1] if found else "0"


def form(**changes: Any) -> dict[str, Any]:
    """A form filled in by the clerk of Yuelu."""
    filled = {
        "name": "新活动",
        "code": "X-1",
        "organization": "4",
        "stage": "draft",
        "held_on": "2025-06-01",
        "education": "bachelor",
        "headcount": "12",
        "amount": "3.50",
        "group": "1",
        "mobile": "13912345678",
        "remark": "备注",
    }
    return {name: value for name, value in {**filled, **changes}.items() if value is not None}


def edit_form(sql: Any, pk: int, **changes: Any) -> dict[str, Any]:
    version = sql("SELECT version FROM twelve WHERE id = ?", pk)[0][0]
    return form(**{"code": f"E-{pk}", "version": str(version), **changes})
