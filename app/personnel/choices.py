"""What code branches on about certificates; the rest are dictionary entries."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled


class CertificateType(Labelled):
    """证书种类"""

    QUALITY = "quality", _l("质量监督证")
    SAFETY = "safety", _l("安全监督证")


class CertificateStatus(Labelled):
    """What was decided about a certificate; 即将到期 and 已过期 follow from the date."""

    VALID = "valid", _l("有效")
    SUSPENDED = "suspended", _l("暂扣")
    CANCELLED = "cancelled", _l("已注销")


# Groups of dictionary entries that rules and reports count by. An office may add entries to
# a group; the groups themselves are what the reports' columns mean.
class PostGroup:
    """用工形式 → group."""

    CIVIL = "civil"  # 参公编
    INSTITUTION = "institution"  # 事业编
    LOGISTICS = "logistics"  # 工勤编
    CONTRACT = "contract"  # 聘用
    SECONDED_IN = "seconded_in"  # 借入, not counted as on duty
    AUTHORIZED = (CIVIL, INSTITUTION, LOGISTICS)
