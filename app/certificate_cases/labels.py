"""What the fields of applications are called, on screens and in refusals."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from app.personnel.choices import CertificateType

NEW_LABELS = {
    CertificateType.QUALITY: {
        "number": _l("质量监督证新证书编号"),
        "issued_on": _l("质量监督证新发证日期"),
        "valid_from": _l("质量监督证新有效期起"),
        "valid_to": _l("质量监督证新有效期止"),
        "field": _l("质量监督证新证书专业"),
    },
    CertificateType.SAFETY: {
        "number": _l("安全监督证新证书编号"),
        "issued_on": _l("安全监督证新发证日期"),
        "valid_from": _l("安全监督证新有效期起"),
        "valid_to": _l("安全监督证新有效期止"),
        "field": _l("安全监督证新证书专业"),
    },
}


def _new_labels() -> Iterator[tuple[str, object]]:
    for kind, labels in NEW_LABELS.items():
        for name, label in labels.items():
            yield f"{kind.value}_{name}", label


LABELS = {
    "number": _l("申请编号"),
    "batch": _l("批次号"),
    "organization": _l("申请机构"),
    "name": _l("姓名"),
    "id_no": _l("身份证号"),
    "change_types": _l("变更类型"),
    "types": _l("证书种类"),
    "old_numbers": _l("原证书编号"),
    "new_numbers": _l("新证书编号"),
    "receiver": _l("调入机构"),
    "receiver_name": _l("调入机构"),
    "new_name": _l("新姓名"),
    "new_id_no": _l("新身份证号"),
    "reason": _l("变更原因"),
    "applied_on": _l("申请日期"),
    "applied_by": _l("申请人"),
    "accepted_on": _l("受理日期"),
    "closed_on": _l("办结日期"),
    "state": _l("受理状态"),
    "step": _l("环节"),
    "opinion": _l("受理意见"),
    "cancel_reason": _l("注销原因"),
    "original_paper": _l("原件交回"),
    "leaves": _l("注销后离职"),
    "reissue_reason": _l("补办原因"),
    "lost_on": _l("遗失（损毁）时间"),
    "lost_at": _l("遗失（损毁）地点"),
    "notice_in": _l("声明媒体"),
    "noticed_on": _l("声明日期"),
    "times": _l("补办次数"),
    **dict(_new_labels()),
}
# What is known of the person when an application is filed, beside name and number.
FACT_LABELS = {
    "organization": _l("现单位"),
    "sex": _l("性别"),
    "born_on": _l("出生日期"),
    "position": _l("职务"),
    "title": _l("职称"),
    "education": _l("学历"),
    "major": _l("所学专业"),
    "mobile": _l("联系电话"),
}
CERTIFICATE_LABELS = {
    "number": _l("证书编号"),
    "issued_on": _l("发证日期"),
    "valid_from": _l("有效期起"),
    "valid_to": _l("有效期止"),
    "field": _l("证书专业"),
}
