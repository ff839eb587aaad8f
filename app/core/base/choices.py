"""Values that code branches on; everything an office may edit is a dictionary entry."""

from __future__ import annotations

import enum
from typing import Any, Self, cast

from flask_babel import lazy_gettext as _l


class Labelled(enum.StrEnum):
    """An enumeration whose members know how they read."""

    label: Any

    def __new__(cls, value: str, label: Any) -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member that is stored as a value; KeyError for one that is none."""
        return cast(Self, cls._value2member_map_[value])


class Level(Labelled):
    """机构级别"""

    PROVINCE = "province", _l("省级")
    PREFECTURE = "prefecture", _l("市州级")
    COUNTY = "county", _l("县级")


class OrganizationKind(Labelled):
    """机构类别"""

    JOINT = "joint", _l("质量安全监督合署机构")
    QUALITY = "quality", _l("独立质量监督机构")
    SAFETY = "safety", _l("独立安全监督机构")

    @property
    def short(self) -> Any:
        """The word of narrow columns."""
        return {"joint": _l("合署"), "quality": _l("独立质量"), "safety": _l("独立安全")}[
            self.value
        ]


class OrganizationStatus(Labelled):
    """机构状态"""

    ACTIVE = "active", _l("正常")
    PREPARING = "preparing", _l("筹建")
    MERGED = "merged", _l("已合并")
    REVOKED = "revoked", _l("已撤销")
    DISABLED = "disabled", _l("停用")


class DivisionLevel(Labelled):
    """行政区划级别; a zone is no statutory division but may have a station of its own."""

    PROVINCE = "province", _l("省")
    PREFECTURE = "prefecture", _l("市州")
    COUNTY = "county", _l("县市区")
    ZONE = "zone", _l("开发区、管理区")


class DayKind(Labelled):
    """日期类型 of the working calendar"""

    HOLIDAY = "holiday", _l("放假")
    WORKDAY = "workday", _l("调休上班")
    USUAL = "usual", _l("按周末安排")


class JobState(Labelled):
    """后台任务状态"""

    QUEUED = "queued", _l("排队中")
    RUNNING = "running", _l("正在执行")
    DONE = "done", _l("已完成")
    FAILED = "failed", _l("失败")
    CANCELLED = "cancelled", _l("已取消")


class EntryState(Labelled):
    """Whether forms still offer an entry of a dictionary."""

    ACTIVE = "active", _l("启用")
    RETIRED = "retired", _l("停用")


class SessionEnd(Labelled):
    """Why a sign-in has ended, as its next request is told"""

    CROWDED_OUT = "crowded_out", _l("该账号在其他设备上登录，同时登录数超过上限，本次登录已结束")
    ELSEWHERE = "elsewhere", _l("您在其他设备上结束了本次登录")
    BY_ADMINISTRATOR = "administrator", _l("管理员已结束您的登录，请重新登录")
    OUTSIDE = "outside", _l("该账号不能从当前网络地址使用，请从指定的网络登录")
