"""The resources of the module's rights, and what a checkup looks at and ends with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

RECORD = "verification.record"
CHECKUP = "verification.checkup"


class CheckupState(Labelled):
    """结论 of a checkup"""

    MET = "met", _l("达标")
    MISSED = "missed", _l("有不达标")
    UNKNOWN = "unknown", _l("数据不全")


# What each threshold is called.
LABELS: Mapping[str, Any] = {
    "ratio_supervisor": _l("监督人员占机构总人数"),
    "min_supervisors": _l("持证监督人员数"),
    "specialty_ratio": _l("安装专业与土建专业之比"),
    "min_municipal": _l("市政专业监督人员"),
    "office_area": _l("办公场所面积"),
    "computers": _l("计算机"),
    "leader_title": _l("负责人、技术负责人职称"),
    "leader_cert": _l("负责人、技术负责人持监督证"),
    "instruments": _l("检测仪器设备"),
    "systems": _l("管理制度"),
    "legal_person": _l("独立法人单位"),
    "entrust": _l("受建设主管部门委托"),
    "workload": _l("人均在监面积"),
}
