"""The rules of 监督经费情况 as tables (V25, V27), its sums worked out here; no database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel

from app.long_form.unread import UNREAD
from app.organizations import rules
from app.organizations.choices import BUDGETED, FUNDING_FIGURES, INCOME, RECEIVED, SPENT
from app.organizations.rules import FundingData


@pytest.fixture(scope="module", autouse=True)
def _words():
    app = Flask(__name__)
    Babel(app, default_locale="zh")
    with app.test_request_context():
        yield


def data(**amounts) -> FundingData:
    return FundingData({key: Decimal(str(amount)) for key, amount in amounts.items()})


def refused(found: FundingData, kind: str | None = "full", said: str | None = "") -> dict[str, str]:
    return {error.field: error.code for error in rules.funding_refusals(found, kind, said)}


def doubts(found: FundingData, last: FundingData | None = None, people=0) -> dict[str, rules.Doubt]:
    raised = rules.funding_doubts(found, last, people, jump_percent=50, jump_units=10)
    return {doubt.key: doubt for doubt in raised}


def test_the_form_has_the_amounts_of_the_specification():
    assert (len(BUDGETED), len(RECEIVED), len(INCOME), len(SPENT)) == (6, 6, 3, 9)
    names = [figure.key for figure in FUNDING_FIGURES]
    assert sorted(names) == sorted((*BUDGETED, *RECEIVED, *INCOME, *SPENT))


def test_totals_are_the_sums_of_their_parts():
    """Every amount another power of two in cents: a part left out or counted twice would show."""
    amounts = {figure.key: Decimal(2**n) / 100 for n, figure in enumerate(FUNDING_FIGURES)}
    found = FundingData(amounts)

    def added(keys) -> Decimal:
        return sum((amounts[key] for key in keys), start=Decimal(0))

    assert found.budgeted == added(BUDGETED)
    assert found.received == added(RECEIVED)
    assert found.other_income == amounts["income_superior"] + amounts["income_other"]
    assert found.income == added((*RECEIVED, *INCOME))
    assert found.spent == added(SPENT)
    assert found.balance == added((*RECEIVED, *INCOME)) - added(SPENT)


def test_cents_are_exact():
    assert data(budgeted_personnel="0.10", budgeted_office="0.20").budgeted == Decimal("0.30")


@pytest.mark.parametrize(
    ("budgeted", "received", "rate", "gap"),
    [
        ("100", "100", "100.0", "0"),
        ("100", "89.94", "89.9", "10.06"),
        ("100", "89.95", "90.0", "10.05"),
        ("80", "100", "125.0", "0"),
        ("0", "5", None, "0"),
        ("3", "1", "33.3", "2"),
    ],
)
def test_rate_and_gap(budgeted, received, rate, gap):
    found = data(budgeted_office=budgeted, received_office=received)
    assert found.rate == (Decimal(rate) if rate else None)
    assert found.gap == Decimal(gap)


@pytest.mark.parametrize(
    ("spent", "people", "a_head"),
    [("160", 16, "10.00"), ("100", 3, "33.33"), ("0.01", 2, "0.01"), ("100", 0, None)],
)
def test_money_a_head(spent, people, a_head):
    found = data(spent_office=spent).a_head(people)
    assert found == (Decimal(a_head) if a_head else None)


@pytest.mark.parametrize(
    ("received", "said", "expected"),
    [
        ("100", "", {}),
        ("120", None, {}),
        ("99.99", "", {"explanation": "V25"}),
        ("50", "   ", {"explanation": "V25"}),
        ("50", None, {"explanation": "V25"}),
        ("50", "财政统一压减", {}),
    ],
)
def test_money_that_did_not_come_wants_a_word(received, said, expected):
    assert refused(data(budgeted_office=100, received_office=received), said=said) == expected


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({"budgeted_personnel": UNREAD, "budgeted_office": 100, "received_office": 99}, True),
        ({"budgeted_personnel": UNREAD, "budgeted_office": 100, "received_office": 100}, False),
        ({"budgeted_office": 100, "received_office": UNREAD}, False),
        ({"budgeted_office": 100, "received_office": 99, "spent_office": UNREAD}, True),
    ],
    ids=["at least 100 due", "perhaps enough", "perhaps all came", "spending says nothing"],
)
def test_a_gap_is_told_as_far_as_the_amounts_could_be_read(amounts, expected):
    found = refused(FundingData(amounts), said="")
    assert found == ({"explanation": "V25"} if expected else {})


def test_the_kind_of_funding_must_be_chosen():
    assert refused(data(), kind=None) == {"funding_type": "V00"}
    assert refused(data(), kind="full") == {}


def test_nothing_at_all_raises_no_doubt():
    assert doubts(data()) == {}
    empty = FundingData({figure.key: None for figure in FUNDING_FIGURES})
    assert doubts(empty, empty) == {}


@pytest.mark.parametrize(
    ("amounts", "people", "raised"),
    [
        ({"received_office": 50, "spent_office": 50}, 0, {"V25-received"}),
        ({"income_other": 50, "spent_office": "50.01"}, 0, {"V25-overspent"}),
        ({"income_carried": 50, "spent_office": 50}, 0, set()),
        ({"budgeted_office": 100, "received_office": 120}, 0, set()),
        ({"budgeted_office": 100, "received_office": "120.01"}, 0, {"V25-received"}),
        ({"income_other": 30, "spent_office": 30}, 10, set()),
        ({"income_other": 30, "spent_office": "29.9"}, 10, {"V25-a-head"}),
        ({"income_other": 600, "spent_office": 600}, 10, set()),
        ({"income_other": 601, "spent_office": 601}, 10, {"V25-a-head"}),
    ],
)
def test_doubts_at_their_limits(amounts, people, raised):
    assert set(doubts(data(**amounts), people=people)) == raised


def test_what_needs_a_reason_and_what_a_tick():
    found = doubts(data(received_office=1, spent_office=1000), last=data(), people=1)
    reasons = {key: doubt.needs_reason for key, doubt in found.items()}
    assert reasons == {
        "V25-overspent": True,
        "V25-received": False,
        "V25-a-head": False,
        "V27": True,
    }


@pytest.mark.parametrize(
    ("carried", "received", "spent", "doubted"),
    [
        (20, 100, 80, False),
        (19, 100, 80, True),
        (0, 100, 80, True),
        (0, 80, 100, False),
        (5, 80, 100, True),
        (None, 80, 80, False),
    ],
)
def test_what_was_carried_over_is_last_year_s_balance(carried, received, spent, doubted):
    last = data(received_office=received, spent_office=spent)
    amount = None if carried is None else Decimal(carried)
    now = FundingData({"income_carried": amount, "received_office": Decimal(received)})
    assert ("V25-carried" in doubts(now, last)) is doubted


@pytest.mark.parametrize(
    ("before", "now", "jumps"),
    [
        (20, "30", False),
        (20, "31", True),
        (20, "30.01", True),
        (20, "9.99", True),
        (20, "10", False),
        (0, "10", False),
        (0, "10.01", True),
        (100, "150", False),
        (100, "150.01", True),
        (100, "49.99", True),
        (4, "12", False),
    ],
)
def test_a_jump_is_more_than_half_and_more_than_ten(before, now, jumps):
    found = doubts(
        data(spent_travel=now, income_other=999), data(spent_travel=before, income_other=999)
    )
    assert ("V27" in found) is jumps
    if jumps:
        assert len(found["V27"].details) == 1
        assert found["V27"].details[0].startswith("差旅与车辆运行：上年")


def test_every_doubt_has_a_name_under_which_it_is_answered():
    last = data(received_office=500)
    found = doubts(data(received_office=1, spent_office=1000), last, people=1)
    assert set(found) == set(rules.FUNDING_DOUBTS)


def test_an_empty_amount_and_zero_are_the_same():
    assert data(spent_office=0).equals(FundingData({"spent_office": None}))
    assert not data(spent_office=1).equals(data())
