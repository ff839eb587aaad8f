"""What the office may set about accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.kernel_parameters import SIGN_IN
from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration

PARAMETERS = (
    Declaration(
        "unused_account_days",
        _l("账号长期未登录天数"),
        SIGN_IN,
        ParameterKind.INTEGER,
        90,
        _l("天"),
        low=30,
        high=730,
        hint=_l("超过此天数没有登录的账号，在用户管理中提示。"),
    ),
)
