"""The table of faults, read: what goes wrong, where, and which tests must notice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("table.txt")
COLUMN = 4


@dataclass(frozen=True)
class Mutant:
    """One fault: a text of a file, what takes its place, and the tests that go red."""

    number: str
    fault: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    on: str

    @property
    def is_stale(self) -> bool:
        """Whether the product has changed, so that nobody knows any more where it belongs."""
        return (ROOT / self.file).read_text().count(self.old) != 1

    def applied_to(self, text: str) -> str:
        """The text of the file with the fault in it."""
        return text.replace(self.old, self.new)


def mutants() -> list[Mutant]:
    """Every fault of the table, in its order."""
    blocks = TABLE.read_text().strip().split("\n\n")
    return [_read(block.splitlines()) for block in blocks if block[:1].isdigit()]


def _read(lines: list[str]) -> Mutant:
    def told(mark: str) -> list[str]:
        return [line[COLUMN:] for line in lines[1:] if line[:COLUMN].rstrip() == mark]

    old, new = "\n".join(told("-")), "\n".join(told("+"))
    if not new:
        # A line that goes leaves no empty one.
        old += "\n"
    (file,), on = told("in"), told("on")
    number, fault = lines[0][:COLUMN].strip(), lines[0][COLUMN:]
    return Mutant(number, fault, file, old, new, tuple(told("red")), on[0] if on else "sqlite")
