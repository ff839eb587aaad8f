"""What code branches on about assessments; the resources of their rights."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

GROUP = "assessments.group"
HIERARCHICAL = "assessments.hierarchical"


class AssessmentKind(Labelled):
    """考核"""

    GROUP = "group", _l("监督组考核")
    HIERARCHICAL = "hierarchical", _l("层级考核")

    @property
    def resource(self) -> str:
        """The resource of its screen and its process."""
        return f"assessments.{self.value}"

    @property
    def months(self) -> int:
        """How many months one of its periods has: a quarter, or half a year."""
        return 3 if self is AssessmentKind.GROUP else 6


class AssessmentState(Labelled):
    """考核状态"""

    RUNNING = "running", _l("考核中")
    DONE = "done", _l("已完成")


TONES: Mapping[AssessmentState, str] = {
    AssessmentState.RUNNING: "wait",
    AssessmentState.DONE: "ok",
}


class Rectification(Labelled):
    """整改情况 of a 层级考核 that was submitted"""

    NONE = "none", _l("无需整改")
    PENDING = "pending", _l("待整改")
    REPLIED = "replied", _l("已回复")
    CONFIRMED = "confirmed", _l("已确认")


RECTIFICATION_TONES: Mapping[Rectification, str] = {
    Rectification.NONE: "off",
    Rectification.PENDING: "wait",
    Rectification.REPLIED: "info",
    Rectification.CONFIRMED: "ok",
}


class ProjectClass(Labelled):
    """工程类别"""

    BUILDING = "building", _l("房建")
    MUNICIPAL = "municipal", _l("市政")
    RAIL = "rail", _l("轨道")


class ProjectStage(Labelled):
    """形象进度"""

    FOUNDATION = "foundation", _l("基础")
    STRUCTURE = "structure", _l("主体")
    FINISHING = "finishing", _l("装饰")
    COMPLETED = "completed", _l("竣工")
