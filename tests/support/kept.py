"""A cache of folders that are costly to make: the same code, data and day give the same one."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.core import clock

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".test"
# Whatever decides on schema, rights and rows; the words and looks of pages do not.
SOURCES = ("app/**/*.py", "app/**/*.csv", "reports/*.py", "config.py", "tests/support/*.py")
PACKAGES = ("requirements.txt", "deploy/constraints.txt")


def bring(name: str, into: Path, make: Callable[[Path], None]) -> None:
    """Fill a folder with what ``make`` once made; of several who ask at once one makes it."""
    kept = FOLDER / f"{name}-{_fingerprint()}"
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in FOLDER.glob(f"{name}-*"):
                shutil.rmtree(old)
            with tempfile.TemporaryDirectory(prefix=f"{name}.", dir=FOLDER) as draft:
                make(Path(draft) / name)
                (Path(draft) / name).rename(kept)
    shutil.copytree(kept, into, dirs_exist_ok=True)


def _fingerprint() -> str:
    found = hashlib.sha256(clock.today().isoformat().encode())
    for pattern in (*SOURCES, *PACKAGES):
        for path in sorted(ROOT.glob(pattern)):
            found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:20]
