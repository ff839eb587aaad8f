"""The table of faults stays one with the product: `make mutants` finds what it names."""

from __future__ import annotations

from collections import Counter

from tests.mutants.table import ROOT, mutants


def test_every_fault_has_its_place_in_the_product():
    assert [one.number for one in mutants() if one.is_stale] == []
    assert [one.number for one in mutants() if one.old == one.new] == []


def test_every_number_stands_for_one_fault():
    counted = Counter(one.number for one in mutants())
    assert len(counted) > 80
    assert counted.most_common(1)[0][1] == 1


def test_every_test_that_must_go_red_is_there():
    named = {(one.number, *test.split("::")) for one in mutants() for test in one.tests}
    assert {number for number, *_test in named} == {one.number for one in mutants()}
    missing = [
        (number, name)
        for number, file, name in named
        if f"def {name}(" not in (ROOT / file).read_text()
    ]
    assert missing == []
