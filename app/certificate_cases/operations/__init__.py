"""Writes of the module, and what stands against them."""

from .closure import (
    change_fits_now,
    close_cancellation,
    close_change,
    close_reissue,
    fits_now,
    follow_person,
    forget_opinion,
    hand_over_cases,
    keep_opinion,
    let_go,
    say_withdrawn,
    settle,
    stamp,
)
from .refusals import refusals

__all__ = [
    "change_fits_now",
    "close_cancellation",
    "close_change",
    "close_reissue",
    "fits_now",
    "follow_person",
    "forget_opinion",
    "hand_over_cases",
    "keep_opinion",
    "let_go",
    "refusals",
    "say_withdrawn",
    "settle",
    "stamp",
]
