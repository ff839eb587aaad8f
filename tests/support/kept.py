"""A cache of folders that are costly to make: the same code, data and day give the same one."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.core.base import clock

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".test"
# Whatever decides on schema, rights and rows; the words and looks of pages do not.
SOURCES = ("app/**/*.py", "app/**/*.csv", "reports/*.py", "config.py", "tests/support/*.py")
A_DAY = 86_400
PACKAGES = ("requirements.txt", "deploy/constraints.txt")


def bring(name: str, into: Path, make: Callable[[Path], None]) -> None:
    """Fill a folder with what ``make`` once made; of several who ask at once one makes it."""
    kept = FOLDER / f"{name}-{_fingerprint()}"
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _throw_away_unused(name)
            with tempfile.TemporaryDirectory(prefix=f"{name}.", dir=FOLDER) as draft:
                make(Path(draft) / name)
                (Path(draft) / name).rename(kept)
        os.utime(kept)
        shutil.copytree(kept, into, dirs_exist_ok=True)


def _throw_away_unused(name: str) -> None:
    """Only what was not used for a day: runs of another day or code may be at work with theirs."""
    for old in FOLDER.glob(f"{name}-*"):
        if time.time() - old.stat().st_mtime > A_DAY:
            shutil.rmtree(old)


def _fingerprint() -> str:
    found = hashlib.sha256(clock.today().isoformat().encode())
    for pattern in (*SOURCES, *PACKAGES):
        for path in sorted(ROOT.glob(pattern)):
            found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:20]
