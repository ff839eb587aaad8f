"""The limits of imports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup

IMPORTS = ParameterGroup(_l("导入"), 45)

PARAMETERS = (
    Declaration(
        "imports_at_once",
        _l("每人同时进行的导入上限"),
        IMPORTS,
        ParameterKind.INTEGER,
        3,
        _l("个"),
        low=1,
        high=20,
    ),
    Declaration(
        "import_days",
        _l("导入文件保留天数"),
        IMPORTS,
        ParameterKind.INTEGER,
        7,
        _l("天"),
        low=1,
        high=90,
        hint=_l("超过此天数的导入文件和未导入的行自动清除，已导入的数据不受影响。"),
    ),
)
