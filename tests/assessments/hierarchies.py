"""Acts of a 层级考核 by the pages: which organizations, projects, 提交, 整改回复."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.assessments.models import HierarchicalAssessment
from app.core.access.scope import unscoped
from app.core.base.db import db
from tests.long_form.pages import sent
from tests.support.forms import errors, fields

HIERARCHIES, PROJECTS = "/assessments/hierarchical", "/assessments/hierarchical-projects"
# 长沙 and 株洲, counties of the one and of the other.
PROVINCE, CHANGSHA, ZHUZHOU, YUELU, TIANYUAN, LIUYANG = range(1, 7)


def add_url(ids: tuple[int, ...] | list[int]) -> str:
    return f"{HIERARCHIES}/add?" + "&".join(f"of={one}" for one in ids)


def begin(client: Any, *ids: int, **said: str) -> Any:
    """新增被考核机构 of some organizations."""
    typed = fields(client.get(add_url(ids)).text)
    return client.post(add_url(ids), data={**typed, "assessors": "赵六、钱七", **said})


def begun(client: Any, *ids: int, **said: str) -> int:
    """The first of the 层级考核 that begin so."""
    answer = begin(client, *(ids or (YUELU,)), **said)
    assert answer.status_code == 303, errors(answer.text)
    return int(re.search(r"pad/(\d+)", answer.location)[1])


def save(
    client: Any, number: int, name: str, *marks: dict[str, str], team: Any = (), **said: str
) -> Any:
    """保存 of a new project with its 监督组成员."""
    url = f"{PROJECTS}/add?of={number}"
    typed = sent(client.get(url).text)
    for one in marks:
        typed.update(one)
    head = {"name": name, "client": "示例置业有限公司", "members": [str(one) for one in team]}
    return client.post(url, data={**typed, **head, **said})


def saved(client: Any, number: int, name: str, *marks: dict[str, str], team: Any = ()) -> int:
    answer = save(client, number, name, *marks, team=team)
    assert answer.status_code == 303, errors(answer.text)
    return int(re.search(r"edit/(\d+)", answer.location)[1])


def submit(client: Any, number: int, **said: str) -> Any:
    typed = {"comment": "总体规范", **said}
    return client.post(f"{HIERARCHIES}/move/{number}/submit", data=typed)


def stored(app: Flask, number: int) -> HierarchicalAssessment:
    with app.app_context(), unscoped("what is stored"):
        asked = select(HierarchicalAssessment).where(HierarchicalAssessment.id == number)
        return db.session.scalars(asked.execution_options(include_deleted=True)).one()
