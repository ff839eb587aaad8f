"""The kinds of values that a parameter may have: which fit, and how they read."""

from __future__ import annotations

import datetime as dt
import enum
import re
from typing import Any

from flask_babel import gettext as _

from app.core.base.networks import is_network

LONGEST_LIST, MOST_NETWORKS = 6, 20
# 29 February is no day of every year.
ORDINARY_YEAR = 2023


class ParameterKind(enum.StrEnum):
    """What a parameter is."""

    INTEGER = "integer"
    PERCENT = "percent"
    YES_NO = "yes_no"
    DAY_OF_YEAR = "day_of_year"
    DAYS = "days"
    NETWORKS = "networks"


LISTS = (ParameterKind.DAYS, ParameterKind.NETWORKS)
NUMBERS = (ParameterKind.INTEGER, ParameterKind.PERCENT)


def fits(kind: ParameterKind, value: Any, low: int, high: int) -> bool:
    """Whether a stored value is one of this kind, within its bounds."""
    if kind is ParameterKind.YES_NO:
        return isinstance(value, bool)
    if kind is ParameterKind.DAY_OF_YEAR:
        return isinstance(value, str) and is_day_of_year(value)
    if kind is ParameterKind.DAYS:
        is_list = isinstance(value, list | tuple) and 0 < len(value) <= LONGEST_LIST
        return is_list and all(_is_number(one, low, high) for one in value)
    if kind is ParameterKind.NETWORKS:
        is_list = isinstance(value, list | tuple) and len(value) <= MOST_NETWORKS
        return is_list and all(isinstance(one, str) and is_network(one) for one in value)
    return _is_number(value, low, high)


def _is_number(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_day_of_year(text: str) -> bool:
    """Whether a text is a month and a day that every year has, such as 03-31."""
    if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
        return False
    try:
        dt.date.fromisoformat(f"{ORDINARY_YEAR}-{text}")
    except ValueError:
        return False
    return True


def in_words(kind: ParameterKind, value: Any) -> str:
    """How a value reads, without its unit."""
    if kind is ParameterKind.YES_NO:
        return _("是") if value else _("否")
    if kind is ParameterKind.DAYS:
        return _("、").join(str(one) for one in value)
    if kind is ParameterKind.NETWORKS:
        return _("、").join(value) or _("不限制")
    return f"{value}%" if kind is ParameterKind.PERCENT else str(value)
