"""R07 监督人员基本信息表: the dossier of one person, with photo and a page of certificates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema

from app.attachments.presentation import printed
from app.attachments.queries import files_of
from app.core.base import clock
from app.core.base.masks import mask_id_number, mask_mobile
from app.core.configuration.dictionaries import label
from app.core.screens.timeline import timeline
from app.core.screens.value_kinds import attribute
from app.core.tree.organization_tree import organization_names
from app.dossiers import presentation, queries
from app.dossiers.choices import DOSSIER, FORM
from app.personnel.files import PEOPLE_FILES
from app.personnel.models import Person
from app.personnel.presentation import PERSON, REVEAL, may_reveal_people
from app.reporting.declaration import Column, Page, Parameters, Signer
from app.reporting.form_reports import (
    Field,
    Fields,
    FormReport,
    ListBlock,
    Opinion,
    Photo,
    Pictures,
)

from .common import RecordId

CODED = (
    "sex",
    "nation",
    "politics",
    "employ_type",
    "duty_status",
    "post_type",
    "supervision_field",
    "education",
    "degree",
    "specialty",
    "title_level",
    "title_name",
)
PLAIN = (
    "name",
    "born_on",
    "department",
    "position",
    "school",
    "major",
    "graduated_on",
    "title_on",
    "work_from",
    "engineering_from",
    "supervising_from",
    "joined_on",
    "law_cert_no",
    "law_cert_to",
    "remark",
)


class DossierConditions(Schema):
    """Whose dossier it is."""

    error_messages = {"unknown": _l("没有这个条件")}

    class Meta:
        unknown = RAISE

    person = RecordId(_l("请在列表中选择人员"))


def _person(parameters: Parameters) -> Person:
    person = queries.readable_person(parameters["person"])
    assert person is not None, "asked of somebody who may be read"
    return person


def _is_readable(parameters: Parameters) -> bool:
    return queries.readable_person(parameters["person"]) is not None


def _about(parameters: Parameters) -> str:
    person = queries.readable_person(parameters["person"])
    return person.name if person is not None else ""


def _signer(parameters: Parameters) -> Signer:
    """The organization that employs the person (ruling 39)."""
    owner = _person(parameters).organization_id
    return Signer(owner, organization_names().get(owner, ""))


def _record(**parameters: Any) -> dict[str, Any]:
    person = _person(parameters)
    is_plain = may_reveal_people()
    return {
        **{name: getattr(person, name) for name in PLAIN},
        **{
            name: label(attribute(Person, name).dictionary, getattr(person, name), year=None)
            for name in CODED
        },
        "id_no": person.id_no if is_plain else mask_id_number(person.id_no),
        "mobile": person.mobile if is_plain else mask_mobile(person.mobile),
        "organization": organization_names().get(person.organization_id, ""),
        "photo": _photo(person),
        "qualifications": [
            {"title": one.title, **{n: getattr(one, n) for n in ("number", "field", "valid_to")}}
            for one in person.qualifications
        ],
        "certificates": list(_certificates(person)),
        "resume": list(_resume(person)),
        "events": list(_events(person)),
        "pictures": [
            (words, content)
            for words, files in presentation.pictures_of(person)
            for file in files
            if (content := printed(file)) is not None
        ],
    }


def _photo(person: Person) -> bytes | None:
    files = files_of(PEOPLE_FILES.resource, person.id)
    return printed(files[0]) if files else None


def _certificates(person: Person) -> Iterable[dict[str, Any]]:
    for one in person.certificates:
        yield {
            "type": str(one.type.label),
            "number": one.number,
            "issuer": one.issuer,
            "issued_on": one.issued_on,
            "validity": f"{one.valid_from} 至 {one.valid_to}",
            "standing": str(one.standing.label),
        }


def _resume(person: Person) -> Iterable[dict[str, Any]]:
    for one in queries.resume_of(person):
        yield {
            "period": f"{one.from_on} 至 {one.to_on or '今'}",
            "employer": one.employer,
            "position": one.position or "",
            "witness": one.witness or "",
        }


def _events(person: Person) -> Iterable[dict[str, Any]]:
    """一生一档, what came first on top."""
    for one in reversed(timeline(PERSON, person)):
        yield {
            "day": one.day,
            "label": str(one.label),
            "text": str(one.text),
            "organization": one.organization,
        }


IDENTITY = Fields(
    title="一、基本信息",
    photo=Photo("photo", rows=5),
    rows=(
        (Field("name", "姓名"), Field("sex", "性别")),
        (Field("born_on", "出生日期", "date"), Field("nation", "民族")),
        (Field("id_no", "身份证号", share=1.2), Field("politics", "政治面貌")),
        (Field("organization", "单位名称"),),
        (Field("department", "所在科室"), Field("position", "职务")),
        (Field("post_type", "岗位类别"), Field("supervision_field", "专业方向")),
        (Field("employ_type", "用工形式"), Field("duty_status", "在岗状态")),
        (
            Field("work_from", "参加工作时间", "date"),
            Field("joined_on", "进入单位日期", "date"),
        ),
        (
            Field("supervising_from", "从事监督时间", "date"),
            Field("engineering_from", "从事工程管理", "date"),
        ),
        (Field("law_cert_no", "行政执法证号"), Field("law_cert_to", "执法证有效期", "date")),
        (Field("mobile", "手机号"),),
    ),
)
EDUCATION = Fields(
    title="二、学历与职称",
    rows=(
        (Field("education", "学历"), Field("degree", "学位")),
        (Field("school", "毕业院校"), Field("major", "所学专业")),
        (Field("graduated_on", "毕业时间", "date"), Field("specialty", "专业类别")),
        (
            Field("title_level", "职称级别"),
            Field("title_name", "职称名称"),
            Field("title_on", "取得时间", "date"),
        ),
    ),
)
QUALIFICATIONS = ListBlock(
    "qualifications",
    (
        Column("title", "资格名称", 50),
        Column("number", "证书编号", 50),
        Column("field", "注册专业", 44),
        Column("valid_to", "注册有效期至", 36, "date"),
    ),
    "三、执业资格",
)
CERTIFICATES = ListBlock(
    "certificates",
    (
        Column("type", "证书种类", 26),
        Column("number", "证书编号", 36),
        Column("issuer", "发证机关", 44),
        Column("issued_on", "发证日期", 24, "date"),
        Column("validity", "有效期", 54, align="center"),
        Column("standing", "证书状态", 20, align="center"),
    ),
    "四、监督证书",
)
RESUME = ListBlock(
    "resume",
    (
        Column("period", "起止时间", 44, align="center"),
        Column("employer", "工作单位", 70),
        Column("position", "职务", 40),
        Column("witness", "证明人", 30),
    ),
    "五、工作简历",
)
EVENTS = ListBlock(
    "events",
    (
        Column("day", "日期", 24, "date"),
        Column("label", "事项", 40),
        Column("text", "内容", 60),
        Column("organization", "单位", 70),
    ),
    "六、一生一档",
)
REMARK = Fields(rows=((Field("remark", "备注"),),))
DOSSIER_FORM = FormReport(
    name=FORM,
    title="监督人员基本信息表",
    screen=DOSSIER,
    resource=DOSSIER,
    button=_l("导出监督人员基本信息表"),
    link=_l("导出"),
    schema=DossierConditions,
    record=_record,
    page=Page("A4", landscape=False, font_pt=9),
    as_of=lambda _parameters: clock.today(),
    allowed=_is_readable,
    signer=_signer,
    signs="person",
    about=_about,
    reported=lambda parameters: [_person(parameters).organization_id],
    widened_by=(REVEAL,),
    blocks=(
        IDENTITY,
        EDUCATION,
        QUALIFICATIONS,
        CERTIFICATES,
        RESUME,
        EVENTS,
        REMARK,
        Opinion("单位意见", lines=4),
        Opinion("市州意见", lines=4),
        Opinion("省级意见", lines=4),
        Pictures("pictures", "证书照片"),
    ),
)

REPORTS = (DOSSIER_FORM,)
