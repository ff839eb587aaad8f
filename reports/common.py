"""What several reports declare alike: the year, its checks, and kinds of columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, ValidationError, fields

from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.core.base.ids import is_id
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import Node, TreeDivision, divisions, prefectures
from app.core.web.years import switch_years
from app.organizations import queries
from app.reporting.declaration import Column, Condition, Parameters

KINDS = {kind.value: kind.label for kind in OrganizationKind}


def among(allowed: Container[Any], words: Any) -> Callable[[Any], None]:
    """A check whose words wait for the language of whoever asks."""

    def check(value: Any) -> None:
        if value not in allowed:
            raise ValidationError(str(words))

    return check


def _has_begun(year: int) -> None:
    """V16: from the first year up to the current one."""
    first, last = parameter("first_year"), clock.year()
    if not first <= year <= last:
        words = _("年度应在 %(first)d 至 %(last)d 之间", first=first, last=last)
        raise ValidationError(words)


def as_of(parameters: Parameters) -> dt.date | None:
    """The day up to which the data of a year goes that is not closed."""
    year, today = parameters["year"], clock.today()
    return None if year < today.year and queries.year_lock(year) else today


class Day(fields.String):
    """A day that was typed or chosen; it stays a text, as it stands in addresses and jobs."""

    def __init__(self, label: Any, *, required: bool = True) -> None:
        words = {"required": _l("请选择%(label)s", label=label)}
        blank: Any = {"required": True} if required else {"load_default": ""}
        super().__init__(error_messages=words, **blank)
        self._label = label

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text = super()._deserialize(value, attr, data, **more)
        if not text:
            if self.required:
                raise self.make_error("required")
            return ""
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            words = _("%(label)s应为日期，例如 2026-03-31", label=self._label)
            raise ValidationError(words) from None
        if not EARLIEST <= day.year <= LATEST:
            raise ValidationError(_("%(label)s不在有效范围内", label=self._label))
        return day.isoformat()


class RecordId(fields.Integer):
    """The number of the record that a form is about, as it arrives in addresses."""

    def __init__(self, words: Any) -> None:
        super().__init__(required=True, error_messages={"required": words, "invalid": words})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if not is_id(str(value)):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **more)


class RecordIds(fields.String):
    """The numbers of the records that a form is about, each once, as addresses carry them: 3,7."""

    def __init__(self, words: Any, most: int) -> None:
        super().__init__(required=True, error_messages={"required": words, "invalid": words})
        self._most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        ids = list(dict.fromkeys(str(value).split(",")))
        if not all(map(is_id, ids)):
            raise self.make_error("invalid")
        if len(ids) > self._most:
            raise ValidationError(_("一次最多打印 %(n)d 份", n=self._most))
        return ",".join(ids)


def ids_in(text: str) -> list[int]:
    """The numbers of `RecordIds`."""
    return [int(one) for one in text.split(",")]


def paper_condition(papers: Sequence[str]) -> Condition:
    """纸张, among those that a report is printed on; the office's stands first."""
    offers = [(paper, paper) for paper in papers]
    return Condition("paper", _l("纸张"), lambda _chosen: offers, required=True)


# Days that forms take.
EARLIEST, LATEST = 1900, 2200


class YearConditions(Schema):
    """Conditions that begin with 统计年度."""

    error_messages = {"unknown": _l("没有这个条件")}

    class Meta:
        unknown = RAISE

    year = fields.Integer(
        required=True,
        validate=_has_begun,
        error_messages={"required": _l("请选择统计年度"), "invalid": _l("请选择统计年度")},
    )


def _years(chosen: Parameters) -> list[tuple[str, str]]:
    """The years of the top bar; an older one that was asked for stays."""
    years = sorted({*switch_years(), chosen["year"]}, reverse=True)
    return [(str(year), _("%(year)d 年", year=year)) for year in years]


YEAR = Condition("year", _l("统计年度"), _years, required=True, decides=True)


def prefecture_in(year: int, code: str) -> TreeDivision | None:
    """A prefecture as it was in a year; None where the code named none."""
    return next((one for one in prefectures(clock.last_day(year)) if one.code == code), None)


def every() -> tuple[str, str]:
    """The first choice of a condition that may be left open."""
    return ("", _("全部"))


def choice(words: Callable[[], Mapping[str, Any]]) -> Callable[[Parameters], list[tuple[str, str]]]:
    """What a condition offers that may be left open, by code."""
    return lambda _chosen: [every(), *((code, str(word)) for code, word in words().items())]


def several(words: Callable[[], Mapping[str, Any]]) -> Callable[[Parameters], Any]:
    """The same where one alone would be no choice."""
    return lambda chosen: choice(words)(chosen) if len(words()) > 1 else []


def searched(_chosen: Parameters) -> str:
    """Where organizations are looked for that are too many for a list."""
    return url_for("OrganizationChoicesView.find")


def searched_then(chosen: Parameters) -> str:
    """The same among those of the chosen year's end."""
    return url_for("OrganizationChoicesView.find", year=chosen["year"])


def prefecture_of(node: Node) -> str:
    """What stands in the column 市州."""
    place = divisions().get(node.prefecture_code or "")
    return place.name if place else THE_PROVINCE


def first_day(_chosen: Parameters) -> str:
    """The first day of the year, by which a time begins if nobody says otherwise."""
    return f"{clock.year()}-01-01"


def last_day(_chosen: Parameters) -> str:
    """The last day of the year."""
    return f"{clock.year()}-12-31"


# Organizations that lie in no prefecture.
THE_PROVINCE = "省本级"


def not_filed_words(found: Mapping[tuple[str, ...], Sequence[str]]) -> str:
    """The 未填报 line: how many organizations lack each part, and who lacks which, each once."""
    if not found:
        return ""
    words = {part: str(word) for part, word in queries.PART_WORDS.items()}
    counts = {
        word: sum(len(names) for parts, names in found.items() if part in parts)
        for part, word in words.items()
    }
    numbers = "，".join(f"{word} {count} 个" for word, count in counts.items() if count)
    named = "；".join(
        f"{'、'.join(words[part] for part in parts)}：{'、'.join(names)}"
        for parts, names in found.items()
    )
    return f"未填报机构（不计入相应合计和比率）：{numbers}。{named}"


def count(key: str, title: str, mm: float = 8, adds: tuple[str, ...] = ()) -> Column:
    """A number of pieces that is added up; `adds` are the columns whose sum each row has here."""
    return Column(key, title, mm, "int", agg="sum", adds=adds)


def amount(key: str, title: str, mm: float = 13) -> Column:
    """An amount with two decimals that is added up."""
    return Column(key, title, mm, "dec2", agg="sum")


# 填报说明 of the tables: what is counted, and how.
GUIDE = (
    "1．统计范围为统计年度末已设立的监督机构，以已提交的年度填报为准，"
    "草稿和退回补正的不计入，未填报的留空。\n"
    "2．人员为在职工作人员，以往年度为当年12月31日的在职人员；职称“初级”含员级。\n"
    "3．各行的比率按本行数值计算，合计、小计行不是各行比率的平均数。"
)
SURVEY_GUIDE = (
    f"{GUIDE}\n4．人均在监面积为已填报工程的机构年末在监工程面积（含市政等各类工程）"
    "与其持证监督人员之比。"
)

# Whether 双证 are counted under 质量 and 安全, said the same way on every report.
ALONE, AMONG = "(不含双证)", "(含双证)"
# R02, R03 and R06 count holders of one certificate alone beside those of both.
ALONE_NOTE = f"持证监督人员中“质量{ALONE}”“安全{ALONE}”为只持有该证的人员，与“双证”之和为持证合计。"


def holders_alone() -> tuple[Column, ...]:
    """持证 and its parts as R02, R03 and R06 count them: 质量 and 安全 alone, beside 双证."""
    return (
        count("certified", "合计", adds=("quality_only", "safety_only", "dual")),
        count("quality_only", f"质量{ALONE}"),
        count("safety_only", f"安全{ALONE}"),
        count("dual", "双证"),
    )


def percent(key: str, title: str, parts: tuple[str, str]) -> Column:
    """A percentage that is divided anew in every line."""
    return Column(key, title, 9.5, "pct", ratio=parts)
