"""What code branches on about demerit points; the resources of the module's rights."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.access.roles import Role
from app.core.base.choices import Labelled

RECORD = "demerits.record"
REASON = "demerits.reason"
MEASURE = "demerits.measure"
LEADERS = (Role.PROVINCE_LEADER, Role.PREFECTURE_LEADER, Role.COUNTY_LEADER)
# The reports of the module: R24, R23, and 记分通知书.
SUMMARY, SHEET, NOTICE = "demerit_summary", "demerit_sheet", "demerit_notice"


class DemeritState(Labelled):
    """审核状态 of a record; a draft lives no longer than its press."""

    DRAFT = "draft", _l("草稿")
    FILED = "filed", _l("未审核")
    PASSED = "passed", _l("已通过")
    RETURNED = "returned", _l("已退回")
    APPEALED = "appealed", _l("申诉中")
    REVOKED = "revoked", _l("已撤销")
    LAPSED = "lapsed", _l("已失效")


SHOWN = tuple(one for one in DemeritState if one is not DemeritState.DRAFT)
# Whose points are in the total: also while somebody appeals.
COUNTING = (DemeritState.PASSED, DemeritState.APPEALED)
# Nobody knows yet what becomes of these.
UNDECIDED = (DemeritState.FILED, DemeritState.RETURNED, DemeritState.APPEALED)
# What the organization of the person may read (spec 5.2: once final).
TOLD = (*COUNTING, DemeritState.REVOKED)
STATE_TONES: Mapping[DemeritState, str] = {
    DemeritState.FILED: "wait",
    DemeritState.PASSED: "ok",
    DemeritState.RETURNED: "back",
    DemeritState.APPEALED: "wait",
    DemeritState.REVOKED: "off",
    DemeritState.LAPSED: "off",
}


class DemeritSource(Labelled):
    """来源 of a record"""

    MANUAL = "manual", _l("手工")
    GROUP = "group", _l("监督组考核")
    HIERARCHICAL = "hierarchical", _l("层级考核")


class Suggestion(Labelled):
    """系统建议: whether assessments propose a reason by themselves"""

    NONE = "none", _l("不建议")
    SUGGESTED = "suggested", _l("提示")
    AUTOMATIC = "automatic", _l("自动")


class MeasureKind(Labelled):
    """措施 that follows from a total, the mildest first"""

    REMIND = "remind", _l("提醒谈话")
    TALK = "talk", _l("约谈")
    NOTICE = "notice", _l("通报批评")
    SUSPENSION = "suspension", _l("暂扣证书")


MEASURE_TONES: Mapping[MeasureKind, str] = {
    MeasureKind.REMIND: "info",
    MeasureKind.TALK: "wait",
    MeasureKind.NOTICE: "back",
    MeasureKind.SUSPENSION: "bad",
}
