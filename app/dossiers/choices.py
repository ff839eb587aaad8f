"""What code branches on about dossiers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

DOSSIER = "dossiers.dossier"
# Its reports: 监督人员基本信息表 and 监督人员基本信息汇总表.
FORM, SUMMARY = "dossier", "dossier_summary"


class Completeness(Labelled):
    """完善状态"""

    INCOMPLETE = "incomplete", _l("未完善")
    COMPLETE = "complete", _l("已完善")


class HeldKind(Labelled):
    """证书类别: of which kinds somebody's certificates are in force today."""

    QUALITY = "quality", _l("质量")
    SAFETY = "safety", _l("安全")
    DUAL = "dual", _l("双证")
    NONE = "none", _l("无有效证书")
