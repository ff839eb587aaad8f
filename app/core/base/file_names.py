"""Names of files: what a person saves a file under, from words that anybody may have typed."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext as _

LONGEST = 100
FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
# Names that Windows keeps for its devices.
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")


def clean_file_name(words: str, ending: str) -> str:
    """A name with this ending, which is ours: no path, nothing invisible, cut where too long."""
    plain = unicodedata.normalize("NFC", words)
    visible = "".join(char for char in plain if unicodedata.category(char) not in INVISIBLE)
    stem = FORBIDDEN.sub("_", " ".join(visible.split())).strip(" .")
    if DEVICES.match(stem):
        stem = f"_{stem}"
    return (stem[: LONGEST - len(ending)] or _("未命名")) + ending
