"""PDF check in a process of its own, for documents are stored as they were sent."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

PROBE = Path(__file__).with_name("pdf_probe.py")
PATIENCE = 30.0
# Each may take its share of memory, so a process of the web server looks into two at a time.
_turns = threading.BoundedSemaphore(2)


def verdict(data: bytes, most_pages: int) -> str:
    """What the probe says: ``ok``, ``encrypted``, ``active``, ``pages`` or ``broken``."""
    try:
        with _turns:
            asked = subprocess.run(
                [sys.executable, "-I", str(PROBE), str(most_pages)],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE,
                check=False,
                env={"LANG": "C.UTF-8"},
            )
    except subprocess.TimeoutExpired:
        return "broken"
    # A probe that ran out of memory or time was ended without an answer.
    return asked.stdout.decode() or "broken"
