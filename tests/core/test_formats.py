"""Codes, numbers and names as the specification writes them (6.1 and 6.2); no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from app.core.base import formats
from app.core.base.typed_text import READERS, clean_line


@pytest.fixture(scope="module", autouse=True)
def _words():
    """Messages need a language, and nothing else of the application."""
    app = Flask(__name__)
    Babel(app, default_locale="zh")
    with app.test_request_context():
        yield


USCC = formats.uscc_fault


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "12430000XX00000192",
        "12430100XX00000272",
        "12430121XX0000035A",
    ],
)
def test_a_credit_code_whose_sum_is_right(code):
    assert USCC(code) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91350100M000100Y4Z", "18 位"),
        ("91350100M000100Y4", "18 位"),
        ("91350100M000100Y433", "18 位"),
        ("91350100I000100Y43", "不含 I、O、S、V、Z"),
        ("91350100m000100y43", "大写字母"),
        ("９1350100M000100Y43", "18 位"),
        ("", "18 位"),
        ("91350100M000100Y44", "校验位错误"),
        ("12430100XX00000271", "校验位错误"),
        ("12430100XX00000227", "校验位错误"),
    ],
)
def test_a_credit_code_that_cannot_be(code, words):
    assert words in USCC(code)


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_sign_is_always_found(place):
    code = "12430100XX00000272"
    others = [sign for sign in formats.USCC_ALPHABET if sign != code[place]]
    assert all(USCC(code[:place] + sign + code[place + 1 :]) for sign in others)


@pytest.mark.parametrize(
    ("fault", "good", "bad"),
    [
        (
            formats.mobile_fault,
            ("13900001234", "19912345678"),
            ("12900001234", "1390000123", "139000012345", "+8613900001234", "１3900001234", ""),
        ),
        (
            formats.phone_fault,
            ("0731-88886666", "073188886666", "010-12345678", "0731-8888666", "0731-88886666-8001"),
            (
                "88886666",
                "731-88886666",
                "0731-888866",
                "0731—88886666",
                "0731-88886666-",
                "13900001234",
            ),
        ),
        (
            formats.postcode_fault,
            ("410000", "012345"),
            ("41000", "4100000", "41000a", "４10000", ""),
        ),
        (
            formats.email_fault,
            ("zj@example.com", "a.b-c_d+e@mail.hn.gov.cn"),
            (
                "zj",
                "zj@",
                "@example.com",
                "zj@example",
                "zj@exa mple.com",
                "张@example.com",
                "a@b@c.com",
            ),
        ),
        (
            formats.name_fault,
            ("张三", "迪丽热巴·迪力木拉提", "欧阳·" + "安" * 37),
            ("张", "张 三", "Zhang", "张三2", "张.三", "一" * 41, ""),
        ),
    ],
    ids=["mobile", "phone", "postcode", "email", "name"],
)
def test_what_is_written_well_and_what_is_not(fault, good, bad):
    assert [text for text in good if fault(text)] == []
    assert [text for text in bad if not fault(text)] == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (formats.mobile_fault, "请输入 11 位手机号码"),
        (formats.phone_fault, "电话号码应带区号，例如 0731-88886666"),
        (formats.postcode_fault, "邮政编码应为 6 位数字"),
        (formats.email_fault, "请输入正确的电子邮箱，例如 name@example.com"),
        (formats.name_fault, "姓名应为 2 至 40 个汉字，少数民族姓名中间用“·”"),
    ],
)
def test_the_fault_is_named(fault, words):
    assert fault("x") == words


CASES = json.loads((Path(__file__).parents[1] / "cases" / "formats.json").read_text())
WORDS = {
    "uscc": "18 位",
    "usccsum": "校验位错误",
    "idnumber": "身份证号格式不正确",
    "idbirth": "身份证号出生日期无效",
    "idsum": "身份证号校验位错误",
}


@pytest.mark.parametrize("name", CASES)
def test_the_page_and_the_server_refuse_alike(name):
    """``tests/scripts`` asks the page's own check for the same cases."""
    reads = READERS.get({"uscc": "code", "postcode": "code"}.get(name, name), clean_line)
    for text, wrong in CASES[name]:
        found = formats.FAULTS[name](reads(text))
        assert bool(found) == bool(wrong), text
        assert WORDS.get(wrong, "") in (found or ""), text


def test_every_format_of_the_page_is_known():
    assert list(CASES) == list(formats.FAULTS)
