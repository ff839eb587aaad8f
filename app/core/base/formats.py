"""Validators of identity codes and addresses (specification 6.1 and 6.2); pure functions.

Each returns what is wrong in words, or None.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from .typed_text import HAN

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
PHONE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?", re.ASCII)
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
POSTCODE = re.compile(r"\d{6}", re.ASCII)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}", re.ASCII)
ID_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
ID_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
ID_CHECK_SIGNS = "10X98765432"
# Codes of the provinces (GB/T 2260).
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (81, 83))
    for code in range(first, last + 1)
) | {"71"}
FIRST_BIRTH_YEAR = 1900
# Han of all planes, with middle dots between the parts of a name.
NAME = re.compile(f"(?=.{{2,40}}$)[{HAN}]+(·[{HAN}]+)*")


def uscc_fault(code: str) -> str | None:
    """V05: 统一社会信用代码 (GB 32100-2015)."""
    if len(code) != 18 or any(sign not in USCC_ALPHABET for sign in code):
        return _("统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z）")
    total = sum(
        USCC_ALPHABET.index(sign) * weight
        for sign, weight in zip(code[:17], USCC_WEIGHTS, strict=True)
    )
    if USCC_ALPHABET[-total % 31] != code[17]:
        return _("统一社会信用代码校验位错误，请对照证书检查")
    return None


def id_number_fault(code: str) -> str | None:
    """V01: an ID number (GB 11643); whether its day of birth has come is for who knows today."""
    if not ID_NUMBER.fullmatch(code) or code[:2] not in PROVINCES:
        return _("身份证号格式不正确")
    if birth_of(code) is None:
        return _("身份证号出生日期无效")
    total = sum(int(sign) * weight for sign, weight in zip(code[:17], ID_WEIGHTS, strict=True))
    if ID_CHECK_SIGNS[total % 11] != code[17]:
        return _("身份证号校验位错误")
    return None


def birth_of(id_number: str) -> dt.date | None:
    """The day of birth in an ID number; None where it names no day."""
    try:
        born = dt.date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None
    return born if born.year >= FIRST_BIRTH_YEAR else None


def age_on(born_on: dt.date, day: dt.date) -> int:
    """Full years on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def years_from(day: dt.date, years: int) -> dt.date:
    """The same day some years later, or earlier; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def months_from(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def mobile_fault(text: str) -> str | None:
    """V10: a mobile number."""
    return None if MOBILE.fullmatch(text) else _("请输入 11 位手机号码")


def phone_fault(text: str) -> str | None:
    """V11: a landline with its area code."""
    return None if PHONE.fullmatch(text) else _("电话号码应带区号，例如 0731-88886666")


def any_phone_fault(text: str) -> str | None:
    """V10 or V11: a number at which somebody is called, of either sort."""
    if not mobile_fault(text) or not phone_fault(text):
        return None
    return _("请输入 11 位手机号码，或带区号的电话号码，例如 0731-88886666")


def postcode_fault(text: str) -> str | None:
    """V12: a postcode."""
    return None if POSTCODE.fullmatch(text) else _("邮政编码应为 6 位数字")


def email_fault(text: str) -> str | None:
    """V13: an e-mail address."""
    return None if EMAIL.fullmatch(text) else _("请输入正确的电子邮箱，例如 name@example.com")


def name_fault(text: str) -> str | None:
    """V14: the name of a person."""
    return None if NAME.fullmatch(text) else _("姓名应为 2 至 40 个汉字，少数民族姓名中间用“·”")


# By the names under which the page knows them, too (form/formats.js).
FAULTS: Mapping[str, Callable[[str], str | None]] = {
    "uscc": uscc_fault,
    "id_number": id_number_fault,
    "mobile": mobile_fault,
    "phone": phone_fault,
    "postcode": postcode_fault,
    "email": email_fault,
    "name": name_fault,
}
