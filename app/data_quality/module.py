"""What 数据质量 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.roles import BUSINESS, FORM_PRINTERS, Grant
from app.core.module import MenuEntry, Module

from .choices import DATA_QUALITY
from .views import DataQualityView

BUNDLES = (Bundle("data_quality", _l("数据质量导出"), ((DATA_QUALITY, ("read", "export")),)),)

MODULE = Module(
    "data_quality",
    entries=(MenuEntry("organizations", DataQualityView, _l("数据质量")),),
    grants=(
        Grant(DATA_QUALITY, ("read",), BUSINESS),
        Grant(DATA_QUALITY, ("export",), FORM_PRINTERS),
    ),
    declares=(BUNDLES,),
)
