"""HTML snippets that Python code may put into a page: icons, tags."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from .assets import asset

BREAK = Markup("<br>")
# One colour and one icon for every status word (草稿, 已提交 …) of the system.
TONES = {
    "mute": "",
    "off": "ban",
    "wait": "clock",
    "info": "clock",
    "back": "undo",
    "soon": "warn",
    "bad": "ban",
    "late": "warn",
    "ok": "check",
}
CLASSES = {"off": "mute", "soon": "back", "late": "bad"}


@lru_cache(maxsize=256)
def icon(name: str, css: str = "") -> Markup:
    """One icon of the sprite, hidden from screen readers."""
    return Markup('<svg class="zj-ico%s" aria-hidden="true"><use href="%s#i-%s"/></svg>') % (
        f" {css}" if css else "",
        asset("icons.svg"),
        name,
    )


def tag(word: Any, tone: str = "mute") -> Markup:
    """A status word in its colour and with its icon (design section 2)."""
    return _tag(str(word), tone)


@lru_cache(maxsize=1024)
def _tag(word: str, tone: str) -> Markup:
    sign = icon(TONES[tone]) if TONES[tone] else Markup("")
    css = CLASSES.get(tone, tone)
    return Markup('<span class="zj-tag zj-tag--%s">%s%s</span>') % (css, sign, word)


def paragraphs(text: str) -> Markup:
    """A text with its line breaks."""
    return BREAK.join(escape(line) for line in text.splitlines())


def beside(value: Any, link: Markup) -> Markup:
    """A value with the link to what stands behind it."""
    return Markup('%s <span class="zj-beside">%s</span>') % (value, link)


def escaped(value: Any) -> Markup:
    """What a cell shows, as markup; pieces that are markup already are the greater part."""
    return value if value.__class__ is Markup else escape(value)


def joined(parts: Iterable[Markup]) -> Markup:
    """Pieces that are markup already, put together without escaping them again."""
    return Markup("".join(parts))  # noqa: S704 - every part has been escaped on its way here
