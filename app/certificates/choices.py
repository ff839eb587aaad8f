"""What code branches on about certificates, and the resources of the module's rights."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

CERTIFICATE = "certificates.certificate"
# 证书打印: a right of its own, which the issuing province holds.
PAPER = "certificates.paper"
RADAR = "certificates.radar"


# The reports of the module.
CERTIFICATE_PAPER, REGISTER = "certificate_paper", "certificate_register"


class RadarKind(Labelled):
    """预警类别"""

    EXPIRING = "expiring", _l("即将到期")
    EXPIRED = "expired", _l("已过期")
    MISSING = "missing", _l("缺证")
    OVERAGE = "overage", _l("超龄")


class PictureSide(Labelled):
    """正反面, by the slot of the picture."""

    FRONT = "front", _l("正面")
    BACK = "back", _l("反面")
