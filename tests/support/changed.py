"""Prints the tests of what changed since the upstream branch, file by file or folder by folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What every change may break, and the tests of files that have no folder of their own.
ALWAYS = ("tests/test_architecture.py", "tests/test_mutants.py")
ALONE = {
    "config.py": "tests/test_config.py",
    "app/menu.py": "tests/test_access.py",
    "app/modules.py": "tests/test_modules.py",
    "app/factory.py": "tests/test_factory.py",
    "run.py": "tests/test_serve.py",
    "app/demo": "tests/demo",
    "app/serve": "tests/test_serve.py",
    "app/migrations": "tests/core/test_migrations.py",
    "translations": "tests/test_translations.py",
}
WITHIN = ("app/templates/", "app/", "reports", "tests/")


def changed_files() -> list[str]:
    """Every file that differs from where the branch left its upstream, and every new one."""
    base = _git("merge-base", "HEAD", "@{upstream}") or _git("rev-parse", "HEAD")
    differing = _git("diff", "--name-only", *base)
    return differing + _git("ls-files", "--others", "--exclude-standard")


def tests_of(files: Iterable[str]) -> list[str]:
    """The paths to hand to pytest; those that do not exist are left out."""
    found = {path for file in files if (path := _tests_of_one(file))}
    return [path for path in sorted({*ALWAYS, *found}) if (ROOT / path).exists()]


def _tests_of_one(file: str) -> str:
    for beginning, tests in ALONE.items():
        if file.startswith(beginning):
            return tests
    if Path(file).name.startswith("test_"):
        return file
    for folder in WITHIN:
        if file.startswith(folder):
            rest = file.removeprefix(folder).strip("/").partition("/")
            return "tests/reports" if folder == "reports" else f"tests/{rest[0]}" if rest[2] else ""
    return ""


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.split() if done.returncode == 0 else []


if __name__ == "__main__":
    sys.stdout.write("\n".join(tests_of(changed_files())) + "\n")
