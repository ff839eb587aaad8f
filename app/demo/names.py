"""Invented names, and ID and phone numbers that cannot be a real person's."""

from __future__ import annotations

import datetime as dt
from random import Random

# No area of the country has this code, so no real person has such a number.
AREA = "439900"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SURNAMES = (
    "王李张刘陈杨黄周吴徐孙胡朱高林何郭罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常"
)
# Words of landscape and craft: whoever is called so was made up here.
MALE = (
    "松柏楠桐樟枫竹岩泉溪澜洲舟帆渔樵耕牧野原川岫峦岭岸堤桥渡湖泽霖霁霆辰晖昀晗曦晟煜炜铭锐钧铎墨砚"
    "书翰弘恒谦慎恪朴敦允诚信默衡度量斗枢穹苍远行止之然可以"
)
FEMALE = (
    "蘅芷若兰荷莲菱蓉薇葵萱菁苓芸茉莉梨棠桃杏橘枝叶蕊蕾雪霜露霞虹月晴岚漪涟澄沁湄汀沅琴瑟笙筝诗词画"
    "绣锦绫绮玥珞瑶琳琪璇静闲安宁婉柔淑慧敏"
)
# Numbers below this one are left to people who are typed in by hand.
FIRST = 100
PER_DAY = (1000 - FIRST) // 2


def name(rng: Random, sex: str) -> str:
    """Two or three characters."""
    given = MALE if sex == "male" else FEMALE
    second = rng.choice(given) if rng.random() < 0.75 else ""
    return rng.choice(SURNAMES) + rng.choice(given) + second


def check_digit(seventeen: str) -> str:
    """The last character of an ID number (ISO 7064 MOD 11-2)."""
    return CHECKS[sum(int(d) * w for d, w in zip(seventeen, WEIGHTS, strict=True)) % 11]


class Numbers:
    """Hands out numbers that nobody has yet.

    It starts from how many people of each sex were born on each day, so it needs
    no list of the numbers themselves, which are sealed in the database.
    """

    def __init__(self, born: dict[tuple[dt.date, str], int], phones: int) -> None:
        self._born = born
        self._phones = phones

    def is_free(self, day: dt.date, sex: str) -> bool:
        """Whether a day has a number left."""
        return self._born.get((day, sex), 0) < PER_DAY

    def id_no(self, day: dt.date, sex: str) -> str:
        """The next ID number of a day; the 17th digit is odd for men."""
        number = self._born.get((day, sex), 0)
        self._born[day, sex] = number + 1
        order = FIRST + 2 * number + (sex == "male")
        body = f"{AREA}{day:%Y%m%d}{order:03d}"
        return body + check_digit(body)

    def mobile(self) -> str:
        """A number of the block 139 0000; it starts again after ten thousand."""
        self._phones += 1
        return f"1390000{self._phones % 10000:04d}"
