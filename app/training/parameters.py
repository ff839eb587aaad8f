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
)
