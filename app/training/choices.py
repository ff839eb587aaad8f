"""What code branches on about training; the resources of its rights."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

SESSION = "training.session"


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
