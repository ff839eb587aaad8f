"""The pad of 监督组考核 with every 扣分内容 ticked, and R24 over 200,000 records of points."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import process_time_ns
from typing import Any

from flask import g
from sqlalchemy import func, insert, literal, select

from app.assessments import operations
from app.assessments.models import GroupAssessment
from app.assessments.rules.projects import points_of
from app.core.access.actor import Actor
from app.core.access.scope import acting_as, unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.demerits.models import DemeritItem, DemeritRecord
from app.factory import create_app
from app.personnel.models import ON_ROSTER, Person
from app.reporting.export import make_sheet
from app.reporting.question import read_question
from app.reporting.registry import registered
from app.reporting.xlsx import write_xlsx
from app.scoring.choices import SheetKind
from app.scoring.queries import sheet_for

from .subject import Subject

RECORDS = 200_000


def fill() -> int:
    """A record of two points for each of so many people; how many there are."""
    year, day = clock.year(), clock.today()
    told = {
        "organization_id": Person.organization_id,
        "number": literal("B").concat(Person.id),
        "batch": literal("B"),
        "cycle": literal(year),
        "person_id": Person.id,
        "identity_id": Person.identity_id,
        "subject_id": Person.organization_id,
        "name": Person.name,
        "initials": Person.initials,
        "pinyin": Person.pinyin,
        "id_no": Person.id_no,
        "id_no_hash": Person.id_no_hash,
        "certificates": literal({}, DemeritRecord.certificates.type),
        "happened_on": literal(day),
        "points": literal(2),
        "facts": literal("-"),
        "source": literal("manual"),
        "recorded_on": literal(day),
        "recorded_by": literal("-"),
        "state": literal("passed"),
        "version": literal(1),
    }
    _copy(DemeritRecord, told, select(*told.values()).where(ON_ROSTER).limit(RECORDS))
    record = DemeritRecord
    given = {
        "organization_id": record.organization_id,
        "record_id": record.id,
        "position": literal(0),
        "group": literal("记2分"),
        "code": literal("J301"),
        "text": literal("发现质量安全问题未下达整改通知书"),
        "points": literal(2),
    }
    _copy(DemeritItem, given, select(*given.values()).where(record.batch == "B"))
    counted = select(func.count(record.id)).where(record.batch == "B")
    return db.session.scalar(counted) or 0


def _copy(model: Any, told: dict[str, Any], asked: Any) -> None:
    db.session.connection().execute(insert(model.__table__).from_select(list(told), asked))


def written(user: User) -> None:
    """R24 of the whole province as a spreadsheet."""
    question = read_question(registered()["demerit_summary"], user, {"year": clock.year()})
    with tempfile.TemporaryDirectory(prefix="zj-bench-") as folder:
        write_xlsx(make_sheet(question), Path(folder) / "r24.xlsx")


def begun(organization_id: int) -> GroupAssessment:
    """A 监督组考核 that runs."""
    year = clock.year()
    sheet = sheet_for(SheetKind.PROJECT, year)
    assert sheet is not None
    told = {"number": "B", "year": year, "period": 1, "assessors": "-", "sheet_id": sheet.id}
    found = GroupAssessment(organization_id=organization_id, **told)
    db.session.add(found)
    db.session.flush()
    return found


def save(assessment: GroupAssessment, actor: Actor) -> None:
    """保存 of a project in which everything was found."""
    content = operations.content_of(assessment)
    cells = {"ticked": True, "count": 1, "value": None, "fact": "见照片"}
    values = {
        "name": "工程",
        "client": "建设单位",
        "marks": {str(place): cells for place, _point in enumerate(points_of(content))},
        "items": {
            str(place): {"out": False, "reason": None} for place, _item in enumerate(content.items)
        },
        "vetoed": {str(place): {"ticked": False} for place, _one in enumerate(content.vetoes)},
    }
    operations.save_project(assessment, None, values, actor)


def main() -> None:
    """Print CPU seconds, of the process and of the database server together; nothing is kept."""
    subject = Subject(None)
    subject.watch()
    app = create_app()
    found = {}

    def measured(name: str, act: Any) -> None:
        subject.statements.clear()
        began = process_time_ns() + subject.database_cpu()
        act()
        spent = process_time_ns() + subject.database_cpu() - began
        found[f"{name}, {len(subject.statements)} statements"] = spent / 1e9

    with app.test_request_context():
        with unscoped("the asker, and figures that are measured"):
            user = db.session.scalars(select(User).where(User.username == "hn_admin")).one()
            actor = Actor(user.id, user.username, user.organization_id)
            running = begun(actor.organization_id or 0)
            measured("pad saved", lambda: save(running, actor))
            count = fill()
        g.user = user
        with acting_as(user):
            measured(f"R24 of {count:,} records", lambda: written(user))
        db.session.rollback()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
