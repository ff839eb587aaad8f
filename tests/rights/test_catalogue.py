"""The catalogue names every right in the words of the screens; the three officers are apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.core.access.permission_sync import given_pairs
from app.core.access.roles import BUSINESS, OFFICERS, Role, permissions_of
from app.rights import catalogue, rules
from app.rights.choices import MENU
from app.workflow.registry import registered

# What both officers and the business hold by the specification (5.3): their first page,
# 机构建立/停用, who has an account, who stands in for whom, and the documents for everybody.
SHARED = {
    "home",
    "reorganization.organization",
    "notices.document",
    "processes.guide",
    "explanations.explanation",
    "users.user",
    "users.online",
    "users.application",
    "users.right_application",
    "deputies.deputy",
}


@pytest.fixture
def context(app: Any) -> Iterator[Any]:
    with app.test_request_context("/"):
        yield app


@pytest.fixture
def held(context: Any) -> dict[Role, set[tuple[str, str]]]:
    return {role: set(one) for role, one in permissions_of(context.appbuilder.grants).items()}


def test_every_right_that_somebody_may_hold_has_words(context):
    known = set(catalogue.buttons())
    given = {pair for pair in given_pairs(context.appbuilder) if pair[0] != MENU}
    assert given - known == set()


def test_every_menu_entry_that_is_given_has_its_screen(context):
    screens = {resource for name, resource in catalogue.buttons() if name == "can_read"}
    given = {resource for name, resource in given_pairs(context.appbuilder) if name == MENU}
    assert given - screens == set()


def test_no_two_buttons_of_a_screen_read_alike(context):
    for group in catalogue.catalogue():
        for line in group.lines:
            labels = [button.label for button in line.buttons]
            assert len(labels) == len(set(labels)), line.label
            assert all(labels)


def test_the_words_are_those_of_the_screens(context):
    group = next(one for one in catalogue.catalogue() if one.label == "监督人员管理")
    line = next(one for one in group.lines if one.resource == "certificate_cases.change")
    assert line.label == "人员证书变更"
    labels = [button.label for button in line.buttons]
    assert labels[:5] == ["查看", "新增", "修改", "删除", "提交"]
    assert {"受理", "办结", "不予受理", "导出"} <= set(labels)


def test_a_part_stands_below_its_screen(context):
    lines = catalogue.catalogue()[1].lines
    names = [line.resource for line in lines]
    place = names.index("organizations.annual_summary")
    assert names[place - 1] == "organizations.overview"
    assert lines[place].is_part


# --- the three officers -----------------------------------------------------------------------


def test_no_officer_holds_what_the_business_holds(held):
    business = {pair for role in BUSINESS for pair in held[role]}
    for role in OFFICERS:
        common = {resource for _name, resource in held[role] & business}
        assert common <= SHARED, role


def test_no_officer_holds_the_right_of_another_to_change_anything(held):
    for role in OFFICERS:
        for other in OFFICERS:
            if role is not other:
                names = {name for name, _resource in held[role] & held[other]}
                assert names <= {"can_read", "can_read_all", "can_ask", MENU}, (role, other)


def test_no_officer_may_be_given_business_data(context, held):
    everything = set(catalogue.buttons())
    business = {pair for role in BUSINESS for pair in held[role]}
    for role in OFFICERS:
        open_to = rules.open_to(role, held, everything)
        assert {resource for _name, resource in open_to & business} <= SHARED


def test_no_business_role_may_be_given_what_officers_keep(context, held):
    everything = set(catalogue.buttons())
    alone = rules.officers_alone(held)
    assert {("can_update", "rights.role"), ("can_read", "audit.entry")} <= alone
    for role in BUSINESS:
        assert not rules.open_to(role, held, everything) & alone


# --- who files and decides --------------------------------------------------------------------

FILES = ("can_file", "certificate_cases.change")
ACCEPTS = ("can_close", "certificate_cases.change")


def test_who_files_and_decides_in_one_process_is_told(context):
    (words,) = rules.clashes({FILES, ACCEPTS}, registered())
    assert words == "人员证书变更：同时可以提交和办结"


@pytest.mark.parametrize(
    "held", [{FILES}, {ACCEPTS}, {FILES, ("can_close", "certificate_cases.reissue")}, set()]
)
def test_one_of_both_is_no_clash(context, held):
    assert list(rules.clashes(held, registered())) == []


def test_no_role_is_a_clash_by_itself(context, held):
    for role in Role:
        assert list(rules.clashes(held[role], registered())) == [], role
