"""公告: what the province announced in the last months."""

from __future__ import annotations

import datetime as dt

from app.core.base import clock
from app.notices.models import Notice

from . import bulk

# Days ago, title, content.
NOTICES = (
    (
        120,
        "关于规范监督证书变更办理的通知",
        "监督人员调动后，调入机构应在三十日内申请证书变更，并上传调令或任职文件。",
    ),
    (
        45,
        "关于开展监督机构年度数据核对的通知",
        "请各监督机构核对在职工作人员和持证情况，发现差错及时更正。\n核对完成后请在系统中确认。",
    ),
    (
        10,
        "关于做好监督机构年度填报工作的通知",
        "请各监督机构于次年三月底前完成基本情况、监督工程情况和监督经费情况的填报。\n"
        "年度锁定后需要更正的，请联系省级管理员解锁。",
    ),
)


def load() -> None:
    """Notices for an empty table."""
    if not bulk.is_empty(Notice):
        return
    rows = [
        {
            "title": title,
            "content": content,
            "published_on": clock.today() - dt.timedelta(days=days),
            "version": 1,
        }
        for days, title, content in NOTICES
    ]
    bulk.insert_numbered(Notice, rows)
