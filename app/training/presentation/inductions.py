"""How enrolments for 新进人员培训 read, in their form and in 查看."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base.masks import mask_id_number
from app.core.configuration.dictionaries import label
from app.core.screens.fieldsets import GivenFacts
from app.personnel.choices import CertificateType
from app.personnel.labels import LABELS as PERSON_LABELS
from app.training import queries
from app.training.choices import InductionCategory
from app.training.models import InductionEnrolment
from app.training.queries import Candidate

from .enrolments import kept_facts

INDUCTION_LABELS: Mapping[str, Any] = {
    **{
        name: PERSON_LABELS[name]
        for name in ("mobile", "education", "major", "title_level", "position", "work_from")
    },
    "organization": _l("单位"),
    "session.name": _l("档期"),
    "types": _l("报考证书"),
    "state": _l("审核状态"),
    "engineering_years": _l("从事工程管理年限"),
    "supervising_years": _l("从事监督年限"),
    "explanation": _l("不符合说明"),
    "recommendation": _l("单位推荐意见"),
}


def candidate_facts(whom: Candidate, values: Mapping[str, Any]) -> list[GivenFacts]:
    """What the form of somebody shows and does not ask, with 条件核对 of what is typed."""
    person = whom.person
    of_person = [
        (_("姓名"), person.name),
        (_("身份证号"), mask_id_number(person.id_no)),
        (_("性别"), label("sex", person.sex)),
        (_("出生日期"), person.born_on.isoformat()),
    ]
    found = [GivenFacts(_("人员基本信息"), of_person)]
    if whom.category is InductionCategory.SINGLE:
        found += [
            GivenFacts(
                _("现持证书"),
                [
                    (_("证书种类"), one.type.label),
                    (_("证书编号"), one.number),
                    (_("有效期止"), one.valid_to.isoformat()),
                    (_("报考证书"), _types(whom.free)),
                ],
            )
            for one in whom.held
            if one.type.value not in whom.free
        ]
    if whom.has_photo:
        found.append(GivenFacts(_("一寸照片"), [(_("来源"), _("未上传时使用在职人员的照片"))]))
    return [*found, GivenFacts(_("条件核对"), _checking(whom, values))]


def _checking(whom: Candidate, values: Mapping[str, Any]) -> list[tuple[Any, str]]:
    if not values.get("types"):
        return [(_("核对结果"), _("提交时按报考证书核对"))]
    return _checked(queries.doubts_of(values, whom))


def _checked(doubts: list[str]) -> list[tuple[Any, str]]:
    if not doubts:
        return [(_("核对结果"), _("符合报名条件"))]
    return [(_("不符合报名条件"), one) for one in doubts]


def _types(codes: Any) -> str:
    return _("、").join(str(CertificateType.of(one).label) for one in codes)


def filed_facts(item: InductionEnrolment) -> list[GivenFacts]:
    """What an enrolment keeps of person, certificates and conditions."""
    return [*kept_facts(item), GivenFacts(_("条件核对"), _checked(item.doubts))]
