"""监督机构基本信息: what an organization says of itself, once a year and whenever it changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base.choices import OrganizationKind
from app.core.base.column_types import Amount, SealedText, stored
from app.core.base.constraints import refuse_negatives
from app.core.base.db import db
from app.organizations.choices import OfficeOwner

from .common import Annual


def _text(length: int, label: Any, reads: str = "") -> Any:
    """``reads`` is how typed text reads: as a "name", a "code", a "phone"."""
    info = {"label": label} | ({"reads": reads} if reads else {})
    return mapped_column(String(length), nullable=True, info=info)


def _coded(dictionary: str, label: Any) -> Any:
    info = {"dictionary": dictionary, "label": label}
    return mapped_column(String(40), nullable=True, info=info)


def _several(dictionary: str, label: Any) -> Any:
    info = {"dictionaries": dictionary, "label": label}
    return mapped_column(JSON, default=list, info=info)


def _mobile(label: Any) -> Any:
    return mapped_column(SealedText, nullable=True, info={"mask": "mobile", "label": label})


def _count(label: Any, most: int = 99_999) -> Any:
    return mapped_column(db.Integer, nullable=True, info={"label": label, "min": 0, "max": most})


def _amount(label: Any) -> Any:
    return mapped_column(Amount, nullable=True, info={"label": label, "min": 0})


class ProfileReturn(OrgOwned, Annual, db.Model):
    """监督机构基本信息 of one organization as submitted for a year (specification 2.1)."""

    __tablename__ = "profile_return"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", name="uq_profile_return_year"),
        UniqueConstraint("form_token", name="uq_profile_return_form_token"),
        CheckConstraint("year BETWEEN 2015 AND 2100", name="year_in_range"),
        Index("ix_profile_return_list", "year", "organization_id"),
        Index("ix_profile_return_waiting", "state", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # 一、基本情况
    name: Mapped[str | None] = _text(100, _l("机构名称"))
    short_name: Mapped[str | None] = _text(30, _l("机构简称"))
    former_names: Mapped[str | None] = _text(500, _l("曾用名"))
    kind: Mapped[OrganizationKind | None] = mapped_column(
        stored(OrganizationKind), nullable=True, info={"label": _l("机构类别")}
    )
    nature: Mapped[str | None] = _coded("org_nature", _l("机构性质"))
    funding_type: Mapped[str | None] = _coded("funding_type", _l("经费形式"))
    admin_rank: Mapped[str | None] = _coded("admin_rank", _l("行政级别"))
    scopes: Mapped[list[str]] = _several("biz_scope", _l("监督范围"))
    is_legal_person: Mapped[bool] = mapped_column(default=True, info={"label": _l("是否独立法人")})
    uscc: Mapped[str | None] = _text(18, _l("统一社会信用代码"), "code")
    competent_department: Mapped[str | None] = _text(60, _l("主管部门"))
    is_entrusted: Mapped[bool] = mapped_column(default=False, info={"label": _l("是否受委托执法")})
    entrust_no: Mapped[str | None] = _text(60, _l("委托文号"))
    entrust_to: Mapped[dt.date | None] = mapped_column(info={"label": _l("委托期限")})
    # 二、成立与编制
    approved_by: Mapped[str | None] = _text(60, _l("成立批准机关"))
    approval_no: Mapped[str | None] = _text(60, _l("批准文号"))
    established_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("批准（成立）日期")})
    posts_total: Mapped[int | None] = _count(_l("核定编制数"))
    posts_civil: Mapped[int | None] = _count(_l("其中 行政/参公编制"))
    posts_institution: Mapped[int | None] = _count(_l("其中 事业编制"))
    posts_other: Mapped[int | None] = _count(_l("其中 其他（工勤等）"))
    posts_leader: Mapped[int | None] = _count(_l("领导职数"))
    departments: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, info={"label": _l("内设科室"), "rows": "departments"}
    )
    # 三、负责人与联系人
    legal_name: Mapped[str | None] = _text(40, _l("法定代表人姓名"), "name")
    legal_position: Mapped[str | None] = _text(40, _l("法定代表人职务"))
    legal_mobile: Mapped[str | None] = _mobile(_l("法定代表人手机"))
    head_name: Mapped[str | None] = _text(40, _l("机构负责人姓名"), "name")
    head_position: Mapped[str | None] = _text(40, _l("机构负责人职务"))
    head_title: Mapped[str | None] = _coded("title_level", _l("机构负责人职称"))
    head_mobile: Mapped[str | None] = _mobile(_l("机构负责人手机"))
    technical_name: Mapped[str | None] = _text(40, _l("技术负责人姓名"), "name")
    technical_title: Mapped[str | None] = _coded("title_level", _l("技术负责人职称"))
    technical_mobile: Mapped[str | None] = _mobile(_l("技术负责人手机"))
    quality_head: Mapped[str | None] = _text(40, _l("分管质量负责人"), "name")
    safety_head: Mapped[str | None] = _text(40, _l("分管安全负责人"), "name")
    contact_name: Mapped[str | None] = _text(40, _l("系统联系人姓名"), "name")
    contact_phone: Mapped[str | None] = _text(20, _l("系统联系人办公电话"), "phone")
    contact_mobile: Mapped[str | None] = _mobile(_l("系统联系人手机"))
    contact_email: Mapped[str | None] = _text(60, _l("系统联系人邮箱"))
    address: Mapped[str | None] = _text(100, _l("办公地址"))
    postcode: Mapped[str | None] = _text(6, _l("邮政编码"), "code")
    telephone: Mapped[str | None] = _text(20, _l("办公电话"), "phone")
    fax: Mapped[str | None] = _text(20, _l("传真"), "phone")
    hotline: Mapped[str | None] = _text(20, _l("监督举报电话"), "phone")
    email: Mapped[str | None] = _text(60, _l("电子邮箱"))
    # 四、办公条件与装备
    office_owner: Mapped[OfficeOwner | None] = mapped_column(
        stored(OfficeOwner), nullable=True, info={"label": _l("办公场所产权")}
    )
    office_area: Mapped[Decimal | None] = _amount(_l("办公用房面积（㎡）"))
    archive_area: Mapped[Decimal | None] = _amount(_l("档案室面积（㎡）"))
    vehicles: Mapped[int | None] = _count(_l("监督执法车辆（辆）"))
    computers: Mapped[int | None] = _count(_l("计算机（台）"))
    pads: Mapped[int | None] = _count(_l("移动执法终端（台）"))
    recorders: Mapped[int | None] = _count(_l("执法记录仪（台）"))
    drones: Mapped[int | None] = _count(_l("无人机（架）"))
    instruments: Mapped[int | None] = _count(_l("检测仪器设备（台套）"))
    instruments_value: Mapped[Decimal | None] = _amount(_l("检测仪器设备原值（万元）"))
    instrument_list: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, info={"label": _l("仪器设备清单"), "rows": "instruments"}
    )
    systems: Mapped[list[str]] = _several("info_system", _l("应用监管信息系统"))
    management_rules: Mapped[list[str]] = _several("management_rule", _l("管理制度"))
    # 五、附件
    remark: Mapped[str | None] = _text(1000, _l("备注"))

    def __repr__(self) -> str:
        return f"{self.year} {self.organization}"


refuse_negatives(ProfileReturn)
