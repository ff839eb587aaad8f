"""Pinyin of Chinese words: initials of menu entries, names of people, readings of a place name."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

# Its phrases take 45 MB of every process and tell no word of a menu from its single characters.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin, pinyin

SURNAMES_FILE = Path(__file__).parents[2] / "data" / "surnames.csv"
LETTERS = re.compile("[^a-z]")
MOST_READINGS = 6


@cache
def _surnames() -> Mapping[str, str]:
    """Characters that are read otherwise where they are a surname, longer ones first."""
    with SURNAMES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["surname"]: row["pinyin"] for row in csv.DictReader(file)}


@lru_cache(maxsize=256)
def initials(words: str) -> str:
    """The first letters of the pinyin of Chinese words, other letters as they are."""
    return "".join(lazy_pinyin(words, style=Style.FIRST_LETTER)).lower().replace(" ", "")


def spelled_name(name: str) -> list[str]:
    """The syllables of somebody's name, the surname as it is read where it is one."""
    for surname, read in _surnames().items():
        if name.startswith(surname) and len(name) > len(surname):
            return [*read.split(), *_syllables(name[len(surname) :])]
    return _syllables(name)


def _syllables(words: str) -> list[str]:
    found = (LETTERS.sub("", one.lower()) for one in lazy_pinyin(words))
    return [one for one in found if one]


def name_initials(name: str) -> str:
    """The first letters of the pinyin of somebody's name."""
    return "".join(one[0] for one in spelled_name(name))


def name_pinyin(name: str) -> str:
    """The pinyin of somebody's name, without blanks."""
    return "".join(spelled_name(name))


def readings(words: str) -> list[Sequence[str]]:
    """Every usual reading of each character, for words that are at hand."""
    found = pinyin(words, style=Style.NORMAL, heteronym=True)
    return [tuple(LETTERS.sub("", one.lower()) for one in some[:MOST_READINGS]) for some in found]


def begins_with(spelled: Sequence[Sequence[str]], letters: str) -> bool:
    """Whether words begin with these letters: each character by its initial or its whole pinyin."""
    if not letters:
        return True
    if not spelled:
        return False
    return any(_reads_on(one, spelled[1:], letters) for one in spelled[0] if one)


def _reads_on(syllable: str, rest: Sequence[Sequence[str]], letters: str) -> bool:
    if syllable.startswith(letters):
        return True
    ways = {syllable, syllable[0]}
    return any(letters.startswith(way) and begins_with(rest, letters[len(way) :]) for way in ways)
