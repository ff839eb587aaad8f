"""What 监督证书 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.right_words import RightWords
from app.core.access.roles import ADMIN_OF, BUSINESS, FILERS, OVERSEERS, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from . import jobs
from .certificate_import import CERTIFICATE_IMPORT
from .choices import CERTIFICATE, PAPER, RADAR
from .files import CERTIFICATE_FILES
from .parameters import PARAMETERS
from .picture_import import PICTURE_IMPORT
from .presentation import DETAIL_PARTS
from .todos import SOURCES
from .views import CertificateView, CheckView, RadarView

BUNDLES = (
    Bundle(
        "bulk_import",
        _l("批量导入"),
        (
            ("imports.batch", ("read",)),
            ("personnel.person", ("read", "import")),
            (CERTIFICATE, ("read", "import")),
        ),
    ),
    Bundle("certificate_papers", _l("证书打印"), ((PAPER, ("export",)),), (Level.PROVINCE,)),
    Bundle("radar_arrangements", _l("资格雷达安排"), ((RADAR, ("read", "arrange")),)),
)

RIGHT_WORDS = (
    RightWords(CERTIFICATE, actions={"suspend": _l("暂扣和恢复")}),
    RightWords(PAPER, _l("监督证书打印"), CERTIFICATE, {"export": _l("打印")}),
    RightWords(RADAR, actions={"arrange": _l("安排继续教育")}),
)

MODULE = Module(
    "certificates",
    entries=(
        MenuEntry("people", CertificateView, _l("监督证书")),
        MenuEntry("people", RadarView, _l("资格雷达")),
    ),
    open_screens=(CheckView,),
    grants=(
        Grant(CERTIFICATE, ("read", "export"), BUSINESS),
        Grant(CERTIFICATE, ("oversee",), OVERSEERS),
        Grant(CERTIFICATE, ("import",), FILERS),
        Grant(CERTIFICATE, ("suspend",), (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER)),
        # 发证 is the province's (5.1), and so is the paper.
        Grant(PAPER, ("export",), (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER)),
        Grant(RADAR, ("read", "export"), BUSINESS),
        Grant(RADAR, ("oversee",), OVERSEERS),
        # Who is asked to arrange 继续教育 (5.4).
        Grant(RADAR, ("arrange",), tuple(ADMIN_OF.values())),
    ),
    declares=(
        (CERTIFICATE_FILES, CERTIFICATE_IMPORT, PICTURE_IMPORT),
        BUNDLES,
        RIGHT_WORDS,
        DETAIL_PARTS,
        PARAMETERS,
        SOURCES,
    ),
    jobs=(jobs,),
    reports=("reports.certificates", "reports.certificate_register"),
)
