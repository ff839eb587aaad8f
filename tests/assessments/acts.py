"""Acts of a 监督组考核 by the pages: whom it is about, projects, 提交."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.assessments.models import AssessedProject, GroupAssessment
from app.core.access.scope import unscoped
from app.core.base.db import db
from tests.long_form.pages import sent
from tests.support.factories import make_certificate, make_person
from tests.support.forms import errors, fields

GROUPS, PROJECTS = "/assessments/groups", "/assessments/projects"
# Places of 扣分内容 in the sheet that is shipped: A1.1.1 (3 points, each 3) and A1.1.2 (0.5).
FIRST, SECOND = 0, 1


def people(app: Flask, *names: str, organization_id: int = 4) -> list[int]:
    """People of 监督岗位 on a roster, with a certificate."""
    with app.app_context(), unscoped("people of the test"):
        found = [make_person(organization_id=organization_id, name=one) for one in names]
        for one in found:
            make_certificate(one)
        db.session.commit()
        return [one.id for one in found]


def add_url(ids: list[int]) -> str:
    return f"{GROUPS}/add?" + "&".join(f"of={one}" for one in ids)


def begin(client: Any, ids: list[int], **said: str) -> Any:
    """新增被考核人员 of some people."""
    typed = fields(client.get(add_url(ids)).text)
    return client.post(add_url(ids), data={**typed, "assessors": "赵六、钱七", **said})


def begun(app: Flask, client: Any, **said: str) -> int:
    """A 监督组考核 of two people that runs."""
    answer = begin(client, people(app, "王示范", "李样例"), **said)
    assert answer.status_code == 303, errors(answer.text)
    return int(re.search(r"pad/(\d+)", answer.location)[1])


def found(place: int, *, count: str = "1", value: str = "", fact: str = "") -> dict[str, str]:
    """扣分内容 at a place as a form sends it."""
    cells = {"ticked": "y", "count": count, "value": value, "fact": fact}
    return {f"marks-{place}-{name}": text for name, text in cells.items()}


def save(
    client: Any, number: int, name: str = "示例花园", *marks: dict[str, str], **said: str
) -> Any:
    """保存 of a new project."""
    url = f"{PROJECTS}/add?of={number}"
    typed = sent(client.get(url).text)
    for one in marks:
        typed.update(one)
    head = {"name": name, "client": "示例置业有限公司"}
    return client.post(url, data={**typed, **head, **said})


def saved(app: Flask, client: Any, number: int, name: str, *marks: dict[str, str]) -> int:
    answer = save(client, number, name, *marks)
    assert answer.status_code == 303, errors(answer.text)
    return int(re.search(r"edit/(\d+)", answer.location)[1])


def submit(client: Any, number: int, **said: str) -> Any:
    return client.post(f"{GROUPS}/move/{number}/submit", data=said)


def assessment(app: Flask, number: int) -> GroupAssessment:
    with app.app_context(), unscoped("what is stored"):
        asked = select(GroupAssessment).where(GroupAssessment.id == number)
        return db.session.scalars(asked.execution_options(include_deleted=True)).one()


def project(app: Flask, number: int) -> AssessedProject:
    with app.app_context(), unscoped("what is stored"):
        asked = select(AssessedProject).where(AssessedProject.id == number)
        one = db.session.scalars(asked.execution_options(include_deleted=True)).one()
        assert one.deductions is not None
        return one
