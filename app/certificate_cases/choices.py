"""What code branches on about applications; grounds and fields are dictionary entries."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

CHANGE = "certificate_cases.change"
CANCELLATION = "certificate_cases.cancellation"
REISSUE = "certificate_cases.reissue"


# The place of a 补办 for the photo of its person.
REISSUE_PHOTO = "photo"


class CaseKind(Labelled):
    """业务"""

    CHANGE = "change", _l("证书变更")
    CANCELLATION = "cancellation", _l("证书注销")
    REISSUE = "reissue", _l("证书补办")

    @property
    def resource(self) -> str:
        """The resource of its screen and its process."""
        return f"certificate_cases.{self.value}"


class CaseState(Labelled):
    """受理状态; a draft lives no longer than the press that files it."""

    DRAFT = "draft", _l("草稿")
    FILED = "filed", _l("未受理")
    ACCEPTED = "accepted", _l("已受理")
    RETURNED = "returned", _l("已退回")
    REFUSED = "refused", _l("不予受理")
    CLOSED = "closed", _l("已办结")


# What lists show, for nobody finds a draft.
SHOWN = tuple(state for state in CaseState if state is not CaseState.DRAFT)
# While an application is in one of these, nobody files another about the same certificate (V30).
RUNNING = (CaseState.FILED, CaseState.ACCEPTED, CaseState.RETURNED)
DELETABLE = (CaseState.FILED, CaseState.REFUSED, CaseState.RETURNED)


class CaseStep(Labelled):
    """环节 of an application that waits."""

    RECEIVER = "receiver", _l("调入机构确认")
    PREFECTURE = "prefecture", _l("市州初审")
    PROVINCE = "province", _l("省级受理")


class ChangeType(Labelled):
    """变更类型"""

    INFORMATION = "information", _l("证书信息变更")
    TRANSFER = "transfer", _l("工作单位变更（调动）")
    NAME = "name", _l("姓名变更")
    ID_NUMBER = "id_number", _l("身份证号变更")
    FIELD = "field", _l("证书专业变更")


# What is changed of the person, not of a certificate alone.
OF_THE_PERSON = (ChangeType.TRANSFER, ChangeType.NAME, ChangeType.ID_NUMBER)


class OriginalPaper(Labelled):
    """原件交回"""

    HANDED_IN = "handed_in", _l("已交回")
    KEPT = "kept", _l("未交回")
    LOST = "lost", _l("遗失")


def picture_slots(kind: str) -> dict[str, str]:
    """Slot of an application → slot of the certificate, of the pictures of a new certificate."""
    return {f"{kind}_{side}": side for side in ("front", "back")}
