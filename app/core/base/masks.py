"""Masking of personal numbers for those who may not read them in full."""

from __future__ import annotations

import re

_NUMBERS = re.compile(
    r"(?<!\d)(?:(\d(?:[ -]?\d){16}[ -]?[\dXx])|(1(?:[ -]?\d){10}))(?!\d)", re.ASCII
)

# What stands between the parts of a name.
_PARTING = "· "


def mask_id_number(value: str | None) -> str:
    """430102********0012"""
    return f"{value[:6]}{'*' * 8}{value[-4:]}" if value and len(value) == 18 else "*" * 8


def mask_mobile(value: str | None) -> str:
    """138****5678"""
    return f"{value[:3]}****{value[-4:]}" if value and len(value) == 11 else "****"


def mask_name(name: str | None) -> str:
    """张**, 阿*·***: the first sign of a name that has several, and how the others stand."""
    if not name:
        return ""
    shown = name[0] if len(name) > 1 else "*"
    return shown + "".join(sign if sign in _PARTING else "*" for sign in name[1:])


def mask_numbers(text: str) -> str:
    """Text of no such column, in which somebody may have written such a number all the same."""
    return _NUMBERS.sub(_mask_found, text)


def _mask_found(found: re.Match[str]) -> str:
    plain = re.sub("[ -]", "", found[0])
    return mask_id_number(plain) if found[1] else mask_mobile(plain)
