"""The parameters about yearly returns."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import FILING, Declaration

PARAMETERS = (
    Declaration(
        "year_lock_date",
        _l("年度锁定日期"),
        FILING,
        ParameterKind.DAY_OF_YEAR,
        "03-31",
        hint=_l("在此日期之前（含当日），填报和汇总默认显示上一年度。"),
    ),
    Declaration(
        "annual_due_date",
        _l("年报截止日期"),
        FILING,
        ParameterKind.DAY_OF_YEAR,
        "02-28",
        hint=_l("上一年度数据须在次年的这一天前提交，待办按此计算剩余天数。"),
    ),
    Declaration(
        "jump_percent",
        _l("数据突变提示幅度"),
        FILING,
        ParameterKind.PERCENT,
        50,
        low=1,
        high=1000,
        hint=_l("与上年相比变化超过此幅度时，请填报人核对并说明。"),
    ),
    Declaration(
        "jump_units",
        _l("数据突变提示下限"),
        FILING,
        ParameterKind.INTEGER,
        10,
        low=0,
        high=100000,
        hint=_l("变化的数量不超过此数时不提示。"),
    ),
    Declaration(
        "ratio_supervisor",
        _l("监督人员占机构总人数"),
        FILING,
        ParameterKind.PERCENT,
        75,
        hint=_l("低于此比例的机构在汇总中标红。"),
    ),
    Declaration(
        "civil_per_installation",
        _l("每名安装专业人员对应的土建专业人员上限"),
        FILING,
        ParameterKind.INTEGER,
        6,
        _l("人"),
        low=1,
        high=100,
        hint=_l("持证监督人员中安装专业与土建专业之比不低于 1 比此数。"),
    ),
    *(
        Declaration(
            f"{key}_{level}",
            label,
            FILING,
            ParameterKind.INTEGER,
            default,
            unit,
            high=100000,
            hint=_l("低于此数的机构在填报时会收到提示。"),
        )
        for key, level, label, default, unit in (
            ("office_area", "prefecture", _l("市州级办公场所面积下限"), 400, _l("㎡")),
            ("office_area", "county", _l("县级办公场所面积下限"), 200, _l("㎡")),
            ("computers", "prefecture", _l("市州级计算机下限"), 6, _l("台")),
            ("computers", "county", _l("县级计算机下限"), 3, _l("台")),
        )
    ),
)
