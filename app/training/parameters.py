"""What an office decides about training."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup

TRAINING = ParameterGroup(_l("培训"), 30)
PARAMETERS = (
    Declaration(
        "train_hours",
        _l("培训学时"),
        TRAINING,
        ParameterKind.INTEGER,
        24,
        _l("学时"),
        low=1,
        high=999,
        hint=_l("新增档期时的默认学时。"),
    ),
    Declaration(
        "train_most_days",
        _l("一期培训的最长天数"),
        TRAINING,
        ParameterKind.INTEGER,
        60,
        _l("天"),
        low=1,
        high=366,
        hint=_l("档期从开始日期到结束日期最多的天数，签到表每天一栏。"),
    ),
    Declaration(
        "train_check_in_days",
        _l("报到时间最早提前天数"),
        TRAINING,
        ParameterKind.INTEGER,
        7,
        _l("天"),
        low=0,
        high=60,
        hint=_l("报到时间不早于培训开始日期之前的天数。"),
    ),
    Declaration(
        "pass_mark",
        _l("考核合格线"),
        TRAINING,
        ParameterKind.INTEGER,
        60,
        _l("分"),
        low=0,
        high=100,
        hint=_l("新增档期时各科目的默认合格线，满分 100。"),
    ),
    Declaration(
        "city_pre_review_enroll",
        _l("县级培训报名先经市州审核"),
        TRAINING,
        ParameterKind.YES_NO,
        default=True,
        hint=_l("开启后，县级机构的培训报名先由市州级管理员或领导审核，再由省级审核。"),
    ),
    Declaration(
        "enrol_waiting_list",
        _l("继续教育报名候补"),
        TRAINING,
        ParameterKind.YES_NO,
        default=True,
        hint=_l("开启后，机构额度已满的档期可以候补，名额空出时按报名时间依次递补。"),
    ),
    Declaration(
        "proposal_soon_weight",
        _l("额度建议中90天内到期的权重"),
        TRAINING,
        ParameterKind.INTEGER,
        2,
        _l("倍"),
        low=1,
        high=10,
        hint=_l(
            "按需求生成额度建议时，90天内到期的持证人员按此倍数计算，其余180天内到期的按 1 倍。"
        ),
    ),
    Declaration(
        "proposal_minimum",
        _l("额度建议中每个机构的最低名额"),
        TRAINING,
        ParameterKind.INTEGER,
        1,
        _l("个"),
        low=0,
        high=10,
        hint=_l(
            "按需求生成额度建议时，有持证人员的机构至少得到的名额；名额不足时先给需求大的机构。"
        ),
    ),
    Declaration(
        "allocate_is_approval",
        _l("分配名额视同市州审核通过"),
        TRAINING,
        ParameterKind.YES_NO,
        default=True,
        hint=_l("开启后，未审核的新进人员报名可直接分配名额；关闭后须先由市州审核通过。"),
    ),
    Declaration(
        "attendance_rate",
        _l("考核合格的最低到课率"),
        TRAINING,
        ParameterKind.INTEGER,
        90,
        "%",
        low=0,
        high=100,
        hint=_l("到课学时达到档期学时的此比例，且各科成绩合格，考核才合格。"),
    ),
    Declaration(
        "makeup_months",
        _l("补考期限"),
        TRAINING,
        ParameterKind.INTEGER,
        6,
        _l("个月"),
        low=0,
        high=24,
        hint=_l("培训结束后此期限内，考核不合格或缺考的人员可补考一次。"),
    ),
    *(
        Declaration(
            key,
            label,
            TRAINING,
            ParameterKind.INTEGER,
            years,
            _l("年"),
            low=0,
            high=30,
            hint=_l("从事工程管理或监督年限少于此数时，新进人员培训报名须填写不符合说明。"),
        )
        for key, label, years in (
            ("enrol_years_quality", _l("报考质量监督证的最低从业年限"), 3),
            ("enrol_years_safety", _l("报考安全监督证的最低从业年限"), 2),
        )
    ),
)
