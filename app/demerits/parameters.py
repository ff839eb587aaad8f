"""What an office decides about demerit points: from which total what follows, and terms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import Declaration, ParameterGroup

DEMERITS = ParameterGroup(_l("动态考核记分"), 35)


def _threshold(key: str, label: object, default: int, hint: object) -> Declaration:
    return Declaration(
        key, label, DEMERITS, ParameterKind.INTEGER, default, _l("分"), low=1, high=99, hint=hint
    )


PARAMETERS = (
    _threshold("point_remind", _l("提醒谈话分值"), 3, _l("本周期累计达到该分值，提醒谈话。")),
    _threshold("point_talk", _l("约谈分值"), 6, _l("累计达到该分值且未记满，约谈、限期改正。")),
    _threshold("point_notice", _l("通报批评分值"), 9, _l("达到该分值，通报批评、取消当年评优。")),
    _threshold("point_full", _l("记满分值"), 12, _l("达到该分值，暂扣证书，培训考核合格后恢复。")),
    Declaration(
        "appeal_days",
        _l("申诉期限"),
        DEMERITS,
        ParameterKind.INTEGER,
        5,
        _l("个工作日"),
        low=1,
        high=60,
        hint=_l("审核通过后，被记分人所在机构可以申诉的工作日数。"),
    ),
)
