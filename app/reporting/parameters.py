"""The parameters of exports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup

EXPORTS = ParameterGroup(_l("导出"), 30)

PARAMETERS = (
    Declaration(
        "exports_at_once",
        _l("同时进行的导出任务"),
        EXPORTS,
        ParameterKind.INTEGER,
        3,
        _l("个"),
        low=1,
        high=20,
        hint=_l("每位用户同时排队和执行的导出任务上限。"),
    ),
)
