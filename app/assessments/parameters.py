"""What an office decides about assessments."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup

ASSESSMENT = ParameterGroup(_l("规范化考核"), 40)
COUNT = ParameterKind.INTEGER

PARAMETERS = (
    *(
        Declaration(
            key,
            label,
            ASSESSMENT,
            COUNT,
            score,
            _l("分"),
            high=100,
            hint=_l("得分不低于此分数的，为该等次；提交时的等次以后不再改变。"),
        )
        for key, label, score in (
            ("grade_excellent", _l("优秀分数线"), 90),
            ("grade_passed", _l("合格分数线"), 80),
            ("grade_barely", _l("基本合格分数线"), 70),
        )
    ),
    Declaration(
        "min_projects_group",
        _l("监督组考核最少项目数"),
        ASSESSMENT,
        COUNT,
        1,
        _l("个"),
        low=1,
        high=20,
    ),
    Declaration(
        "min_projects_level",
        _l("层级考核最少项目数"),
        ASSESSMENT,
        COUNT,
        2,
        _l("个"),
        low=1,
        high=20,
    ),
    Declaration(
        "assess_backfill_days",
        _l("考核补录期限"),
        ASSESSMENT,
        COUNT,
        30,
        _l("天"),
        high=365,
        hint=_l("季度或半年结束后超过此天数提交的，须填写补录说明。"),
    ),
)
