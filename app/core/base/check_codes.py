"""Check codes on paper: random, without signs that look alike, read however somebody types them."""

from __future__ import annotations

import secrets

from .typed_text import code_text

# Of signs that look alike there is one: 0 for O, 1 for I and L, 2 for Z, 5 for S, 8 for B, V for U.
SIGNS = "0123456789ACDEFGHJKMNPQRTVWXY"
LOOK_ALIKE = str.maketrans("OILZSBU", "011258V")
# 29 signs twelve times: more than 58 bits, which nobody guesses at the pace of a page.
LENGTH, GROUP = 12, 4


def new_code() -> str:
    """A code that nobody can guess from others."""
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


def read_code(typed: str) -> str:
    """The code that somebody typed or scanned: of any width and case, with or without dashes."""
    return code_text(typed).translate(LOOK_ALIKE)


def grouped(code: str) -> str:
    """A code as paper shows it: AAAA-AAAA-AAAA."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))
