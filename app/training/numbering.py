"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule
from app.personnel.choices import CertificateType

from .choices import CONTINUING, INDUCTION, SESSION

BATCH = "training.batch"
# 发证: the numbers of certificates (specification 2.7).
CERTIFICATE_NUMBERS = {
    CertificateType.QUALITY: "training.certificate.quality",
    CertificateType.SAFETY: "training.certificate.safety",
}
NUMBERS = (
    Rule(SESSION, _l("培训档期编号"), "PX-{year}-{seq:2}"),
    Rule(INDUCTION, _l("新进人员培训报名编号"), "XJ-{year}-{seq:5}"),
    Rule(CONTINUING, _l("继续教育报名编号"), "JX-{year}-{seq:5}"),
    Rule(
        CERTIFICATE_NUMBERS[CertificateType.QUALITY],
        _l("质量监督证编号"),
        "湘质监{prefecture}{seq:5}",
    ),
    Rule(
        CERTIFICATE_NUMBERS[CertificateType.SAFETY],
        _l("安全监督证编号"),
        "湘安监{prefecture}{seq:5}",
    ),
    Rule(BATCH, _l("培训报名批次号"), "PB-{year}-{seq:5}"),
)
