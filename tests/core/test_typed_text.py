"""What people type and paste: one table of cases for the server and for the page's script."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

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


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        (" 2026-03-31 ", "2026-03-31"),
        ("1965.3.4", "1965-03-04"),
        ("1965/3/4", "1965-03-04"),
        ("1965。3。4", "1965-03-04"),
        ("1965 年 3 月 4 日", "1965-03-04"),
        ("１９６５－０３－０４", "1965-03-04"),
        ("19650304", "1965-03-04"),
        ("1965.3-4", None),
        ("1965.3", None),
        ("65.3.4", None),
        ("3/4/1965", None),
        ("1965-2-29", None),
        ("0000-01-01", None),
        ("196503041", None),
        ("٢٠٢٦-03-31", None),
    ],
)
def test_a_day_reads_in_the_order_of_year_month_and_day(typed: str, read: str | None) -> None:
    assert typed_text.day_text(typed) == read


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


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" a b\u3000", "a b"),
        ("\u200b\ufeffa\u00a0\n", "a"),
        ("a\u3000b", "a\u3000b"),
        ("\u3000", ""),
    ],
)
def test_blanks_at_the_ends_go_and_those_within_stay(typed: str, read: str) -> None:
    assert typed_text.clean_edges(typed) == read


@pytest.mark.parametrize("kind", [*READ, "edges"])
def test_long_nonsense_costs_no_more_than_its_length(kind: str) -> None:
    """Whoever is not signed in may send it, as a name or as a password."""
    read: Any = READ.get(kind, typed_text.clean_edges)
    for sign in (" ", "\u3000", ",", "1", "王 ", "-"):
        spent = []
        for length in (20_000, 200_000):
            text = f"x{sign * length}x"
            begun = time.process_time()
            read(text)
            spent.append(time.process_time() - begun)
        # Ten times the text; a hundred times where each sign were looked at for each other.
        assert spent[1] < 40 * spent[0] + 0.05, sign
