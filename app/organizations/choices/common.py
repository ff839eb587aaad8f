"""What all yearly returns share: their states, and figures that are declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled, OrganizationKind


class ReturnState(Labelled):
    """填报状态"""

    DRAFT = "draft", _l("草稿")
    SUBMITTED = "submitted", _l("已提交")
    RETURNED = "returned", _l("已退回")
    LOCKED = "locked", _l("已锁定")


class StructureState(Labelled):
    """数据状态 of 人员结构"""

    LIVE = "live", _l("实时")
    ARCHIVED = "archived", _l("已归档")
    LATE = "late", _l("补归档")


class Completion(Labelled):
    """完善状态 of an organization's year."""

    EMPTY = "empty", _l("未完善")
    PARTIAL = "partial", _l("完善中")
    COMPLETE = "complete", _l("已完善")


class YearState(Labelled):
    """Whether an organization may still write a year."""

    OPEN = "open", _l("未锁定")
    LOCKED = "locked", _l("已锁定")
    UNLOCKED = "unlocked", _l("已解锁")


FILED = (ReturnState.SUBMITTED, ReturnState.LOCKED)


class VerificationResult(Labelled):
    """验证结果"""

    PASSED = "passed", _l("合格")
    BARELY = "barely", _l("基本合格")
    FAILED = "failed", _l("不合格")


class VerificationEnd(Labelled):
    """What ended a verification before its time"""

    REVOKED = "revoked", _l("已撤销")
    CANCELLED = "cancelled", _l("已注销")


class VerificationStanding(Labelled):
    """证书状态 of a verification today"""

    VALID = "valid", _l("有效")
    EXPIRING = "expiring", _l("即将到期")
    EXPIRED = "expired", _l("已过期")
    REVOKED = "revoked", _l("已撤销")
    CANCELLED = "cancelled", _l("已注销")


Kind = Literal["count", "amount"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a return: column, form field, row of the detail page, all from here.

    ``part_of`` names the figure it may not exceed (V23 E); ``compared_with`` the
    one it may exceed only with an explanation (V23 W).
    """

    key: str
    label: Any
    unit: Any
    kind: Kind = "count"
    part_of: str | None = None
    compared_with: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A block of figures; hidden for organizations of another kind."""

    key: str
    label: Any
    figures: tuple[Figure, ...]
    hidden_for: OrganizationKind | None = None


TIMES, SHEETS, CASES, ITEMS, WAN = _l("次"), _l("份"), _l("起"), _l("条"), _l("万元")
PIECES, PERSONS, PROJECTS = _l("件"), _l("人"), _l("个")
