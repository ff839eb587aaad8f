"""监督工程情况: the table of projects and the figures of supervision, each declared once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled, OrganizationKind

from .common import (
    CASES,
    ITEMS,
    PERSONS,
    PIECES,
    PROJECTS,
    SHEETS,
    TIMES,
    WAN,
    Figure,
    FigureBlock,
    Kind,
)


class ProjectCategory(Labelled):
    """Rows of the project table (2.4 A)."""

    HOUSING = "housing", _l("房屋建筑—住宅")
    PUBLIC = "public", _l("房屋建筑—公共建筑")
    INDUSTRIAL = "industrial", _l("房屋建筑—工业建筑")
    MUNICIPAL = "municipal", _l("市政基础设施")
    TRANSIT = "transit", _l("城市轨道交通")
    OTHER = "other", _l("其他")


BUILDINGS = (ProjectCategory.HOUSING, ProjectCategory.PUBLIC, ProjectCategory.INDUSTRIAL)
WITH_LENGTH = (ProjectCategory.MUNICIPAL, ProjectCategory.TRANSIT)


class ProjectFlow(Labelled):
    """Column groups of the project table; 年末在监 is computed from these four."""

    CARRIED = "carried", _l("上年末结转在监")
    NEW = "new", _l("本年新受监（新报监）")
    COMPLETED = "completed", _l("本年竣工验收")
    ENDED = "ended", _l("本年终止（中止）监督")


# 年末在监 = 结转 + 新受监 − 竣工 − 终止
SIGN = {
    ProjectFlow.CARRIED: 1,
    ProjectFlow.NEW: 1,
    ProjectFlow.COMPLETED: -1,
    ProjectFlow.ENDED: -1,
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured quantity of the project table."""

    key: str
    label: Any
    unit: Any
    kind: Kind


MEASURES = (
    Measure("projects", _l("项目数"), _l("个"), "count"),
    Measure("units", _l("单位工程数"), _l("个"), "count"),
    Measure("area", _l("建筑面积"), _l("万㎡"), "amount"),
    Measure("length", _l("长度"), _l("km"), "amount"),
    Measure("cost", _l("工程造价"), _l("万元"), "amount"),
)


PROJECT_SECTIONS = (
    FigureBlock(
        "quality",
        _l("质量监督"),
        (
            Figure("quality_checks", _l("质量监督检查次数"), TIMES),
            Figure("quality_check_people", _l("质量监督检查人次"), _l("人次")),
            Figure("spot_tests", _l("监督抽测次数"), TIMES),
            Figure("spot_tests_failed", _l("抽测不合格次数"), TIMES, part_of="spot_tests"),
            Figure("foundation_acceptances", _l("参加地基基础验收监督次数"), TIMES),
            Figure("structure_acceptances", _l("参加主体结构验收监督次数"), TIMES),
            Figure("completion_acceptances", _l("参加竣工验收监督次数"), TIMES),
            Figure("quality_rectifications", _l("质量整改通知书"), SHEETS),
            Figure(
                "quality_rectified",
                _l("其中：已整改完成"),
                SHEETS,
                part_of="quality_rectifications",
            ),
            Figure("quality_stop_works", _l("质量停工（局部暂停施工）通知书"), SHEETS),
            Figure("supervision_reports", _l("出具质量监督报告"), SHEETS),
            Figure("reports_overdue", _l("其中：逾期"), SHEETS, part_of="supervision_reports"),
            Figure("quality_complaints", _l("质量投诉受理"), PIECES),
            Figure(
                "quality_complaints_closed",
                _l("质量投诉办结"),
                PIECES,
                compared_with="quality_complaints",
            ),
            Figure("quality_reviews", _l("质量管理标准化考评项目数"), PROJECTS),
            Figure(
                "quality_reviews_failed",
                _l("其中：考评不合格"),
                PROJECTS,
                part_of="quality_reviews",
            ),
        ),
        hidden_for=OrganizationKind.SAFETY,
    ),
    FigureBlock(
        "safety",
        _l("安全监督"),
        (
            Figure("safety_checks", _l("安全监督检查次数"), TIMES),
            Figure("safety_check_people", _l("安全监督检查人次"), _l("人次")),
            Figure("safety_rectifications", _l("安全整改通知书"), SHEETS),
            Figure(
                "safety_rectified", _l("其中：已整改完成"), SHEETS, part_of="safety_rectifications"
            ),
            Figure("safety_stop_works", _l("安全停工通知书"), SHEETS),
            Figure("high_risk_works", _l("在监危大工程数"), _l("项")),
            Figure(
                "high_risk_oversized",
                _l("其中：超过一定规模"),
                _l("项"),
                part_of="high_risk_works",
            ),
            Figure("lifting_machinery", _l("在用建筑起重机械"), _l("台")),
            Figure("safety_complaints", _l("安全投诉受理"), PIECES),
            Figure(
                "safety_complaints_closed",
                _l("安全投诉办结"),
                PIECES,
                compared_with="safety_complaints",
            ),
            Figure("safety_reviews", _l("安全生产标准化考评项目数"), PROJECTS),
            Figure(
                "safety_reviews_failed",
                _l("其中：考评不合格"),
                PROJECTS,
                part_of="safety_reviews",
            ),
        ),
        hidden_for=OrganizationKind.QUALITY,
    ),
    FigureBlock(
        "enforcement",
        _l("执法"),
        (
            Figure("penalties", _l("行政处罚立案"), CASES),
            Figure("penalties_quality", _l("其中：质量"), CASES),
            Figure("penalties_safety", _l("其中：安全"), CASES),
            Figure("penalties_closed", _l("行政处罚结案"), CASES, compared_with="penalties"),
            Figure("fines", _l("罚款"), WAN, "amount"),
            Figure("transferred", _l("移送（移交）案件"), CASES),
            Figure("misconduct_companies", _l("不良行为记录（企业）"), ITEMS),
            Figure("misconduct_people", _l("不良行为记录（人员）"), ITEMS),
            Figure("managers_scored", _l("项目经理记分人次"), _l("人次")),
            Figure("managers_points", _l("项目经理记分分值"), _l("分")),
            Figure("talks", _l("约谈"), TIMES),
            Figure("criticisms", _l("通报批评"), TIMES),
        ),
    ),
    FigureBlock(
        "accidents",
        _l("事故"),
        (
            Figure("quality_accidents", _l("质量事故起数"), CASES),
            Figure("quality_loss", _l("质量事故直接经济损失"), WAN, "amount"),
            Figure("accidents_ordinary", _l("安全事故：一般"), CASES),
            Figure("accidents_larger", _l("安全事故：较大"), CASES),
            Figure("accidents_major", _l("安全事故：重大"), CASES),
            Figure("accidents_extreme", _l("安全事故：特别重大"), CASES),
            Figure("deaths", _l("死亡"), PERSONS),
            Figure("severe_injuries", _l("重伤"), PERSONS),
            Figure("accident_loss", _l("安全事故直接经济损失"), WAN, "amount"),
        ),
    ),
    FigureBlock(
        "other",
        _l("其他"),
        (
            Figure("coverage", _l("监督覆盖率"), "%", "amount", optional=True),
            Figure("first_pass_rate", _l("一次验收合格率"), "%", "amount", optional=True),
            Figure("awards_luban", _l("鲁班奖"), PROJECTS),
            Figure("awards_furong", _l("芙蓉奖"), PROJECTS),
            Figure("awards_province", _l("省优质工程"), PROJECTS),
            Figure("special_checks", _l("专项检查次数"), TIMES),
            Figure("archives", _l("监督档案归档数"), _l("卷")),
        ),
    ),
)


def figures() -> Iterator[Figure]:
    """Every figure of the project return, in the order of the form."""
    for section in PROJECT_SECTIONS:
        yield from section.figures


def sections_for(kind: OrganizationKind) -> list[FigureBlock]:
    """The sections that an organization of this kind fills in."""
    return [section for section in PROJECT_SECTIONS if section.hidden_for is not kind]
