"""R23, R24 and 记分通知书: the points of one person, of everybody in reach, and of one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates_schema

from app.core.base.masks import mask_id_number
from app.core.screens.organization_choices import organizations_seen
from app.core.tree.organization_tree import organization_names, tree
from app.demerits import presentation, queries
from app.demerits.choices import RECORD, SUMMARY, DemeritState
from app.demerits.queries import PersonPoints
from app.personnel.presentation import REVEAL, may_reveal_people
from app.reporting.blocks import block_of
from app.reporting.declaration import Band, Column, Condition, Page, Parameters, TableReport, serial

from .common import YEAR, Day, YearConditions, among, choice, count, prefecture_of
from .places import PlaceConditions, in_reach, place_conditions

SINCE, UNTIL = _l("记分时间（起）"), _l("记分时间（止）")
CYCLE = replace(YEAR, label=_l("记分周期"))
STATES = {
    one.value: one.label
    for one in (DemeritState.FILED, DemeritState.RETURNED, DemeritState.REVOKED)
}
GROUP = "group-"


def _is_band(value: str) -> None:
    if value and value not in queries.bands():
        raise ValidationError(str(_l("没有这个条件")))


class SummaryConditions(YearConditions, PlaceConditions):
    """记分周期, 记分时间起止, 市州, 机构, 记分机构, 累计分值段 and 审核状态."""

    class Meta(YearConditions.Meta, PlaceConditions.Meta):
        pass

    recorder = fields.String(load_default="")
    since = Day(SINCE, required=False)
    until = Day(UNTIL, required=False)
    band = fields.String(load_default="", validate=_is_band)
    state = fields.String(load_default="", validate=among(("", *STATES), _l("没有这种审核状态")))

    @validates_schema
    def in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        first, last = data["since"], data["until"]
        if first and last and first > last:
            raise ValidationError(str(_l("起止颠倒，请检查")), "until")


def _band_words() -> Mapping[str, Any]:
    return {
        key: f"{least} 分及以上" if most is None else f"{least}—{most} 分"
        for key, (least, most) in queries.bands().items()
    }


def _states(_chosen: Parameters) -> list[tuple[str, str]]:
    found = [(code, str(words)) for code, words in STATES.items()]
    return [("", str(DemeritState.PASSED.label)), *found]


PLACES = place_conditions(RECORD)
CONDITIONS = (
    CYCLE,
    Condition("since", SINCE, is_day=True),
    Condition("until", UNTIL, is_day=True),
    *PLACES,
    replace(PLACES[1], name="recorder", label=_l("记分机构")),
    Condition("band", _l("累计分值段"), choice(_band_words)),
    Condition("state", _l("审核状态"), _states),
)


def _is_allowed(parameters: Parameters) -> bool:
    seen = {"", *(str(node.id) for node in organizations_seen(RECORD))}
    return in_reach(RECORD)(parameters) and parameters["recorder"] in seen


# --- R24 ------------------------------------------------------------------------------------


def _rows(**asked: Any) -> Iterator[dict[str, Any]]:
    """In the order of 市州, organizations and names."""
    is_plain, nodes = may_reveal_people(), tree()
    order = {number: place for place, number in enumerate(nodes)}
    groups = queries.groups_in(asked)
    found = queries.people_with_points(asked)
    found.sort(key=lambda one: (order.get(one.record.subject_id, 0), one.record.name))
    places = [prefecture_of(nodes[one.record.subject_id]) for one in found]
    # Those of one 市州 stand together, in the order in which each comes first.
    rank = {place: number for number, place in enumerate(dict.fromkeys(places))}
    for place, one in sorted(zip(places, found, strict=True), key=lambda pair: rank[pair[0]]):
        yield _row(place, one, groups, is_plain=is_plain)


def _row(place: str, one: PersonPoints, groups: Sequence[str], *, is_plain: bool) -> dict[str, Any]:
    record = one.record
    settled = max((measure.settled for measure in one.measures), default=0)
    return {
        "place": place,
        "organization": organization_names().get(record.subject_id, ""),
        "name": record.name,
        "id_no": record.id_no if is_plain else mask_id_number(record.id_no),
        "types": presentation.certificate_types(record),
        **{f"{GROUP}{n}": one.by_group.get(group, 0) for n, group in enumerate(groups)},
        "count": one.count,
        "total": one.total,
        "measures": "、".join(str(measure.kind.label) for measure in one.measures),
        "last_on": one.last_on,
        "remark": f"已处理 {settled} 分" if settled else "",
    }


def _columns(groups: Sequence[str]) -> tuple[Column | Band, ...]:
    return (
        serial(),
        Column("place", "市州", 18),
        Column("organization", "单位名称", 52),
        Column("name", "姓名", 18),
        Column("id_no", "身份证号", 40),
        Column("types", "证书类别", 16, align="center"),
        Band(
            "记分次数与分值",
            tuple(count(f"{GROUP}{n}", group, 16) for n, group in enumerate(groups)),
        ),
        count("count", "记分次数", 14),
        count("total", "累计记分", 14),
        Column("measures", "措施", 40),
        Column("last_on", "最近记分时间", 24, "date"),
        Column("remark", "备注", 26),
    )


def _by_groups(report: TableReport, parameters: Parameters) -> TableReport:
    """Columns follow the groups of the reasons (ruling 20); below, what was given how often."""
    made = replace(report, columns=_columns(queries.groups_in(parameters)))
    reasons = block_of(made, "记分事由统计", REASONS, _reasons, group_key="place")
    return replace(made, blocks=(reasons,))


REASONS = (
    serial(),
    Column("place", "市州", 24, merge=True),
    Column("code", "代码", 20, align="center"),
    Column("text", "记分事由", 140),
    count("times", "次数", 18),
    count("points", "分值", 18),
)


def _reasons(**asked: Any) -> Iterator[dict[str, Any]]:
    """What was given in each 市州, in the order of these."""
    nodes = tree()
    names = list(dict.fromkeys(prefecture_of(node) for node in nodes.values()))
    found: dict[tuple[int, str, str], tuple[int, int]] = {}
    for subject, code, text, times, points in queries.points_by_reason(asked):
        key = (names.index(prefecture_of(nodes[subject])), code, text)
        before = found.get(key, (0, 0))
        found[key] = (before[0] + times, before[1] + points)
    for (place, code, text), (times, points) in sorted(found.items()):
        told = {"place": names[place], "code": code, "text": text}
        yield {**told, "times": times, "points": points}


def _subtitle(parameters: Parameters) -> str:
    """The conditions that were chosen."""
    names = organization_names()
    told = {
        "记分周期": f"{parameters['year']} 年",
        "记分时间": _term(parameters["since"], parameters["until"]),
        "记分机构": names.get(int(parameters["recorder"] or 0), ""),
        "累计分值段": _band_words().get(parameters["band"], ""),
        "审核状态": str(STATES.get(parameters["state"], DemeritState.PASSED.label)),
    }
    return "　　".join(f"{name}：{words}" for name, words in told.items() if words)


def _term(first: str, last: str) -> str:
    return f"{first or '…'} 至 {last or '…'}" if first or last else ""


def _people_words(parameters: Parameters) -> str:
    return f"记分人数 {queries.count_people(parameters)} 人。"


DEMERIT_SUMMARY = TableReport(
    name=SUMMARY,
    title="监督人员动态考核记分总汇表",
    screen=RECORD,
    resource=RECORD,
    button=_l("导出记分总汇表"),
    schema=SummaryConditions,
    conditions=CONDITIONS,
    rows=_rows,
    columns=_columns(("类别",)),
    vary=_by_groups,
    keys=4,
    group_key="place",
    subtitle=_subtitle,
    unit="次、分",
    notes=(_people_words,),
    page=Page("A3", landscape=True, font_pt=8),
    allowed=_is_allowed,
    reported=lambda _asked: [node.id for node in organizations_seen(RECORD)],
    widened_by=(("oversee", RECORD), REVEAL),
)

REPORTS = (DEMERIT_SUMMARY,)
