"""What the fields of a certificate are called, on screens and in refusals."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LABELS = {
    "number": _l("证书编号"),
    "type": _l("证书种类"),
    "name": _l("姓名"),
    "organization": _l("单位名称"),
    "issuer": _l("发证机关"),
    "first_issued_on": _l("首次发证日期"),
    "issued_on": _l("发证日期"),
    "valid_from": _l("有效期起"),
    "valid_to": _l("有效期止"),
    "state": _l("证书状态"),
    "field": _l("证书专业"),
    "source": _l("来源"),
    "reissued": _l("补办次数"),
    "cancelled_on": _l("注销日期"),
    "cancelled_reason": _l("注销原因"),
}
