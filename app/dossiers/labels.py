"""What the facts of a dossier are called beside those of the roster."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.personnel.labels import LABELS as OF_THE_ROSTER

LABELS = {
    **OF_THE_ROSTER,
    "prefecture": _l("市州"),
    "quality": _l("质量证编号/有效期止"),
    "safety": _l("安全证编号/有效期止"),
    "standing": _l("证书状态"),
    "completeness": _l("完善状态"),
    "resume": _l("工作简历"),
    "kind": _l("证书类别"),
    "number": _l("证书编号"),
}
