"""What code branches on about scores; the resource of the sheets' rights."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

SHEET = "scoring.sheet"


class SheetKind(Labelled):
    """评分表"""

    PROJECT = "project", _l("监督工作规范化考核评分表（项目）")
    ORGANIZATION = "organization", _l("监督机构工作考核评分表")


class Grade(Labelled):
    """考核等次, the best first"""

    EXCELLENT = "excellent", _l("优秀")
    PASSED = "passed", _l("合格")
    BARELY = "barely", _l("基本合格")
    FAILED = "failed", _l("不合格")


TONES: Mapping[Grade, str] = {
    Grade.EXCELLENT: "ok",
    Grade.PASSED: "info",
    Grade.BARELY: "wait",
    Grade.FAILED: "bad",
}
