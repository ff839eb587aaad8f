"""Masking of personal numbers for those who may not read them in full."""

from __future__ import annotations


def mask_id_number(value: str | None) -> str:
    """430102********0012"""
    return f"{value[:6]}{'*' * 8}{value[-4:]}" if value and len(value) == 18 else "*" * 8


def mask_mobile(value: str | None) -> str:
    """138****5678"""
    return f"{value[:3]}****{value[-4:]}" if value and len(value) == 11 else "****"
