"""What code branches on about training; the resources of its rights."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

SESSION = "training.session"
ALLOCATION = "training.allocation"
INDUCTION = "training.induction"
CONTINUING = "training.continuing"
RESULT = "training.result"
# What is printed for a session, from its row.
ROLL, ATTENDANCE, CARDS = "session_certificates", "session_attendance", "session_cards"


class TrainingKind(Labelled):
    """培训类型"""

    INDUCTION = "induction", _l("新进人员培训")
    CONTINUING = "continuing", _l("继续教育培训")


# The resource by which the enrolments of each are seen.
RESOURCES: Mapping[TrainingKind, str] = {
    TrainingKind.INDUCTION: INDUCTION,
    TrainingKind.CONTINUING: CONTINUING,
}


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


class InductionCategory(Labelled):
    """报名类别"""

    UNCERTIFIED = "uncertified", _l("未持证")
    SINGLE = "single", _l("持单证")


class Result(Labelled):
    """考核结果"""

    PASSED = "passed", _l("合格")
    FAILED = "failed", _l("不合格")
    ABSENT = "absent", _l("缺考")
    MAKEUP_PASSED = "makeup_passed", _l("补考合格")


class InductionState(Labelled):
    """审核状态 of 新进人员培训报名 (3.5); a draft lives no longer than its press."""

    DRAFT = "draft", _l("草稿")
    FILED = "filed", _l("未审核")
    CITY_PASSED = "city_passed", _l("市州已通过")
    PLACED = "placed", _l("已分配")
    ACCEPTED = "accepted", _l("已受理（待培训）")
    RETURNED = "returned", _l("已退回")
    REFUSED = "refused", _l("不予受理")
    PASSED = "passed", _l("考核合格")
    FAILED = "failed", _l("考核不合格")
    ABSENT = "absent", _l("缺考")
    ISSUED = "issued", _l("已发证")
    LAPSED = "lapsed", _l("已失效")


class ContinuingState(Labelled):
    """审核状态 of 继续教育培训报名 (3.6); a draft lives no longer than its press."""

    DRAFT = "draft", _l("草稿")
    WAITING = "waiting", _l("候补")
    FILED = "filed", _l("未审核")
    ACCEPTED = "accepted", _l("已通过（待培训）")
    RETURNED = "returned", _l("已退回")
    PASSED = "passed", _l("考核合格")
    FAILED = "failed", _l("考核不合格")
    ABSENT = "absent", _l("缺考")
    EXTENDED = "extended", _l("已延期")
    LAPSED = "lapsed", _l("已失效")


class EnrolmentStep(Labelled):
    """当前环节 of an enrolment that waits."""

    PREFECTURE = "prefecture", _l("市州审核")
    ALLOCATION = "allocation", _l("额度分配")
    PROVINCE = "province", _l("省级审核")


# By these names both processes call what is the same in both: who comes to the training, what the
# examination said, and the last state.
COMING = ("accepted",)
GRADED = ("passed", "failed", "absent")
PASSED = ("passed",)
FINISHED = ("issued", "extended")
EXAMINED: tuple[str, ...] = (*COMING, *GRADED, *FINISHED)

# In these an enrolment takes a place of its session.
SEATED: tuple[str, ...] = ("filed", *EXAMINED)
WITH_PLACE: tuple[str, ...] = ("placed", *EXAMINED)
# In these somebody of 新进人员 waits for a place.
POOL: tuple[str, ...] = ("filed", "city_passed")
# While one of these, nobody enrols the person again in the same year (V35).
BINDING: tuple[str, ...] = (
    "waiting",
    "filed",
    "city_passed",
    "placed",
    "accepted",
    "returned",
    "passed",
    *FINISHED,
)
# Nobody knows yet what becomes of these; those who failed may be examined once more.
UNDECIDED: tuple[str, ...] = tuple(one for one in BINDING if one not in FINISHED)
MADE_UP = ("failed", "absent")
DELETABLE = ("filed",)
# What runs keeps the person from another one, whatever its year (2.12).
RUNNING: tuple[str, ...] = tuple(one for one in BINDING if one not in FINISHED)
# These of 新进人员 end with their year, without a place (3.5).
UNPLACED = (*POOL, "returned")


def shown(states: type[Labelled]) -> list[tuple[str, str]]:
    """The states that people know of, with their words."""
    return [(one.value, one.label) for one in states if one.value != "draft"]


STATE_TONES: Mapping[str, str] = {
    "waiting": "wait",
    "filed": "wait",
    "city_passed": "wait",
    "placed": "wait",
    "accepted": "ok",
    "returned": "back",
    "refused": "off",
    "passed": "ok",
    "failed": "bad",
    "absent": "bad",
    "issued": "ok",
    "extended": "ok",
    "lapsed": "off",
}
RESULT_TONES: Mapping[Result, str] = {
    Result.PASSED: "ok",
    Result.FAILED: "bad",
    Result.ABSENT: "bad",
    Result.MAKEUP_PASSED: "ok",
}
