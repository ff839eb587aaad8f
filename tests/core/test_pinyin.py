"""Pinyin: surnames that are read otherwise, and words that begin with some letters."""

from __future__ import annotations

import pytest

from app.core.base.pinyin import begins_with, initials, name_initials, name_pinyin, readings


@pytest.mark.parametrize(
    ("name", "short", "whole"),
    [
        ("张三", "zs", "zhangsan"),
        ("单建军", "sjj", "shanjianjun"),
        ("曾国强", "zgq", "zengguoqiang"),
        ("解放", "xf", "xiefang"),
        ("仇和", "qh", "qiuhe"),
        ("查良", "zl", "zhaliang"),
        ("朴正", "pz", "piaozheng"),
        ("尉迟恭", "ycg", "yuchigong"),
        ("尉健", "wj", "weijian"),
        ("覃勇", "qy", "qinyong"),
        ("区大", "od", "ouda"),
        ("翟明", "zm", "zhaiming"),
        ("欧阳娜娜", "oynn", "ouyangnana"),
        # Where it is no surname it is read as usual.
        ("张单", "zd", "zhangdan"),
        ("吕绿", "ll", "lvlv"),
        ("阿不力·买提", "ablmt", "abulimaiti"),
        ("〇", "l", "ling"),
        ("𠮷", "", ""),
        ("Anna Wu", "a", "annawu"),
    ],
)
def test_a_name_is_spelled_as_people_say_it(name, short, whole):
    assert (name_initials(name), name_pinyin(name)) == (short, whole)


@pytest.mark.parametrize(
    ("letters", "fits"),
    [
        ("csyl", True),
        ("zsyl", True),
        ("changshayuelu", True),
        ("changsyuel", True),
        ("chang", True),
        ("cha", True),
        ("csylx", False),
        ("sha", False),
        ("changshayuelud", False),
    ],
)
def test_a_place_is_found_by_any_reading_of_its_characters(letters, fits):
    assert begins_with(readings("长沙岳麓"), letters) is fits


def test_the_menu_is_found_by_initials():
    assert initials("监督工程情况填报") == "jdgcqktb"
