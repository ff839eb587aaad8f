"""Workbooks of a roster: rows that are good, and what may be wrong with one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.imports import jobs, operations
from app.imports.declaration import ImportKind
from app.imports.models import ImportBatch
from app.personnel.roster_import import ROSTER_IMPORT
from tests.imports.workbooks import written
from tests.support.acting import As
from tests.support.factories import id_number

NEW = "/imports/new/roster"
FIRST = dt.date(1975, 1, 1)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"


def good_row(place: int, **changed: Any) -> dict[str, Any]:
    """A row that every rule agrees with, another human for each place."""
    born = FIRST + dt.timedelta(days=place // 900)
    return {
        "姓名": SURNAMES[place % 12] + GIVEN[place % 20] + GIVEN[place // 20 % 20],
        "身份证号": id_number(born, place % 900 + 1),
        "手机号": f"139{place:08d}",
        "民族": "汉族",
        "用工形式": "事业编",
        "在岗状态": "在岗",
        "岗位类别": "综合管理",
        "学历": "大学本科",
        "毕业院校": "湖南大学",
        "所学专业": "土木工程",
        "专业类别": "土建（结构）",
        "职称级别": "无职称",
        "参加工作时间": dt.date(2000, 7, 1),
        "进入本单位日期": "2015.3.1",
        **changed,
    }


def roster(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A workbook of such rows; headings are those of the first one."""
    heads = list(rows[0])
    return written(path, [heads, *([row.get(head) for head in heads] for row in rows)])


def send(app: Flask, username: str, path: Path, kind: ImportKind = ROSTER_IMPORT) -> int:
    """Somebody sends a workbook; the id of the batch, which waits for its check."""
    with As(app, username) as actor:
        batch = operations.send_batch(
            kind,
            path.name,
            path.read_bytes(),
            actor=actor,
            language="zh",
            job=jobs.check_import,
        )
        db.session.commit()
        return batch.id


def ask_to_store(app: Flask, username: str, batch_id: int) -> None:
    """导入有效行, which waits for its job."""
    with As(app, username) as actor:
        batch = db.session.get(ImportBatch, batch_id)
        assert batch is not None
        operations.ask_to_store(batch, actor=actor, language="zh", job=jobs.store_import)


def batch_of(app: Flask, batch_id: int) -> ImportBatch:
    """A batch as it stands in the database."""
    with app.app_context(), unscoped("a test looks"):
        found = db.session.scalars(select(ImportBatch).where(ImportBatch.id == batch_id)).one()
        db.session.expunge(found)
        return found


def content(path: Path) -> BytesIO:
    return BytesIO(path.read_bytes())


def upload(client: FlaskClient, path: Path, name: str = "人员.xlsx") -> Any:
    sent = {"file": (BytesIO(path.read_bytes()), name)}
    return client.post(NEW, data=sent, content_type="multipart/form-data")


def table_of(page: str) -> dict[str, str]:
    """What a browser sends of the table to correct, but for its lists."""
    inputs = re.findall(r'<input[^>]* name="([cw]-[^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in inputs}
