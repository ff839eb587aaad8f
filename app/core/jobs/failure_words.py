"""Cause of a failed job, in the words of whoever asked for it."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from flask_babel import gettext as _
from rq.timeouts import BaseTimeoutException
from sqlalchemy.exc import InterfaceError, OperationalError

FULL = (errno.ENOSPC, errno.EDQUOT)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def cause(failure: BaseException, run_id: int) -> str:
    """Why a job was given up, and what to do; never the name of a class."""
    chain = list(_chain(failure))
    numbers = {one.errno for one in chain if isinstance(one, OSError)}
    if numbers & set(FULL):
        return _("磁盘已满，请联系系统管理员清理后重试")
    if numbers & set(CLOSED):
        return _("文件夹不可写，请联系系统管理员检查后重试")
    if any(isinstance(one, MemoryError) for one in chain):
        return _("内存不足，请缩小范围后重试")
    if any(isinstance(one, BaseTimeoutException) for one in chain):
        return _("任务超时，请缩小范围后重试")
    if any(isinstance(one, OperationalError | InterfaceError) for one in chain):
        return _("数据库暂时不可用，请稍后重试")
    return _(
        "任务执行出错，请稍后重试；如多次出现，请将任务号 %(number)d 告知系统管理员", number=run_id
    )


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    """The failure and what it came from; libraries hide the system's own words in theirs."""
    seen: set[int] = set()
    while failure is not None and id(failure) not in seen:
        seen.add(id(failure))
        yield failure
        failure = failure.__cause__ or failure.__context__
