"""QR codes on paper: an address as a picture that any scanner reads."""

from __future__ import annotations

import io

# Dots for a module, so that no engine has to enlarge it, and the quiet zone around it.
DOTS, QUIET = 10, 2


def qr_png(text: str) -> bytes:
    """A PNG in black and white; a quarter of it may be lost."""
    # Needed by who prints alone.
    import segno

    found = io.BytesIO()
    segno.make_qr(text, error="q").save(found, kind="png", scale=DOTS, border=QUIET)
    return found.getvalue()
