"""What the fields of accounts and applications are called, on screens and in refusals."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

USER_LABELS = {
    "username": _l("账号"),
    "person_name": _l("姓名"),
    "organization": _l("所属机构"),
    "organization.level": _l("级别"),
    "role_names": _l("角色"),
    "roles": _l("角色"),
    "email": _l("邮箱"),
    "state": _l("状态"),
    "grants": _l("附加权限数"),
    "signed_in_at": _l("最近登录"),
    "opened_at": _l("开通时间"),
    "is_unused": _l("长期未登录"),
    "sessions": _l("在线设备"),
    "used_at": _l("最近操作"),
}
_SHARED = {
    "number": _l("申请编号"),
    "batch": _l("批次号"),
    "organization": _l("所属机构"),
    "name": _l("姓名"),
    "username": _l("登录账号"),
    "reason": _l("申请理由"),
    "applied_on": _l("申请日期"),
    "applied_by": _l("申请人"),
    "state": _l("审核状态"),
    "opinion": _l("审核意见"),
    "handled_by": _l("审核人"),
    "closed_on": _l("审核日期"),
}
APPLICATION_LABELS = {
    **_SHARED,
    "mobile": _l("手机号"),
    "email": _l("邮箱"),
    "roles": _l("角色"),
}
RIGHT_LABELS = {
    **_SHARED,
    "name": _l("用户"),
    "kind": _l("申请类型"),
    "roles": _l("当前角色权限"),
    "before": _l("当前附加权限"),
    "bundles": _l("申请的附加权限"),
    "bundle_names": _l("申请的附加权限"),
    "until": _l("授权截止日期"),
}
