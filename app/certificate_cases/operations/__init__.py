"""Writes of the module, and what stands against them."""

from .closure import (
    change_fits_now,
    close_cancellation,
    close_change,
    close_reissue,
    fits_now,
    follow_person,
    forget_acceptance,
    hand_over_cases,
    let_go,
    settle,
)
from .refusals import refusals

__all__ = [
    "change_fits_now",
    "close_cancellation",
    "close_change",
    "close_reissue",
    "fits_now",
    "follow_person",
    "forget_acceptance",
    "hand_over_cases",
    "let_go",
    "refusals",
    "settle",
]
