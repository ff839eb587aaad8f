"""Ctrl+K: what is found by names, letters and numbers, and what never is."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import Organization
from app.core.tree.changes import revise
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn
from tests.support.factories import make_person
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases

YEAR = clock.year()
CHANGSHA, ZHUZHOU = "长沙市建设工程质量安全监督站", "株洲市建设工程质量安全监督站"
YUELU, LIUYANG = "岳麓区建设工程质量安全监督站", "浏阳市建设工程质量安全监督站"
# Of whom each organization has one, with the end of the number.
PEOPLE = {
    2: ("单建军", "439900199003070012"),
    4: ("曾国强", "43990019900307123X"),
    6: ("曾国庆", "439900199003075123"),
    3: ("曾国栋", "439900199003079123"),
}


@pytest.fixture
def world(app):
    """Somebody at each organization, somebody who left, and numbered returns."""
    with app.app_context(), unscoped("what there is to find"):
        for number, (name, id_no) in PEOPLE.items():
            make_person(organization_id=number, name=name, id_no=id_no)
        gone = make_person(organization_id=4, name="曾走了", id_no="439900199003078888")
        gone.left_on, gone.left_reason = dt.date(2024, 5, 1), "resigned"
        make_person(organization_id=4, name="曾删除").deleted_at = clock.now()
        for number, state in ((4, ReturnState.SUBMITTED), (6, ReturnState.DRAFT)):
            for model in (ProjectReturn, FundingReturn, ProfileReturn):
                db.session.add(
                    model(
                        organization_id=number,
                        year=YEAR - 1,
                        number=f"{YEAR - 1}-4301{number:02}-0007",
                        state=state,
                        explanations={},
                    )
                )
        db.session.commit()
    return app


def find(client, typed: str) -> dict[str, list[str]]:
    """The names that are found, by kind."""
    answer = client.post("/find/", data={"q": typed})
    assert answer.status_code == 200
    return {kind["label"]: [row["name"] for row in kind["rows"]] for kind in answer.json["kinds"]}


def find_all(client, typed: str) -> list[str]:
    return [name for names in find(client, typed).values() for name in names]


# --- what is found --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("曾国", ["曾国庆", "曾国强"]),
        ("曾国强", ["曾国强"]),
        (" 曾 国 强 ", ["曾国强"]),
        ("zgq", ["曾国庆", "曾国强"]),
        ("ZGQ", ["曾国庆", "曾国强"]),
        ("sjj", ["单建军"]),
        ("zengguoqi", ["曾国庆", "曾国强"]),
        ("zeng guo qiang", ["曾国强"]),
        ("123X", ["曾国强"]),
        ("123x", ["曾国强"]),
        ("5123", ["曾国庆"]),
        ("75123", ["曾国庆"]),
        ("075123", ["曾国庆"]),
        ("43990019900307123x", ["曾国强"]),
    ],
)
def test_people_are_found_by_name_letters_and_the_end_of_their_number(world, sign_in, typed, names):
    assert sorted(find(sign_in("cs_admin"), typed).get("人员", [])) == sorted(names)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("长沙", CHANGSHA),
        ("岳麓区", YUELU),
        ("csszl", None),
        ("cssj", CHANGSHA),
        ("changsha", CHANGSHA),
        ("yuelu", YUELU),
        ("ylq", YUELU),
        ("liuy", LIUYANG),
        ("430104", YUELU),
        ("43010401", YUELU),
    ],
)
def test_organizations_are_found_by_name_letters_and_code(world, sign_in, typed, first):
    found = find(sign_in("cs_admin"), typed).get("机构", [None])
    assert found[0] == first


def test_an_organization_is_found_by_the_name_that_it_had(world, sign_in):
    with world.app_context(), unscoped("a new name"):
        station = db.session.get(Organization, 4)
        revise(station, name="岳麓建设监管中心", kind=station.kind, day=clock.today())
        profile = ProfileReturn.query.filter_by(organization_id=6).one()
        profile.former_names, profile.state = "浏阳质监所", ReturnState.SUBMITTED
        db.session.commit()
    client = sign_in("cs_admin")
    client.post("/year/", data={"year": str(YEAR)})
    assert find(client, "岳麓区建设") == {"机构": ["岳麓建设监管中心"]}
    assert find(client, "ylqjs") == {"机构": ["岳麓建设监管中心"]}
    assert find(client, "质监所") == {"机构": [LIUYANG]}
    assert find(sign_in("zz_admin"), "质监所") == {}


def test_a_line_says_kind_name_and_organization_and_opens_the_record(world, sign_in):
    client = sign_in("cs_admin")
    (kind,) = client.post("/find/", data={"q": "曾国强"}).json["kinds"]
    (row,) = kind["rows"]
    assert (kind["label"], row["name"], row["organization"]) == ("人员", "曾国强", YUELU)
    page = client.get(row["url"])
    assert page.status_code == 200
    assert "曾国强" in page.text
    (kind,) = client.post("/find/", data={"q": "岳麓区"}).json["kinds"]
    assert kind["rows"][0]["organization"] == "长沙市"
    assert YUELU in client.get(kind["rows"][0]["url"]).text


def test_returns_are_found_by_the_beginning_of_their_number(world, sign_in):
    client = sign_in("cs_admin")
    found = client.post("/find/", data={"q": f"{YEAR - 1}-430104"}).json["kinds"]
    assert [kind["label"] for kind in found] == [
        "监督机构基本情况填报",
        "监督工程情况填报",
        "监督经费情况填报",
    ]
    for kind in found:
        (row,) = kind["rows"]
        assert row["name"] == f"{YEAR - 1}-430104-0007（{YEAR - 1} 年度）"
        assert client.get(row["url"]).status_code == 200


# --- what is not ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "曾国栋",
        "zgd",
        "zengguodong",
        "9123",
        "079123",
        "439900199003079123",
        ZHUZHOU,
        "株洲",
        "zhuzhou",
        "zzsj",
        "430200",
        "天元",
    ],
)
def test_another_prefecture_is_never_found(world, sign_in, typed):
    assert find_all(sign_in("cs_admin"), typed) == []
    assert find_all(sign_in("hn_admin"), typed) != []


@pytest.mark.parametrize("username", ["cs_clerk", "yl_clerk", "ly_clerk", "zz_admin", "ty_clerk"])
def test_nobody_finds_who_is_not_on_their_list(world, sign_in, username):
    """By the same people as the roster, whichever way is tried; also who sees only the own."""
    client = sign_in(username)
    roster = client.get("/personnel/people/list/?psize_PersonView=100").text
    for name, id_no in PEOPLE.values():
        for typed in (name, name[:2], id_no[-4:], id_no[-6:], id_no):
            found = find(client, typed).get("人员", [])
            assert all(one in roster for one in found), (username, typed, found)
            assert (name in found) == (name in roster), (username, typed)


@pytest.mark.parametrize("typed", ["曾走了", "曾删除", "zzl", "8888", "078888"])
def test_who_left_or_was_deleted_is_not_found(world, sign_in, typed):
    assert find(sign_in("hn_admin"), typed).get("人员", []) == []


@pytest.mark.parametrize(
    "typed",
    ["%%", "__", "%国%", "曾%", "_国_", "' OR 1=1 --", "\\", "曾国强%", "4301%", "20__-43", "**"],
)
def test_no_sign_stands_for_others(world, sign_in, typed):
    assert find_all(sign_in("hn_admin"), typed) == []


@pytest.mark.parametrize("typed", ["", " ", "曾", "z", "1", "长" * 41, "1" * 500])
def test_too_little_and_too_much_find_nothing(world, sign_in, typed):
    assert find_all(sign_in("hn_admin"), typed) == []


def test_the_end_that_was_typed_has_to_fit_as_a_whole(world, sign_in):
    """Four characters are marked; the other two of six are compared as well."""
    for wrong in ("65123", "175123", "07512X"):
        assert find(sign_in("cs_admin"), wrong).get("人员", []) == []


def test_drafts_of_others_are_not_found_by_number(world, sign_in):
    number = f"{YEAR - 1}-430106-0007"
    assert find_all(sign_in("cs_admin"), number) == []
    assert len(find_all(sign_in("ly_clerk"), number)) == 3
    assert find_all(sign_in("zz_admin"), f"{YEAR - 1}-430104") == []
    assert find_all(sign_in("cs_clerk"), f"{YEAR - 1}-430104") == []


@pytest.mark.parametrize("username", ["sys_admin", "sec_admin", "auditor"])
def test_who_has_no_business_data_finds_none(world, sign_in, username):
    client = sign_in(username)
    for typed in ("曾国强", "zgq", "123X", "长沙", "430104", f"{YEAR - 1}-430104-0007"):
        assert find_all(client, typed) == []


def test_a_changed_name_and_number_are_found_anew(world, sign_in):
    from app.personnel.models import Person
    from app.personnel.operations import change_number

    with world.app_context(), unscoped("somebody changes"):
        person = Person.query.filter_by(name="单建军").one()
        person.name = "解建军"
        change_number(person, "439900199003074444")
        db.session.commit()
    client = sign_in("cs_admin")
    for typed in ("解建", "xjj", "xiejian", "4444"):
        assert find(client, typed)["人员"] == ["解建军"], typed
    for typed in ("单建", "sjj", "0012"):
        assert find(client, typed).get("人员", []) == [], typed


# --- what it costs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "most"),
    [("曾国强", 8), ("zgq", 4), ("123X", 1), (f"{YEAR - 1}-430104", 10), ("430104", 11)],
)
def test_each_kind_asks_one_statement(world, sign_in, typed, most):
    client = sign_in("cs_admin")
    find(client, typed)
    with statements() as asked:
        find(client, typed)
    ours = [one for one in asked if " ab_user" not in one and "user_session" not in one]
    assert len(ours) <= most, "\n".join(one[:200] for one in ours)
    assert len(asked) - len(ours) <= 2
