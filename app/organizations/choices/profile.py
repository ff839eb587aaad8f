"""监督机构基本信息: sections of the form and what must be filled in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled


class OfficeOwner(Labelled):
    """办公场所产权"""

    OWN = "own", _l("自有")
    RENTED = "rented", _l("租赁")
    ASSIGNED = "assigned", _l("划拨（机关统一调配）")


class InstrumentState(Labelled):
    """仪器设备状态"""

    IN_USE = "in_use", _l("在用")
    OUT_OF_USE = "out_of_use", _l("停用")
    TO_CALIBRATE = "to_calibrate", _l("待检")


# Specification 2.1, in the order of the form.
PROFILE_SECTIONS = (
    (
        _l("一、基本情况"),
        (
            "name",
            "short_name",
            "former_names",
            "kind",
            "nature",
            "funding_type",
            "admin_rank",
            "scopes",
            "is_legal_person",
            "uscc",
            "competent_department",
            "is_entrusted",
            "entrust_no",
            "entrust_to",
        ),
    ),
    (
        _l("二、成立与编制"),
        (
            "approved_by",
            "approval_no",
            "established_on",
            "posts_total",
            "posts_civil",
            "posts_institution",
            "posts_other",
            "posts_leader",
            "departments",
        ),
    ),
    (
        _l("三、负责人与联系人"),
        (
            "legal_name",
            "legal_position",
            "legal_mobile",
            "head_name",
            "head_position",
            "head_title",
            "head_mobile",
            "technical_name",
            "technical_title",
            "technical_mobile",
            "quality_head",
            "safety_head",
            "contact_name",
            "contact_phone",
            "contact_mobile",
            "contact_email",
            "address",
            "postcode",
            "telephone",
            "fax",
            "hotline",
            "email",
        ),
    ),
    (
        _l("四、办公条件与装备"),
        (
            "office_owner",
            "office_area",
            "archive_area",
            "vehicles",
            "computers",
            "pads",
            "recorders",
            "drones",
            "instruments",
            "instruments_value",
            "instrument_list",
            "systems",
            "management_rules",
        ),
    ),
    (_l("五、附件"), ("remark",)),
)
PROFILE_FIELDS = tuple(name for _title, names in PROFILE_SECTIONS for name in names)
PROFILE_REQUIRED = (
    "name",
    "kind",
    "nature",
    "funding_type",
    "scopes",
    "competent_department",
    "approved_by",
    "approval_no",
    "established_on",
    "posts_total",
    "posts_civil",
    "posts_institution",
    "posts_other",
    "legal_name",
    "legal_position",
    "legal_mobile",
    "head_name",
    "head_position",
    "head_title",
    "head_mobile",
    "technical_name",
    "technical_title",
    "technical_mobile",
    "contact_name",
    "contact_phone",
    "contact_mobile",
    "contact_email",
    "address",
    "postcode",
    "telephone",
    "office_owner",
    "office_area",
    "vehicles",
    "computers",
    "instruments",
    "instruments_value",
    "management_rules",
)
