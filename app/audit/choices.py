"""What acts and records are called in the logs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

# The resource of 日志校验, and where its screen is.
CHECK, CHECKS = "audit.check", "/audit/checks"


class CheckState(Labelled):
    """校验结果"""

    RUNNING = "running", _l("校验中")
    INTACT = "intact", _l("完好")
    BROKEN = "broken", _l("已断裂")
    FAILED = "failed", _l("未完成")


class Fault(Labelled):
    """What was done to the first entry at which the chain does not hold."""

    CHANGED = "changed", _l("内容被改动")
    MISSING = "missing", _l("记录缺失")
    INSERTED = "inserted", _l("记录是插入的")
    REPLACED = "replaced", _l("记录被替换或调换")


# Acts by the name that the audit trail keeps.
ACTIONS = {
    "create": _l("新增"),
    "update": _l("修改"),
    "delete": _l("删除"),
    "reveal": _l("查看完整号码"),
    "export": _l("导出"),
    "download": _l("下载"),
    "verify": _l("报表核验"),
    "discard": _l("放弃草稿"),
    "take_back": _l("恢复草稿"),
    "archive": _l("归档"),
    "rearchive": _l("重新归档"),
    "sign_out": _l("强制下线"),
    "check": _l("校验日志"),
    "lock": _l("锁定账号"),
    "unlock": _l("解除账号锁定"),
    "outside": _l("网络地址被拒绝"),
    "recovery_codes": _l("生成恢复码"),
    "recovery_code": _l("使用恢复码"),
    "reset_second_factor": _l("重置两步验证"),
    "403": _l("无权限被拒绝"),
    "404": _l("范围外被拒绝"),
    "refused_again": _l("再次被拒绝"),
}
CHANGES = ("create", "update", "delete")
# Personal numbers in full, and whatever left the system as a file.
DISCLOSURES = ("reveal", "export", "download")
# What is looked for most, each by a press above the list.
KINDS = (
    (_l("全部"), ()),
    (_l("变更"), CHANGES),
    (_l("查看完整号码"), ("reveal",)),
    (_l("导出和下载"), ("export", "download")),
    (_l("被拒绝"), ("403", "404", "refused_again")),
)
# Records by the name of their table.
OBJECTS = {
    "organization": _l("机构"),
    "organization_version": _l("机构沿革"),
    "supervision_link": _l("业务指导关系"),
    "division": _l("行政区划"),
    "division_version": _l("行政区划沿革"),
    "profile_return": _l("监督机构基本信息"),
    "project_return": _l("监督工程情况"),
    "project_line": _l("监督工程明细"),
    "funding_return": _l("监督经费情况"),
    "organization_verification": _l("监督资格验证"),
    "roster_check": _l("人员核对"),
    "staff_snapshot": _l("人员结构"),
    "year_unlock": _l("年度解锁"),
    "person": _l("在职工作人员"),
    "person_resume": _l("工作简历"),
    "person_transfer": _l("人员调动"),
    "qualification": _l("执业资格"),
    "certificate": _l("监督证书"),
    "certificate_case": _l("证书业务申请"),
    "training_session": _l("培训档期"),
    "session_quota": _l("市州名额"),
    "organization_quota": _l("机构额度"),
    "induction_enrolment": _l("新进人员培训报名"),
    "continuing_enrolment": _l("继续教育培训报名"),
    "assessment": _l("规范化考核"),
    "group_member": _l("被考核人员"),
    "assessed_project": _l("被考核项目"),
    "project_deduction": _l("项目扣分"),
    "project_team_member": _l("监督组成员"),
    "score_sheet": _l("评分表"),
    "demerit_record": _l("动态考核记分"),
    "demerit_item": _l("记分事由明细"),
    "demerit_measure": _l("记分措施"),
    "reason_list": _l("记分事由"),
    "session_subject": _l("考核科目"),
    "session_lesson": _l("课程"),
    "case_certificate": _l("证书业务明细"),
    "certificate_version": _l("证书沿革"),
    "workflow_event": _l("办理记录"),
    "attachment": _l("附件"),
    "form_draft": _l("草稿"),
    "form_draft_field": _l("草稿内容"),
    "notice": _l("公告"),
    "notice_receipt": _l("公告阅读情况"),
    "deputy": _l("代办"),
    "document": _l("文件下载"),
    "document_download": _l("文件下载情况"),
    "import_batch": _l("数据导入"),
    "report": _l("报表"),
    "report_run": _l("导出文件"),
    "report_layout": _l("报表设置"),
    "dictionary_entry": _l("字典项"),
    "frozen_dictionary_entry": _l("锁定年度字典项"),
    "parameter": _l("参数"),
    "numbering_rule": _l("编号规则"),
    "calendar_day": _l("工作日历"),
    "setup_step": _l("首次设置"),
    "ab_user": _l("用户"),
    "ab_role": _l("角色"),
    "ab_group": _l("用户组"),
    "ab_permission_view": _l("权限"),
    "account_application": _l("用户申请"),
    "right_application": _l("权限申请"),
    "user_grant": _l("附加权限"),
    "second_factor": _l("两步验证"),
    "permission_bundle": _l("权限包"),
    "login": _l("登录"),
    "login_attempt": _l("登录日志"),
    "audit_entry": _l("操作日志"),
    "message": _l("消息通知"),
}
# Fields of tables that have no screen.
FIELDS = {
    "ab_user": {
        "username": _l("登录账号"),
        "last_name": _l("姓"),
        "first_name": _l("名"),
        "email": _l("邮箱"),
        "password": _l("密码"),
        "active": _l("启用"),
        "organization_id": _l("机构名称"),
        "must_change_password": _l("须修改密码"),
        "password_expires_at": _l("密码有效期"),
        "language": _l("语言"),
        "roles": _l("角色"),
        "groups": _l("用户组"),
    },
    "ab_role": {"name": _l("名称"), "permissions": _l("权限")},
    "ab_group": {"name": _l("名称"), "roles": _l("角色")},
    "second_factor": {"totp_secret": _l("密钥"), "confirmed_at": _l("开启时间")},
    "user_grant": {
        "user_id": _l("用户编号"),
        "bundle_id": _l("权限包编号"),
        "expires_on": _l("有效期至"),
        "basis": _l("依据"),
    },
    "permission_bundle": {"permissions": _l("权限")},
    "certificate": {
        "number": _l("证书编号"),
        "type": _l("证书类别"),
        "status": _l("状态"),
        "valid_from": _l("有效期起"),
        "valid_to": _l("有效期至"),
        "organization_id": _l("机构名称"),
    },
    "organization": {
        "name": _l("机构名称"),
        "short_name": _l("机构简称"),
        "kind": _l("机构类别"),
        "level": _l("机构级别"),
        "status": _l("状态"),
        "code": _l("编号"),
        "parent_id": _l("上级机构"),
    },
    "parameter": {"key": _l("参数")},
    "year_unlock": {
        "year": _l("年度"),
        "organization_id": _l("机构名称"),
        "reason": _l("原因"),
        "until": _l("有效期至"),
    },
    "workflow_event": {"name": _l("操作"), "opinion": _l("意见")},
    "attachment": {"name": _l("名称"), "size": _l("大小")},
}
