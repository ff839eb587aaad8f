"""The limits of files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup

FILES = ParameterGroup(_l("附件"), 40)

PARAMETERS = tuple(
    Declaration(
        key, label, FILES, ParameterKind.INTEGER, default, unit, low=1, high=high, hint=hint
    )
    for key, label, default, unit, high, hint in (
        ("photo_kb", _l("照片大小上限"), 2048, "KB", 10240, ""),
        ("attachment_kb", _l("附件大小上限"), 10240, "KB", 11264, ""),
        ("files_of_record", _l("每条记录附件数上限"), 20, _l("个"), 100, ""),
        ("pdf_pages", _l("PDF 页数上限"), 200, _l("页"), 2000, ""),
        (
            "waiting_files",
            _l("未保存附件数上限"),
            100,
            _l("个"),
            1000,
            _l("已上传而尚未随表单保存的附件，每份记录不超过此数。"),
        ),
        (
            "waiting_files_in_all",
            _l("每人未保存附件数上限"),
            500,
            _l("个"),
            5000,
            _l("一次为多人办理时，各人的附件合计不超过此数。"),
        ),
        (
            "waiting_days",
            _l("未保存附件保留天数"),
            7,
            _l("天"),
            90,
            _l("超过此天数仍未随表单保存的附件自动清除。"),
        ),
    )
)
