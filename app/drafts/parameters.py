"""How long drafts are kept."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import FILING, Declaration

PARAMETERS = (
    Declaration(
        "draft_days",
        _l("草稿保留天数"),
        FILING,
        ParameterKind.INTEGER,
        400,
        _l("天"),
        low=30,
        high=2000,
        hint=_l("超过此天数无人继续填写的草稿自动清除。"),
    ),
)
