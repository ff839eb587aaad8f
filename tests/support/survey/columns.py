"""The columns of the survey summaries R03 to R06, as the manual lists them."""

from __future__ import annotations

from typing import NamedTuple

from tests.support.paper import Heads

ALL = "survey_all"
TITLES = {
    "survey_joint": "质量安全监督合署机构调查汇总表",
    "survey_quality": "独立质量监督机构调查汇总表",
    "survey_safety": "独立安全监督机构调查汇总表",
    ALL: "全部监督机构调查汇总表",
}
REPORTS = tuple(TITLES)
SINGLE = REPORTS[:3]
KINDS = {"joint": "合署", "quality": "独立质量", "safety": "独立安全"}
LEVELS = {"province": "省级", "prefecture": "市州级", "county": "县级"}
RESULTS = {"passed": "合格", "barely": "基本合格", "failed": "不合格"}
NONE = "—"
REPEATED = 3  # 序号, 市州 and 机构名称 begin every strip.


class Column(NamedTuple):
    """A column: its band (its own title where none), title, source, and how it is printed."""

    band: str
    title: str
    name: str
    form: str = "text"


def _band(title: str, *columns: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(title, *column) for column in columns)


def _alone(title: str, name: str, form: str = "text") -> Column:
    return Column(title, title, name, form)


_BEFORE = (
    _alone("序号", "serial"),
    _alone("市州", "place"),
    _alone("机构名称", "name"),
    _alone("机构类别", "kind"),
    _alone("机构级别", "level"),
    _alone("主管部门", "competent_department"),
    *_band("成立情况", ("批准文号", "approval_no"), ("成立日期", "established_on")),
    _alone("机构性质", "nature"),
    _alone("经费形式", "funding_type"),
    *_band("负责人", ("姓名", "head_name"), ("职务", "head_position"), ("电话", "head_mobile")),
)
_PEOPLE = _band(
    "人员（人）",
    ("编制", "posts_total", "count"),
    ("在职", "on_duty", "count"),
    ("在编", "authorized", "count"),
    ("聘用", "contract", "count"),
    ("借出", "seconded_out", "count"),
)
_CERTIFIED_TITLE = "持证监督人员（人）"
_CERTIFIED = ("合计", "certified", "count")
_SHARE = ("占比(%)", "certified/on_duty", "percent")
_HOLDERS = {
    "survey_quality": (("质量(含双证)", "quality_all", "count"), ("其中双证", "dual", "count")),
    "survey_safety": (("安全(含双证)", "safety_all", "count"), ("其中双证", "dual", "count")),
}
_SPLIT = (
    ("质量(不含双证)", "quality_only", "count"),
    ("安全(不含双证)", "safety_only", "count"),
    ("双证", "dual", "count"),
)
_TITLED = _band(
    "职称（人）",
    ("高级", "title_level.senior", "count"),
    ("中级", "title_level.intermediate", "count"),
    ("初级", "title_level.junior", "count"),
)
_TRAINED = _band(
    "专业（人）",
    ("土建", "specialty.civil", "count"),
    ("安装", "specialty.installation", "count"),
    ("市政", "specialty.municipal", "count"),
    ("机械", "specialty.machinery", "count"),
    ("其他", "specialty.other", "count"),
)
_PROJECTS = (
    *_band(
        "年末在监工程",
        ("房建(个)", "buildings", "count"),
        ("房建面积(万㎡)", "buildings_area", "amount"),
        ("市政(个)", "municipal", "count"),
        ("轨道(个)", "transit", "count"),
        ("造价(万元)", "cost", "amount"),
    ),
    _alone("人均在监面积(万㎡)", "area/certified", "mean"),
)
_QUALITY = _band(
    "质量监督",
    ("检查(次)", "quality_checks", "count"),
    ("抽测(次)", "spot_tests", "count"),
    ("整改(份)", "quality_rectifications", "count"),
    ("监督报告(份)", "supervision_reports", "count"),
)
_SAFETY = _band(
    "安全监督",
    ("检查(次)", "safety_checks", "count"),
    ("整改(份)", "safety_rectifications", "count"),
    ("停工(份)", "safety_stop_works", "count"),
    ("危大工程(项)", "high_risk_works", "count"),
)
_PENALTIES = _band("行政处罚", ("起数", "penalties", "count"), ("金额(万元)", "fines", "amount"))
_ACCIDENTS = _band(
    "事故",
    ("质量(起)", "quality_accidents", "count"),
    ("安全(起)", "safety_accidents", "count"),
    ("死亡(人)", "deaths", "count"),
)
_MONEY = _band(
    "经费（万元）",
    ("是否全额保障", "fully_covered", "text"),
    ("应拨", "budgeted", "amount"),
    ("实拨", "received", "amount"),
    ("到位率(%)", "received/budgeted", "percent"),
)
_EQUIPMENT = _band(
    "装备",
    ("办公面积(㎡)", "office_area", "amount"),
    ("车辆", "vehicles", "count"),
    ("仪器(台套)", "instruments", "count"),
)
_VERIFIED = _band(
    "资格验证", ("证书编号", "certificate_no"), ("有效期至", "valid_to"), ("结果", "result")
)
_LEFT_OUT = {
    "survey_joint": {"kind"},
    "survey_quality": {"kind", "safety_accidents", *(column.name for column in _SAFETY)},
    "survey_safety": {"kind", "quality_accidents", *(column.name for column in _QUALITY)},
    ALL: set(),
}


def columns(report: str) -> list[Column]:
    """The columns of a report in their order."""
    holders = (_CERTIFIED, *_HOLDERS.get(report, _SPLIT), _SHARE)
    found = (*_BEFORE, *_PEOPLE, *_band(_CERTIFIED_TITLE, *holders), *_TITLED, *_TRAINED)
    found += (*_PROJECTS, *_QUALITY, *_SAFETY, *_PENALTIES, *_ACCIDENTS, *_MONEY, *_EQUIPMENT)
    return [one for one in (*found, *_VERIFIED) if one.name not in _LEFT_OUT[report]]


def heads(report: str) -> Heads:
    """Both words of each column's heading, from above; one word twice where it stands alone."""
    return [(one.band, one.title) for one in columns(report)]


def label_span(report: str) -> int:
    """How many columns the label of a line of sums covers: all before 编制."""
    return [one.title for one in columns(report)].index("编制")
