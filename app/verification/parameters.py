"""The thresholds that an organization must reach (specification 1.4), and terms of a verification.

Those that the filing forms warn of as well stand with the returns.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup

VERIFICATION = ParameterGroup(_l("资格验证"), 15)
COUNT = ParameterKind.INTEGER

PARAMETERS = (
    Declaration(
        "min_supervisors_prefecture",
        _l("市州级持证监督人员下限"),
        VERIFICATION,
        COUNT,
        9,
        _l("人"),
        high=1000,
    ),
    Declaration(
        "min_supervisors_county",
        _l("县级持证监督人员下限"),
        VERIFICATION,
        COUNT,
        3,
        _l("人"),
        high=1000,
    ),
    Declaration(
        "min_municipal",
        _l("市政专业持证监督人员下限"),
        VERIFICATION,
        COUNT,
        2,
        _l("人"),
        high=1000,
        hint=_l("只对监督范围包含市政基础设施的机构提出要求。"),
    ),
    Declaration(
        "workload_limit",
        _l("人均在监面积上限"),
        VERIFICATION,
        COUNT,
        30,
        _l("万㎡"),
        low=1,
        high=10_000,
    ),
    Declaration(
        "verification_years",
        _l("资格验证有效期"),
        VERIFICATION,
        COUNT,
        3,
        _l("年"),
        low=1,
        high=20,
        hint=_l("新增验证记录时，有效期止按此推算，可以修改。"),
    ),
    *(
        Declaration(
            key,
            label,
            VERIFICATION,
            COUNT,
            score,
            _l("分"),
            high=100,
            hint=_l("考核得分低于此分数时，验证结果不能高于相应等次；因关键项降等不受限制。"),
        )
        for key, label, score in (
            ("verification_pass_score", _l("验证合格分数线"), 80),
            ("verification_barely_score", _l("验证基本合格分数线"), 70),
        )
    ),
    Declaration(
        "verification_warn_days",
        _l("资格到期提醒"),
        VERIFICATION,
        ParameterKind.DAYS,
        (180, 90, 30),
        _l("天"),
        low=1,
        high=730,
        hint=_l("到期前的提醒天数；剩余天数不超过其中最大的一个时，证书显示为“即将到期”。"),
    ),
)
