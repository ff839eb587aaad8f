"""导入 of the roster: the columns of its workbook, with the rules and the writes of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access.actor import Actor
from app.core.base import clock
from app.imports.declaration import (
    CellFault,
    ImportColumn,
    ImportedRow,
    ImportKind,
    column_of,
)

from . import operations, queries, rules
from .labels import LABELS
from .models import Person

IF_SUPERVISING = _l("岗位类别为监督岗位时必填")
# What stands in the template beside what the model says of a column.
MORE: Mapping[str, Mapping[str, Any]] = {
    "name": {"hint": _l("2 至 40 个汉字，少数民族姓名用“·”分隔"), "example": "王伟"},
    "id_no": {
        "hint": _l("18 位，文本格式；性别、出生日期由此得出"),
        "example": "439900199003070011",
        "width": 22,
        "length": 18,
        "unique": True,
        "also": ("身份证号码", "身份证", "公民身份号码"),
    },
    "mobile": {"example": "13900000020", "length": 11, "also": ("手机", "手机号码", "联系电话")},
    "employ_type": {"example": "事业编", "width": 16},
    "duty_status": {"example": "在岗", "width": 20},
    "post_type": {"example": "监督岗位"},
    "supervision_field": {"hint": IF_SUPERVISING, "example": "质量"},
    "education": {"example": "大学本科"},
    "school": {"example": "湖南大学", "width": 24},
    "major": {"example": "土木工程", "width": 20},
    "specialty": {"example": "土建（结构）", "width": 16},
    "title_level": {"example": "中级"},
    "title_name": {"hint": _l("有职称时必填"), "example": "工程师", "width": 20},
    "work_from": {"example": "2012-07-01"},
    "supervising_from": {"hint": IF_SUPERVISING, "example": "2015-03-01", "width": 18},
    "joined_on": {"example": "2015-03-01", "width": 16},
    "remark": {"width": 30},
}
COLUMNS = (*operations.LOCKED, "mobile", *operations.FACTS)


def _column(key: str) -> ImportColumn:
    more = {"required": key in rules.REQUIRED, **MORE.get(key, {})}
    return column_of(Person, key, LABELS[key], **more)


def check(rows: Sequence[ImportedRow], actor: Actor) -> Iterator[CellFault]:
    """What the form would refuse, of every row; who is registered is looked up once for all."""
    groups, today = queries.groups(), clock.today()
    numbers = {row.values["id_no"] for row in rows if row.values["id_no"]}
    found = queries.registrations(numbers, actor.organization_id)
    for row in rows:
        registration = found.get(row.values["id_no"] or "", rules.NOBODY)
        faults = rules.person_faults(row.values, groups, today=today, registration=registration)
        for fault in faults:
            yield CellFault(row.number, fault.field, fault.message)


def notes(rows: Sequence[ImportedRow], _actor: Actor) -> Iterator[CellFault]:
    """What the form would ask to agree to."""
    groups, today = queries.groups(), clock.today()
    for row in rows:
        for words in rules.person_warnings(row.values, groups, today=today):
            yield CellFault(row.number, "id_no", words)


def store(rows: Sequence[ImportedRow], actor: Actor) -> list[int]:
    """Put the people on the roster of the actor's organization; their ids."""
    return [person.id for person in operations.enter_people([row.values for row in rows], actor)]


ROSTER_IMPORT = ImportKind(
    "roster",
    _l("在职工作人员"),
    "personnel.person",
    tuple(_column(key) for key in COLUMNS),
    check=check,
    store=store,
    undo=operations.take_back_people,
    screen="PersonView.list",
    notes=notes,
    # Whoever was counted on the last evening of a year stays counted.
    kept_by_year=_l("上年人员结构已归档"),
    guide=(_l("照片和执业资格在导入后逐人补充。"),),
)
