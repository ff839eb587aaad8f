"""What people really type and paste, as fault reports of other products tell it: kept or refused.

Nothing is silently changed: a figure is the one that was meant, or the field says what is wrong and
the form holds what was typed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.encryption import fingerprint
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn
from tests.support.factories import make_person
from tests.support.forms import errors, value_of
from tests.support.pages import listed
from tests.support.returns import FUNDING, FUNDINGS, PROFILE, PROFILES, PROJECTS
from tests.support.stored import rows
from tests.support.suite_clock import filing_year

pytestmark = pytest.mark.usefixtures("approved")

YEAR = filing_year()
COMMA = "千分位位置不对，小数点请用“.”"
FORMS: dict[str, tuple[str, Any, dict[str, str], str]] = {
    "funding": (FUNDINGS, FundingReturn, FUNDING, "income_other"),
    "profile": (PROFILES, ProfileReturn, PROFILE, "instruments_value"),
    "projects": (PROJECTS, ProjectReturn, {}, "fines"),
}
KEPT = [
    ("1,234.5", "1234.50"),
    ("１，２３４．５", "1234.50"),
    ("1 234.5", "1234.50"),
    ("1234.5\u200b", "1234.50"),
    (" - ", "0.00"),
    ("—", "0.00"),
]
COMMAS = ["12,5", "12，5", "1,23,4", ",5"]
NO_NUMBERS = [
    *(
        "1e3",
        "1_000",
        "①",
        "٣",
        "½",
        "二十",
        "3。5",
        "12万",
        "¥12",
        "5%",
        "(5)",
        "(1,234)",
        "1’234",
    ),
    *("−3", "#DIV/0!", "1.2345E+05", "0.005", "12.50000001", "NaN"),
]


def draft(sign_in: Any, form: str, text: str) -> Any:
    address, _model, filled, field = FORMS[form]
    sent = {**filled, "year": str(YEAR), "act": "draft", field: text}
    return sign_in("yl_clerk").post(f"{address}/add", data=sent)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("typed", "stored"), KEPT)
def test_an_amount_is_the_one_that_was_meant(
    app: Any, sign_in: Any, form: str, typed: str, stored: str
) -> None:
    assert draft(sign_in, form, typed).status_code == 303
    _address, model, _filled, field = FORMS[form]
    (found,) = rows(app, model)
    assert getattr(found, field) == Decimal(stored)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("typed", [*COMMAS, *NO_NUMBERS])
def test_what_is_no_amount_is_refused_and_stays_in_its_field(
    app: Any, sign_in: Any, form: str, typed: str
) -> None:
    answer = draft(sign_in, form, typed)
    assert answer.status_code == 422
    _address, model, _filled, field = FORMS[form]
    assert set(errors(answer.text)) == {field}
    assert (COMMA in errors(answer.text)[field]) == (typed in COMMAS)
    assert value_of(answer.text, field) == typed
    assert rows(app, model) == []


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("head_name", "王𬱖", "王𬱖"),
        ("head_name", "王〇", "王〇"),
        ("head_name", "阿依古丽•买买提", "阿依古丽·买买提"),
        ("head_name", "王\u3000伟", "王伟"),
        ("telephone", "0731—88886666", "0731-88886666"),
        ("postcode", "４１００１３", "410013"),
        ("head_mobile", "+86 139 0000 1111", "13900001111"),
        ("head_mobile", "139-0000-1111", "13900001111"),
        ("address", "⽯鼓路\u200b1号", "石鼓路1号"),
    ],
)
def test_codes_and_names_are_stored_plain(
    app: Any, sign_in: Any, field: str, typed: str, stored: str
) -> None:
    sent = {**PROFILE, "year": str(YEAR), "act": "submit", field: typed}
    assert sign_in("yl_clerk").post(f"{PROFILES}/add", data=sent).status_code == 303
    (found,) = rows(app, ProfileReturn)
    assert getattr(found, field) == stored


def test_a_credit_code_may_be_typed_in_small_letters_and_wide_ones(app: Any, sign_in: Any) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in PROFILE["uscc"].lower())
    sent = {**PROFILE, "year": str(YEAR), "act": "submit", "uscc": wide}
    assert sign_in("yl_clerk").post(f"{PROFILES}/add", data=sent).status_code == 303
    (found,) = rows(app, ProfileReturn)
    assert found.uscc == PROFILE["uscc"]


@pytest.mark.parametrize("typed", ["2001/3/23", "2001.03.23", "2001年3月23日", "20010323x"])
def test_a_day_in_another_form_is_refused_with_an_example(
    app: Any, sign_in: Any, typed: str
) -> None:
    sent = {**PROFILE, "year": str(YEAR), "act": "submit", "established_on": typed}
    answer = sign_in("yl_clerk").post(f"{PROFILES}/add", data=sent)
    assert answer.status_code == 422
    assert set(errors(answer.text)) == {"established_on"}
    assert re.search(r"例如 \d{4}-\d\d-\d\d", errors(answer.text)["established_on"])
    assert rows(app, ProfileReturn) == []


@pytest.mark.parametrize(
    "term", ["石晖渔", "石晖渔\u200b", "\ufeff石晖渔", "⽯晖渔", "石 晖渔", "晖　渔"]
)
def test_a_name_is_found_however_it_was_pasted(app: Any, sign_in: Any, term: str) -> None:
    with app.app_context(), unscoped("a person of the tests"):
        make_person(organization_id=4, name="石晖渔")
        make_person(organization_id=4, name="孙晖")
        db.session.commit()
    page = sign_in("yl_clerk").get("/personnel/people/list/", query_string={"_flt_0_name": term})
    assert [row["姓名"] for row in listed(page.text)] == ["石晖渔"]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\u200b", "wide", "gaps", "small"])
def test_an_id_number_is_found_however_it_was_typed(app: Any, sign_in: Any, typed: str) -> None:
    number = "43990019900307101X"
    forms = {
        "wide": "".join(chr(ord(sign) + 0xFEE0) for sign in number),
        "gaps": f"{number[:6]} {number[6:14]} {number[14:]}",
        "small": number.lower(),
    }
    with app.app_context(), unscoped("a person of the tests"):
        make_person(organization_id=4, name="石晖渔", id_no=number)
        db.session.commit()
    sent = {"_sealed_id_no": forms.get(typed, typed.format(number))}
    answer = sign_in("yl_clerk").post("/personnel/people/search", data=sent)
    with app.app_context():
        assert fingerprint(number) in answer.headers["Location"]
