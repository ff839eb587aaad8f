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


class CertificateStanding(Labelled):
    """证书状态 on a day: what was decided, else what follows from the date."""

    VALID = "valid", _l("有效")
    EXPIRING = "expiring", _l("即将到期")
    EXPIRED = "expired", _l("已过期")
    SUSPENDED = "suspended", _l("暂扣")
    CANCELLED = "cancelled", _l("已注销")


class TransferState(Labelled):
    """How far a 调动 is; a draft lives no longer than the press that files it."""

    DRAFT = "draft", _l("草稿")
    FILED = "filed", _l("待接收")
    ACCEPTED = "accepted", _l("已接收")
    REFUSED = "refused", _l("不予接收")
    WITHDRAWN = "withdrawn", _l("已撤回")


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
