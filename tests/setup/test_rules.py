"""Names by a pattern, superiors, and rows that make no organization."""

from __future__ import annotations

import pytest

from app.core.base.choices import Level, OrganizationKind
from app.core.tree.organization_tree import TreeDivision
from app.setup import rules
from app.setup.rules import Known, Planned, Superiors

JOINT, QUALITY, SAFETY = OrganizationKind
PLACES = {
    one.code: one
    for one in (
        TreeDivision("430000", "湖南省", "province", None, 0),
        TreeDivision("430100", "长沙市", "prefecture", "430000", 10),
        TreeDivision("430102", "芙蓉区", "county", "430100", 20),
        TreeDivision("430400", "衡阳市", "prefecture", "430000", 30),
        TreeDivision("430405", "珠晖区", "county", "430400", 40),
        TreeDivision("430500", "邵阳市", "prefecture", "430000", 50),
        TreeDivision("430502", "双清区", "county", "430500", 60),
        # A county that lies in no prefecture, as in a municipality or some provinces.
        TreeDivision("439001", "省直辖县", "county", "430000", 70),
    )
}


def known(number: int, name: str, code: str, kind: OrganizationKind = JOINT) -> Known:
    level = {"province": Level.PROVINCE, "prefecture": Level.PREFECTURE, "county": Level.COUNTY}
    return Known(number, name, level[PLACES[code].level], kind, code)


TREE = [
    known(1, "省总站", "430000"),
    known(2, "长沙站", "430100"),
    known(3, "衡阳质监", "430400", QUALITY),
    known(4, "衡阳安监", "430400", SAFETY),
]


def planned(name: str, code: str, kind: OrganizationKind = JOINT, superior: str = "") -> Planned:
    return Planned("5", name, None, code, kind, superior)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("joint", ["芙蓉区建设工程质量安全监督站"]),
        ("quality", ["芙蓉区建设工程质量监督站"]),
        ("safety", ["芙蓉区建设工程安全监督站"]),
        ("split", ["芙蓉区建设工程质量监督站", "芙蓉区建设工程安全监督站"]),
    ],
)
def test_a_division_becomes_one_organization_or_two(kind: str, names: list[str]) -> None:
    place = PLACES["430102"]
    made = rules.planned_of("430102", place, rules.pattern_name(place.name), kind)
    assert [one.name for one in made] == names
    assert {one.division_code for one in made} == {"430102"}


def test_a_pattern_needs_a_place_for_the_division() -> None:
    assert rules.clean_pattern(" ××质量安全服务中心 ") == "××质量安全服务中心"
    assert rules.clean_pattern("质量安全服务中心") == rules.PATTERN


@pytest.mark.parametrize(
    ("code", "kind", "superior", "guide"),
    [
        ("430000", JOINT, None, None),
        ("430500", JOINT, "省总站", None),
        ("430102", JOINT, "长沙站", None),
        ("430102", SAFETY, "长沙站", None),
        ("430405", QUALITY, "衡阳质监", None),
        ("430405", SAFETY, "衡阳安监", None),
        ("430405", JOINT, "衡阳质监", "衡阳安监"),
        ("430502", JOINT, "省总站", None),
        ("439001", JOINT, "省总站", None),
    ],
)
def test_whose_superior_is_whose(
    code: str, kind: OrganizationKind, superior: str | None, guide: str | None
) -> None:
    one, above = planned("新站", code, kind), Superiors(TREE, PLACES)
    found, guides = above.of(one), above.guide_of(one)
    assert (found and found.name, guides and guides.name) == (superior, guide)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([planned("芙蓉站", "430102")], []),
        ([planned("", "430102")], ["name-5"]),
        ([planned("站" * 101, "430102")], ["name-5"]),
        ([planned("长沙站", "430102")], ["name-5"]),
        ([planned("同名站", "430102"), planned("同名站", "430405")], ["name-5"]),
        ([planned("芙蓉站", "430102", superior="没有的站")], ["superior-5"]),
        ([planned("芙蓉站", "430102", superior="省总站")], []),
        ([planned("邵阳站", "430500", superior="长沙站")], ["superior-5"]),
        ([planned("又一总站", "430000")], ["division-5"]),
        (
            [planned("邵阳站", "430500"), planned("双清站", "430502", superior="邵阳站")],
            [],
        ),
    ],
    ids=[
        "fine",
        "no name",
        "long name",
        "taken",
        "twice",
        "unknown superior",
        "the province above a county",
        "no higher superior",
        "second province",
        "superior in the same rows",
    ],
)
def test_rows_that_make_no_organization(app, rows: list[Planned], wrong: list[str]) -> None:  # type: ignore[no-untyped-def]
    with app.test_request_context():
        assert [error.field for error in rules.faults(rows, TREE, PLACES)] == wrong


def test_without_a_province_there_is_nobody_above(app) -> None:  # type: ignore[no-untyped-def]
    with app.test_request_context():
        (error,) = rules.faults([planned("长沙站", "430100")], [], PLACES)
    assert (error.code, error.field) == ("RO4", "superior-5")


def test_only_the_very_same_is_there_already() -> None:
    names = {one.name: one for one in TREE}
    assert rules.is_there(planned("长沙站", "430100"), names)
    assert not rules.is_there(planned("长沙站", "430100", QUALITY), names)
    assert not rules.is_there(planned("长沙站", "430102"), names)
