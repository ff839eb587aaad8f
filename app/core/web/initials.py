"""Initials of Chinese words in pinyin, by which the page finder finds a menu entry."""

from __future__ import annotations

import os
from functools import lru_cache

# Its phrases take 45 MB of every process and tell no word of a menu from its single characters.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=256)
def initials(words: str) -> str:
    """The first letters of the pinyin of Chinese words, other letters as they are."""
    return "".join(lazy_pinyin(words, style=Style.FIRST_LETTER)).lower().replace(" ", "")
