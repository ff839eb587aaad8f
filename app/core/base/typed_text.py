"""Reader of typed and pasted text: one for fields, filters, sign-in and imports; pure functions.

`app/static/js/form/typed-text.js` does the same in the page, and `tests/cases/typed_text.json`
holds the cases that both must read alike.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping

# Radicals that a PDF gives in the place of the characters they look like (Unicode, Equivalent
# Unified Ideograph); those of Kangxi (U+2F00 to 2FD5) are folded by NFKC.
RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕𫜹⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛"
    "⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶"
    "⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_FOLD = {ord(a): b for a, b in zip(RADICALS[::2], RADICALS[1::2], strict=True)}
_FOLD |= {sign: unicodedata.normalize("NFKC", chr(sign)) for sign in range(0x2F00, 0x2FD6)}
# Control characters, directions, soft hyphen, zero width, selectors of variants.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_NARROW = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_BLANK = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_DASH = re.compile("[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_DOT = re.compile("[·•‧・．･\u2219\u22c5\u2e31]")
# Blanks of every width, and signs of none.
_EDGES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\ufeff"
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}·]) +(?=[{HAN}·])")
NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(\.\d+)?", re.ASCII)


def clean_text(text: str) -> str:
    """Text as it is stored: NFC, without what nobody sees, radicals as characters, trimmed."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return _UNSEEN.sub("", plain).translate(_FOLD).strip()


def clean_line(text: str) -> str:
    """Clean text that stands in one line."""
    return clean_text(text).replace("\n", " ")


def clean_edges(text: str) -> str:
    """Text without blanks and what nobody sees at its ends; nothing within is touched."""
    return text.strip(_EDGES)


def number_text(text: str) -> str | None:
    """A number in plain digits, "" for nothing, None for what is none.

    Digits and signs may be of full width, commas or blanks may part thousands where thousands
    are parted, and a dash alone is 0, as accounting formats show it.
    """
    plain = _DASH.sub("-", _BLANK.sub(" ", narrow(clean_line(text)))).strip()
    if plain in ("", "-"):
        return "0" if plain else ""
    found = NUMBER.fullmatch(plain)
    if found is None:
        return None
    sign, whole, part = found.groups()
    return f"{sign}{whole.replace(',', '').replace(' ', '')}{part or ''}"


def has_stray_comma(text: str) -> bool:
    """Whether a comma keeps a text from being a number, such as one that means a decimal point."""
    plain = narrow(clean_line(text))
    return number_text(text) is None and number_text(plain.replace(",", "")) is not None


_DAY = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))", re.ASCII
)


def day_text(text: str) -> str | None:
    """A day as 2026-03-31, "" for nothing, None for what is none or says no day of the month.

    Year, month and day in this order, parted by one sign, by 年月日, or in eight digits.
    """
    plain = _DASH.sub("-", _BLANK.sub("", narrow(clean_line(text)))).replace("。", ".")
    if not plain:
        return ""
    if (found := _DAY.fullmatch(plain)) is None:
        return None
    year, month, day = (int(one) for one in found.groups() if one and one.isdigit())
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def code_text(text: str) -> str:
    """A code of digits and letters (身份证号, 信用代码, 邮编): narrow, upper case, without gaps."""
    return _DASH.sub("", _BLANK.sub("", narrow(clean_line(text)))).upper()


def mobile_text(text: str) -> str:
    """A mobile number: its digits, without the code of the country."""
    return re.sub(r"^(\+|00)86", "", code_text(text))


def phone_text(text: str) -> str:
    """A landline number with plain dashes, without blanks."""
    return _DASH.sub("-", _BLANK.sub("", narrow(clean_line(text))))


def name_text(text: str) -> str:
    """The name of a person: one middle dot, no blanks between characters."""
    return _BETWEEN_HAN.sub("", _DOT.sub("·", _BLANK.sub(" ", clean_line(text)))).strip()


def search_text(text: str) -> str:
    """What somebody looks for by a name: as it is stored, whatever blanks stand within."""
    return name_text(text)


def account_text(text: str) -> str:
    """The key of a login name; "" for one that no account can have."""
    plain = narrow(clean_line(text)).strip()
    # Beyond ASCII databases and Python do not agree which letters are one but for their case.
    if any(not one.isascii() and one.lower() != one.upper() for one in plain):
        return ""
    return plain.lower()


def narrow(text: str) -> str:
    """Digits, letters and signs of full width in their usual one."""
    return text.translate(_NARROW)


# What a column may say of its text: ``info={"reads": "name"}``.
READERS: Mapping[str, Callable[[str], str]] = {
    "code": code_text,
    "mobile": mobile_text,
    "id_number": code_text,
    "phone": phone_text,
    "name": name_text,
}
