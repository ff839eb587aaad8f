"""How values of parameters read: with their units, in the hints of dialogs, in the history."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core.configuration.parameter_values import ParameterKind, fits, in_words
from app.core.configuration.parameters import PROTECTION, Declaration, declared
from app.core.screens import history


def with_unit(one: Declaration, value: Any) -> str:
    """How a value of a parameter reads."""
    words = in_words(one.kind, value)
    return f"{words} {one.unit}" if one.unit and one.kind is not ParameterKind.YES_NO else words


def value_label(one: Declaration) -> str:
    """The label of the field of a parameter's dialog."""
    unit = "%" if one.kind is ParameterKind.PERCENT else one.unit
    if not unit or one.kind is ParameterKind.YES_NO:
        return _("参数值")
    return _("参数值（%(unit)s）", unit=unit)


def value_hint(one: Declaration) -> str:
    """What a parameter does, between which bounds, and what it is by default."""
    parts = [str(one.hint)] if one.hint else []
    if one.kind in (ParameterKind.INTEGER, ParameterKind.PERCENT):
        parts.append(_("可填 %(low)d 至 %(high)d。", low=one.low, high=one.high))
    if one.kind is ParameterKind.DAY_OF_YEAR:
        parts.append(_("格式为月-日，例如 03-31。"))
    if one.kind is ParameterKind.DAYS:
        parts.append(_("多个天数之间用顿号隔开。"))
    if one.kind is ParameterKind.NETWORKS:
        parts.append(_("每行一个，可用 IPv4 或 IPv6 网段，例如 10.1.2.0/24。"))
    if one.protected is not None:
        parts.append(_protected_hint(one))
    if one.key == PROTECTION:
        parts.append(_profile_hint())
    parts.append(_("默认值：%(value)s。", value=with_unit(one, one.default)))
    return "".join(parts)


def _protected_hint(one: Declaration) -> str:
    """What 等保配置 makes of a value while it is on."""
    return _("等保配置开启时按 %(value)s 或更严执行。", value=_protected_value(one))


def _protected_value(one: Declaration) -> str:
    """The value in force under 等保配置 where nobody set a stricter one."""
    return with_unit(one, one.under_protection(one.default))


def _profile_hint() -> str:
    """Every value that 等保配置 puts in force."""
    told = [f"{one.label} {_protected_value(one)}" for one in declared().values() if one.protected]
    return _("执行的值：%(values)s。", values=_("；").join(told))


def parameter_words(one: Declaration) -> history.Words:
    """How the values in the history of a parameter read."""

    def write(value: Any) -> str:
        if value is None:
            return _("默认值")
        return with_unit(one, value) if fits(one.kind, value, one.low, one.high) else str(value)

    return {"value": write}
