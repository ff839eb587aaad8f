"""What code branches on about training; the resources of its rights."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

SESSION = "training.session"
ALLOCATION = "training.allocation"
CONTINUING = "training.continuing"


class TrainingKind(Labelled):
    """培训类型"""

    INDUCTION = "induction", _l("新进人员培训")
    CONTINUING = "continuing", _l("继续教育培训")


class Coverage(Labelled):
    """适用证书"""

    QUALITY = "quality", _l("质量")
    SAFETY = "safety", _l("安全")
    BOTH = "both", _l("质量安全")


class SessionPhase(Labelled):
    """状态 of a session on a day: what the province decided, else what follows from its days."""

    DRAFT = "draft", _l("草稿")
    OPEN = "open", _l("已发布（报名中）")
    CLOSED = "closed", _l("报名截止")
    RUNNING = "running", _l("培训中")
    EXAMINED = "examined", _l("考核中")
    ENDED = "ended", _l("已结束")
    CANCELLED = "cancelled", _l("已取消")


TONES: Mapping[SessionPhase, str] = {
    SessionPhase.DRAFT: "mute",
    SessionPhase.OPEN: "ok",
    SessionPhase.CLOSED: "wait",
    SessionPhase.RUNNING: "wait",
    SessionPhase.EXAMINED: "wait",
    SessionPhase.ENDED: "mute",
    SessionPhase.CANCELLED: "off",
}


class ContinuingState(Labelled):
    """审核状态 of somebody enrolled for 继续教育; a draft lives no longer than its press."""

    DRAFT = "draft", _l("草稿")
    FILED = "filed", _l("未审核")
    PASSED = "passed", _l("已通过（待培训）")
    RETURNED = "returned", _l("已退回")
    LAPSED = "lapsed", _l("已失效")


# In these an enrolment takes a place of its session.
SEATED = (ContinuingState.FILED, ContinuingState.PASSED)
# While one of these, nobody enrols the person again in the same year (V35).
RUNNING = (ContinuingState.FILED, ContinuingState.PASSED, ContinuingState.RETURNED)
DELETABLE = (ContinuingState.FILED,)
SHOWN = tuple(state for state in ContinuingState if state is not ContinuingState.DRAFT)


class EnrolmentStep(Labelled):
    """当前环节 of an enrolment that waits."""

    PREFECTURE = "prefecture", _l("市州审核")
    PROVINCE = "province", _l("省级审核")


STATE_TONES: Mapping[ContinuingState, str] = {
    ContinuingState.FILED: "wait",
    ContinuingState.PASSED: "ok",
    ContinuingState.RETURNED: "back",
    ContinuingState.LAPSED: "off",
}
