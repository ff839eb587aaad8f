"""Labels of the dictionaries, and of the classes that figures count their entries in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

# Every dictionary by its id, in the order in which they are offered for editing.
NAMES: Mapping[str, Any] = {
    "org_nature": _l("机构性质"),
    "biz_scope": _l("监督范围"),
    "info_system": _l("监管信息系统"),
    "management_rule": _l("管理制度"),
    "required_instrument": _l("必备检测仪器"),
    "funding_type": _l("经费形式"),
    "admin_rank": _l("行政级别"),
    "verification_kind": _l("资格验证类型"),
    "sex": _l("性别"),
    "nation": _l("民族"),
    "politics": _l("政治面貌"),
    "employ_type": _l("用工形式"),
    "duty_status": _l("在岗状态"),
    "post_type": _l("岗位类别"),
    "supervision_field": _l("监督专业方向"),
    "education": _l("学历"),
    "degree": _l("学位"),
    "specialty": _l("专业类别"),
    "title_level": _l("职称级别"),
    "title_name": _l("职称名称"),
    "qualification": _l("执业资格"),
    "left_reason": _l("离开去向"),
    "certificate_field": _l("证书专业"),
    "certificate_source": _l("证书来源"),
    "cancel_reason": _l("注销原因"),
    "suspension_reason": _l("暂扣原因"),
    "reissue_reason": _l("补办原因"),
    "training_subject": _l("培训考核科目"),
    "document_category": _l("文件类别"),
}
# The classes that figures count by; two dictionaries may use one id for different words.
GROUPS: Mapping[str, Mapping[str, Any]] = {
    "org_nature": {"civil": _l("参公")},
    "funding_type": {
        "full": _l("全额拨款"),
        "partial": _l("差额拨款"),
        "self": _l("自收自支"),
        "other": _l("其他"),
    },
    "politics": {"party": _l("中共党员")},
    "employ_type": {
        "civil": _l("参公编"),
        "institution": _l("事业编"),
        "logistics": _l("工勤编"),
        "contract": _l("聘用"),
        "seconded_in": _l("借入"),
    },
    "duty_status": {
        "present": _l("在岗"),
        "seconded_out": _l("借出"),
        "absent": _l("在编不在岗"),
    },
    "post_type": {
        "leader": _l("领导班子"),
        "supervision": _l("监督岗位"),
        "management": _l("综合管理"),
        "logistics": _l("工勤"),
    },
    "supervision_field": {
        "quality": _l("质量"),
        "safety": _l("安全"),
        "both": _l("质量安全"),
    },
    "education": {
        "postgraduate": _l("研究生"),
        "bachelor": _l("本科"),
        "college": _l("大专"),
        "below": _l("中专及以下"),
    },
    "specialty": {
        "civil": _l("土建"),
        "municipal": _l("市政"),
        "installation": _l("安装"),
        "machinery": _l("机械"),
        "other": _l("其他"),
    },
    "title_level": {
        "senior": _l("高级"),
        "intermediate": _l("中级"),
        "junior": _l("初级"),
        "none": _l("无职称"),
    },
    "title_name": {"engineering": _l("工程类"), "other": _l("非工程类")},
    "qualification": {"engineering": _l("工程类"), "other": _l("非工程类")},
    "cancel_reason": {"other": _l("需说明原因")},
    "suspension_reason": {
        "retraining": _l("再培训合格后恢复"),
        "other": _l("需说明原因"),
    },
    "training_subject": {"induction": _l("新进人员培训"), "continuing": _l("继续教育培训")},
    "reissue_reason": {"lost": _l("需遗失声明")},
}
