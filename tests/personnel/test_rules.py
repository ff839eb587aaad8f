"""What must hold of a person on a roster; plain values, no database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from app.personnel import rules

TODAY = dt.date(2026, 11, 25)
GROUPS = rules.Groups(
    supervising=frozenset({"supervision"}),
    untitled=frozenset({"none"}),
    contract=frozenset({"contract", "dispatch"}),
)
SOUND: dict[str, Any] = {
    "name": "唐一鸣",
    "id_no": "439900199003070011",
    "mobile": "13900001234",
    "employ_type": "institution",
    "duty_status": "present",
    "post_type": "supervision",
    "supervision_field": "quality",
    "education": "bachelor",
    "school": "湖南大学",
    "major": "土木工程",
    "specialty": "civil",
    "title_level": "intermediate",
    "title_name": "engineer",
    "work_from": dt.date(2012, 7, 1),
    "supervising_from": dt.date(2015, 7, 1),
    "joined_on": dt.date(2015, 7, 1),
}


@pytest.fixture(scope="module", autouse=True)
def _words():
    """Messages need a language, and nothing else of the application."""
    app = Flask(__name__)
    Babel(app, default_locale="zh")
    with app.test_request_context():
        yield


def faults(*, is_new: bool = True, found: rules.Registration = rules.NOBODY, **changed: Any):
    """Code and field of everything that is wrong with a person who differs from a sound one."""
    told = rules.person_faults(
        SOUND | changed, GROUPS, today=TODAY, registration=found, is_new=is_new
    )
    return {(one.code, one.field): one.message for one in told}


def number(born: str) -> str:
    """An ID number of somebody born on a day, with its check digit."""
    stem = f"439900{born}001"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(sign) * weight for sign, weight in zip(stem, weights, strict=True)) % 11
    return stem + "10X98765432"[rest]


def test_who_is_sound_has_no_fault():
    assert faults() == {}


@pytest.mark.parametrize("name", [*rules.REQUIRED, "supervision_field", "supervising_from"])
def test_what_a_supervisor_must_have(name):
    assert list(faults(**{name: None})) == [("V00", name)]


def test_the_words_of_what_is_missing():
    told = faults(school=None, post_type=None)
    assert told["V00", "school"] == "请填写毕业院校"
    assert told["V00", "post_type"] == "请选择岗位类别"


@pytest.mark.parametrize(
    "changed",
    [
        {"post_type": "management", "supervision_field": None, "supervising_from": None},
        {"title_level": "none", "title_name": None},
        {"title_on": None, "graduated_on": None, "degree": None, "politics": None},
    ],
    ids=["post", "title", "optional"],
)
def test_what_depends_on_the_post_or_the_title(changed):
    assert faults(**changed) == {}


def test_a_title_has_a_name():
    assert list(faults(title_name=None)) == [("V00", "title_name")]


@pytest.mark.parametrize(
    ("changed", "place", "words"),
    [
        ({"name": "唐"}, ("V14", "name"), "2 至 40 个汉字"),
        ({"id_no": "43990019900307001"}, ("V01", "id_no"), "身份证号格式不正确"),
        ({"id_no": "439900198502290014"}, ("V01", "id_no"), "身份证号出生日期无效"),
        ({"id_no": "439900199003070012"}, ("V01", "id_no"), "身份证号校验位错误"),
        ({"id_no": number("20270101")}, ("V01", "id_no"), "身份证号出生日期无效"),
        ({"mobile": "12900001234"}, ("V10", "mobile"), "11 位手机号码"),
        ({"work_from": dt.date(2006, 3, 6)}, ("V15", "work_from"), "年满 16 周岁"),
        ({"graduated_on": TODAY + dt.timedelta(1)}, ("V15", "graduated_on"), "不能晚于今天"),
        ({"title_on": dt.date(1990, 3, 7)}, ("V15", "title_on"), "晚于出生日期"),
        ({"supervising_from": dt.date(2012, 6, 30)}, ("V15", "supervising_from"), "参加工作"),
        ({"joined_on": dt.date(2012, 6, 30)}, ("V15", "joined_on"), "不能早于参加工作时间"),
        ({"joined_on": TODAY + dt.timedelta(1)}, ("V15", "joined_on"), "不能晚于今天"),
    ],
    ids=[
        "name",
        "length",
        "no day",
        "check digit",
        "not born",
        "mobile",
        "child",
        "tomorrow",
        "title at birth",
        "supervising before work",
        "here before work",
        "comes tomorrow",
    ],
)
def test_each_fault_is_named_at_its_field(changed, place, words):
    told = faults(**changed)
    assert list(told) == [place]
    assert words in told[place]


def test_the_days_themselves_are_allowed():
    born = dt.date(1990, 3, 7)
    assert faults(work_from=born.replace(year=2006)) == {}
    assert faults(joined_on=dt.date(2012, 7, 1), graduated_on=TODAY) == {}
    assert faults(joined_on=TODAY) == {}


@pytest.mark.parametrize("young", ["20081125", "19610101"])
def test_who_comes_is_18_to_65(young):
    worked = {"work_from": TODAY, "supervising_from": TODAY, "joined_on": TODAY}
    assert faults(id_no=number(young), **worked) == {}
    day = dt.date(int(young[:4]), int(young[4:6]), int(young[6:]))
    beyond = day + dt.timedelta(1) if young > "2000" else day.replace(year=1960)
    told = faults(id_no=number(f"{beyond:%Y%m%d}"), **worked)
    assert list(told) == [("V03", "id_no")]
    assert faults(id_no=number(f"{beyond:%Y%m%d}"), is_new=False, **worked) == {}


def test_everything_is_told_in_one_round():
    told = faults(name="唐", id_no="1", mobile="1", school="", joined_on=dt.date(2027, 1, 1))
    assert {field for _code, field in told} == {"name", "id_no", "mobile", "school", "joined_on"}


def test_who_is_registered_is_told_by_the_name_of_the_other_organization_alone():
    elsewhere = rules.Registration("株洲市建设工程质量安全监督站")
    assert faults(found=elsewhere) == {
        ("V04", "id_no"): "该人员已在【株洲市建设工程质量安全监督站】登记，"
        "如需调入请由原单位办理人员调动或离职"
    }
    certified = rules.Registration("株洲市建设工程质量安全监督站", is_certified=True)
    assert faults(found=certified) == {
        ("V04", "id_no"): "该人员已在【株洲市建设工程质量安全监督站】登记，"
        "如需调入请办理证书变更（工作单位变更）或由原单位办理离职"
    }
    own = rules.Registration("岳麓区建设工程质量安全监督站", is_own=True)
    assert "已在本机构" in faults(found=own)["V04", "id_no"]


def test_nobody_joins_before_the_day_of_leaving_elsewhere():
    left = rules.Registration(free_from=dt.date(2020, 5, 1))
    assert list(faults(found=left)) == [("V04", "joined_on")]
    assert faults(found=left, joined_on=dt.date(2020, 5, 1)) == {}


@pytest.mark.parametrize(
    ("id_no", "born_on", "sex"),
    [
        ("439900199003070011", dt.date(1990, 3, 7), "male"),
        ("439900198402291028", dt.date(1984, 2, 29), "female"),
        ("43990019680915005X", dt.date(1968, 9, 15), "male"),
    ],
)
def test_sex_and_birth_follow_from_the_number(id_no, born_on, sex):
    assert rules.birth_facts(id_no) == rules.Birth(born_on, sex)


@pytest.mark.parametrize(
    ("born", "employ_type", "words"),
    [
        ("19660101", "institution", []),
        ("19651125", "contract", ["该人员已 61 周岁，请确认继续聘用"]),
        ("19651125", "institution", ["该人员已 61 周岁，60 周岁以上仅限聘用，请核对用工形式"]),
    ],
    ids=["60", "contract", "institution"],
)
def test_above_60_is_asked(born, employ_type, words):
    values = SOUND | {"id_no": number(born), "employ_type": employ_type}
    assert list(rules.person_warnings(values, GROUPS, today=TODAY)) == words


def test_a_qualification_stands_once():
    row = {"kind": "constructor_second", "number": "湘1"}
    assert faults(qualifications=[row, row | {"number": "湘2"}]) == {}
    assert list(faults(qualifications=[row, row])) == [("V00", "qualifications-1-kind")]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, ["left_reason", "left_on"]),
        ({"left_reason": "retired", "left_on": TODAY + dt.timedelta(1)}, ["left_on"]),
        ({"left_reason": "retired", "left_on": dt.date(2026, 3, 1)}, ["left_on"]),
        ({"left_reason": "retired", "left_on": dt.date(2025, 12, 31)}, ["left_on"]),
        ({"left_reason": "retired", "left_on": TODAY}, []),
        ({"left_reason": "retired", "left_on": dt.date(2026, 3, 2)}, []),
    ],
    ids=["nothing", "tomorrow", "before joining", "last year", "today", "the day of joining"],
)
def test_when_somebody_may_leave(values, told):
    joined = dt.date(min(2026, values.get("left_on", TODAY).year), 3, 2)
    found = rules.leaving_faults(values, joined_on=joined, today=TODAY)
    assert [one.field for one in found] == told


def test_in_january_somebody_leaves_in_the_new_year():
    """人员结构 of the year before is kept as it was."""
    new_year = dt.date(2027, 1, 4)
    joined = dt.date(2015, 7, 1)
    values = {"left_reason": "retired", "left_on": dt.date(2026, 12, 28)}
    (told,) = rules.leaving_faults(values, joined_on=joined, today=new_year)
    assert "2027 年内" in told.message
    values["left_on"] = dt.date(2027, 1, 1)
    assert not list(rules.leaving_faults(values, joined_on=joined, today=new_year))
