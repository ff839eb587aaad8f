"""What an office decides about the way of applications."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration
from app.personnel.parameters import CERTIFICATES

PARAMETERS = (
    Declaration(
        "city_pre_review_cert",
        _l("县级证书业务先经市州初审"),
        CERTIFICATES,
        ParameterKind.YES_NO,
        default=False,
        hint=_l("开启后，县级机构的变更、注销、补办申请先由市州级管理员或领导初审。"),
    ),
    Declaration(
        "province_leader_sign",
        _l("办结由省级领导签批"),
        CERTIFICATES,
        ParameterKind.YES_NO,
        default=False,
        hint=_l("开启后，已受理的证书业务由省级领导办结；关闭时由省级审核办结。"),
    ),
    Declaration(
        "accept_days",
        _l("证书业务受理期限"),
        CERTIFICATES,
        ParameterKind.INTEGER,
        5,
        _l("个工作日"),
        low=1,
        high=60,
        hint=_l("超过期限未受理的，待办显示逾期，并通知省级管理员。"),
    ),
)
