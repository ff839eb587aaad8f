"""The parameters about the life of certificates (specification 3.4)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration
from app.personnel.parameters import CERTIFICATES

PARAMETERS = (
    Declaration(
        "cert_valid_months",
        _l("证书有效期"),
        CERTIFICATES,
        ParameterKind.INTEGER,
        24,
        _l("个月"),
        low=1,
        high=120,
        hint=_l("没有写明有效期止的证书，按有效期起加此期限计算。"),
    ),
    Declaration(
        "expired_grace_months",
        _l("证书过期后可延续的期限"),
        CERTIFICATES,
        ParameterKind.INTEGER,
        6,
        _l("个月"),
        low=0,
        high=36,
        hint=_l("过期不超过此期限的，可通过继续教育延续；超过的须重新参加新进人员培训。"),
    ),
    Declaration(
        "checks_per_minute",
        _l("证书核验次数"),
        CERTIFICATES,
        ParameterKind.INTEGER,
        20,
        _l("次/分钟"),
        low=5,
        high=1000,
        hint=_l("同一网络地址每分钟可核验的次数，超过后须稍候。"),
    ),
)
