"""The parameters about people and their certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup

CERTIFICATES = ParameterGroup(_l("证书"), 20)
PEOPLE = ParameterGroup(_l("在职人员"), 25)

PARAMETERS = (
    Declaration(
        "cert_warn_days",
        _l("证书到期提醒"),
        CERTIFICATES,
        ParameterKind.DAYS,
        (90, 30),
        _l("天"),
        low=1,
        high=730,
        hint=_l("到期前的提醒天数；剩余天数不超过其中最大的一个时，证书显示为“即将到期”。"),
    ),
    # The ages from which a person in an authorized post is listed (V03 Q).
    *(
        Declaration(
            key,
            label,
            PEOPLE,
            ParameterKind.INTEGER,
            default,
            _l("岁"),
            low=45,
            high=75,
            hint=_l("在编人员满此年龄后列入数据质量清单和资格雷达。"),
        )
        for key, label, default in (
            ("retirement_age_men", _l("男性退休年龄"), 60),
            ("retirement_age_women", _l("女性退休年龄"), 55),
        )
    ),
)
