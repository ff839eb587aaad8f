"""What people type and paste: one table of cases for the server and for the page's script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.base import formats, typed_text
from app.core.base.typed_text import READERS

CASES = json.loads((Path(__file__).parents[1] / "cases/typed_text.json").read_text("utf-8"))
READ = {
    **READERS,
    "line": typed_text.clean_line,
    "number": typed_text.number_text,
    "account": typed_text.account_text,
}


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [(kind, *case) for kind, cases in CASES.items() for case in cases],
)
def test_typed_text_reads(kind: str, typed: str, read: str | None) -> None:
    assert READ[kind](typed) == read


@pytest.mark.parametrize("typed", ["12,5", "12，5", "1,23,4", ",5"])
def test_a_comma_that_parts_no_thousands_is_named(typed: str) -> None:
    assert typed_text.has_stray_comma(typed)


@pytest.mark.parametrize("typed", ["1,234", "12.5", "abc,", "1e3", ""])
def test_other_faults_are_not_the_comma_s(typed: str) -> None:
    assert not typed_text.has_stray_comma(typed)


@pytest.mark.parametrize(
    "name", ["王𬱖", "王𫍯", "李𠀀", "王𰻝", "王〇", "王㛃", "阿依古丽·买买提", "阿·买·提"]
)
def test_names_of_every_plane_are_names(name: str) -> None:
    assert formats.name_fault(name) is None


@pytest.mark.parametrize("name", ["王", "·王伟", "王伟·", "阿··买", "Wang", "王1", "王" * 41, ""])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert formats.name_fault(name)
