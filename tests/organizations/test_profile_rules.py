"""The rules of 监督机构基本信息 as tables (V05, V10–V15, V20); no database."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask_babel import Babel

from app.core.base import formats
from app.core.base.choices import Level
from app.long_form.unread import UNREAD
from app.organizations import rules
from app.organizations.choices import PROFILE_REQUIRED
from app.organizations.rules import Leader

TODAY = dt.date(2026, 11, 25)
THRESHOLDS = {
    "office_area_prefecture": 400,
    "office_area_county": 200,
    "computers_prefecture": 6,
    "computers_county": 3,
}
# Everything that carries a star, filled in.
WHOLE = dict.fromkeys(PROFILE_REQUIRED, "x") | {
    "posts_total": 12,
    "posts_civil": 2,
    "posts_institution": 9,
    "posts_other": 1,
    "office_area": 300,
    "computers": 0,
    "vehicles": 0,
}


@pytest.fixture(scope="module", autouse=True)
def _words():
    app = Flask(__name__)
    Babel(app, default_locale="zh")
    with app.test_request_context():
        yield


class Names(dict):
    """Labels that are the names themselves."""

    def __missing__(self, name: str) -> str:
        return name


def faults(**values) -> list[tuple[str, str]]:
    return [(error.code, error.field) for error in rules.profile_faults(values, TODAY)]


def refused(**changes) -> dict[str, str]:
    found = rules.profile_refusals(WHOLE | changes, Names())
    return {error.field: error.message for error in found}


def code_of(beginning: str) -> str:
    """A credit code with these first two signs and its right check sign."""
    body = f"{beginning}430100XX0000027"
    return next(body + s for s in formats.USCC_ALPHABET if not formats.uscc_fault(body + s))


def doubts(authorized=0, area_code="0731", **values) -> dict[str, rules.Doubt]:
    found = rules.profile_doubts(values, authorized=authorized, area_code=area_code)
    return {doubt.key: doubt for doubt in found}


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("uscc", "12430100XX00000271", "12430100XX00000272"),
        ("legal_mobile", "12900001234", "13900001234"),
        ("head_mobile", "1390000", "13900001234"),
        ("technical_mobile", "0731-88886666", "13900001234"),
        ("contact_mobile", "139000012345", "13900001234"),
        ("contact_phone", "88886666", "0731-88886666"),
        ("telephone", "电话", "073188886666"),
        ("fax", "0731", "0731-8888666"),
        ("hotline", "12345", "0731-12345678"),
        ("postcode", "41000", "410000"),
        ("contact_email", "zj@", "zj@example.com"),
        ("email", "zj.example.com", "zj@example.com"),
        ("legal_name", "张", "张三"),
        ("head_name", "Zhang San", "张三"),
        ("technical_name", "张 三", "张三"),
        ("quality_head", "李4", "李四"),
        ("safety_head", "李.四", "李·四"),
        ("contact_name", "王" * 41, "王" * 40),
    ],
)
def test_what_is_wrong_in_itself_is_refused_also_in_a_draft(field, wrong, right):
    assert [name for _code, name in faults(**{field: wrong})] == [field]
    assert faults(**{field: right}) == []
    assert faults(**{field: ""}) == faults(**{field: None}) == []


def test_every_fault_is_told_at_once():
    found = faults(uscc="1", telephone="2", postcode="3", email="4", head_name="5")
    assert {name for _code, name in found} == {
        "uscc",
        "telephone",
        "postcode",
        "email",
        "head_name",
    }


def test_nothing_was_founded_tomorrow():
    assert faults(established_on=TODAY) == []
    assert faults(established_on=TODAY + dt.timedelta(days=1)) == [("V15", "established_on")]


def test_a_whole_form_is_handed_in():
    assert refused() == {}


@pytest.mark.parametrize(
    ("name", "hole"),
    [*((name, None) for name in PROFILE_REQUIRED), ("address", ""), ("scopes", [])],
)
def test_what_carries_a_star_must_be_filled_in(name, hole):
    assert refused(**{name: hole}) == {name: f"请填写{name}"}


def test_zero_is_filled_in():
    assert refused(vehicles=0, computers=0, instruments=0, instruments_value=0) == {}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"is_legal_person": True}, {"uscc"}),
        ({"is_legal_person": False}, set()),
        ({"is_legal_person": True, "uscc": "12430100XX00000272"}, set()),
        ({"is_entrusted": True}, {"entrust_no", "entrust_to"}),
        ({"is_entrusted": True, "entrust_no": "长住建〔2026〕1号"}, {"entrust_to"}),
        ({"is_entrusted": False, "entrust_no": None}, set()),
    ],
)
def test_some_are_asked_for_only_here(changes, missing):
    assert set(refused(**changes)) == missing


@pytest.mark.parametrize(
    ("posts", "right"),
    [
        ((12, 2, 9, 1), True),
        ((0, 0, 0, 0), True),
        ((13, 2, 9, 1), False),
        ((11, 2, 9, 1), False),
    ],
)
def test_posts_are_the_sum_of_their_parts(posts, right):
    names = ("posts_total", "posts_civil", "posts_institution", "posts_other")
    found = refused(**dict(zip(names, posts, strict=True)))
    words = f"核定编制数 {posts[0]} 应等于行政/参公、事业、其他编制之和 {sum(posts[1:])}"
    assert found == ({} if right else {"posts_total": words})


def test_a_missing_part_is_asked_for_before_the_sum():
    assert set(refused(posts_civil=None, posts_total=99)) == {"posts_civil"}


@pytest.mark.parametrize("part", [None, UNREAD], ids=["missing", "unread"])
def test_parts_that_are_more_than_the_whole_are_told_with_what_is_missing(part):
    found = refused(posts_total=2, posts_civil=part, posts_institution=9, posts_other=1)
    assert "posts_total" in found
    assert ("posts_civil" in found) is (part is None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"posts_leader": 12}, None),
        ({"posts_leader": 13}, "posts_leader"),
        ({"archive_area": 300}, None),
        ({"archive_area": 301}, "archive_area"),
        ({"posts_leader": None, "archive_area": None}, None),
    ],
)
def test_a_part_is_never_larger_than_the_whole(changes, field):
    assert set(refused(**changes)) == ({field} if field else set())


@pytest.mark.parametrize(
    ("authorized", "posts", "words"),
    [(12, 12, None), (0, 0, None), (15, 12, "超编 3 人，请核对"), (15, None, None)],
)
def test_more_people_than_posts_are_doubted(authorized, posts, words):
    found = doubts(authorized=authorized, posts_total=posts).get("V20-posts")
    assert (found.message if found else None) == words


@pytest.mark.parametrize(
    ("nature", "code", "doubted"),
    [
        ("government", code_of("11"), False),
        ("government", code_of("12"), True),
        ("public_one", code_of("12"), False),
        ("public_one", code_of("11"), True),
        ("civil_managed", "91350100M000100Y43", True),
        ("unheard_of", "91350100M000100Y43", False),
        (None, "91350100M000100Y43", False),
        ("public_one", None, False),
    ],
)
def test_a_code_of_another_nature_is_doubted(nature, code, doubted):
    assert ("V05-nature" in doubts(nature=nature, uscc=code)) is doubted


def test_numbers_from_elsewhere_are_doubted_and_listed():
    numbers = {"telephone": "0733-28886666", "fax": "0731-88886666", "hotline": "0733-12345678"}
    found = doubts(**numbers)["V11-area"]
    assert found.message == "电话区号与所在市州（0731）不一致，请核对"
    assert found.details == ("0733-28886666", "0733-12345678")
    assert doubts(area_code="0733", telephone="0733-28886666") == {}
    assert doubts(area_code=None, telephone="0733-28886666") == {}


def test_what_is_written_wrong_is_not_doubted_as_well():
    assert doubts(nature="government", uscc="12", telephone="28886666") == {}


def test_every_doubt_has_a_name_under_which_it_is_answered():
    found = doubts(
        authorized=9,
        posts_total=1,
        nature="government",
        uscc=code_of("12"),
        telephone="0733-28886666",
    )
    assert set(found) == set(rules.PROFILE_DOUBTS)


# --- hints: thresholds that never stand in the way ------------------------------------------

SOUND = Leader("senior", is_certified=True)


def hints(level=Level.COUNTY, leaders=None, **typed) -> list[str]:
    return list(rules.profile_hints(typed, level, leaders or {}, THRESHOLDS))


@pytest.mark.parametrize(
    ("level", "area", "computers", "told"),
    [
        (Level.COUNTY, "200", "3", []),
        (Level.COUNTY, "199", "2", ["办公用房面积（㎡）少于 200", "计算机（台）少于 3"]),
        (Level.PREFECTURE, "399", "6", ["办公用房面积（㎡）少于 400"]),
        (Level.PROVINCE, "1", "1", []),
        (Level.COUNTY, "", "很多", []),
    ],
)
def test_what_is_small_is_hinted_at(level, area, computers, told):
    assert hints(level, office_area=area, computers=computers) == told


def test_an_area_with_decimals_is_compared_too():
    assert hints(office_area="199.50") == ["办公用房面积（㎡）少于 200"]
    assert hints(office_area="200.00") == []


@pytest.mark.parametrize(
    ("leader", "told"),
    [
        (SOUND, []),
        (Leader("intermediate", is_certified=True), []),
        (Leader("junior", is_certified=True), ["机构负责人“张三”职称低于工程类中级"]),
        (Leader("senior", is_certified=False), ["机构负责人“张三”没有有效的监督资格证书"]),
        (None, ["机构负责人“张三”不在本机构在职人员中"]),
    ],
)
def test_a_leader_is_looked_up_in_the_roster(leader, told):
    assert hints(leaders={"张三": leader} if leader else {}, head_name="张三") == told
