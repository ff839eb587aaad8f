"""人员结构 of everybody in one installation: counted, kept and archived, beside plain SQL."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from statistics import median
from time import process_time_ns
from typing import Any

from sqlalchemy import text

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.dictionaries import codes_in, entries
from app.core.tree.organization_tree import tree
from app.factory import create_app
from app.organizations.jobs import AT_ONCE
from app.organizations.operations import archive
from app.personnel.cells import CODED
from app.personnel.operations import count_anew
from app.personnel.queries import KEPT, kept_structure, staff_structure

from .subject import Subject

ROUNDS = 3
HELD = """
WITH held AS (
  SELECT identity_id, organization_id, max(type = 'quality') AS q, max(type = 'safety') AS s
  FROM certificate_version
  WHERE from_day <= :day AND (to_day IS NULL OR to_day > :day)
    AND valid_from <= :day AND valid_to >= :day AND status = 'valid'
  GROUP BY identity_id, organization_id
)
SELECT p.organization_id, {columns}
FROM person p
LEFT JOIN held h ON h.identity_id = p.identity_id AND h.organization_id = p.organization_id
WHERE p.deleted_at IS NULL AND p.joined_on <= :day AND (p.left_on IS NULL OR p.left_on > :day)
GROUP BY p.organization_id
"""
CERTIFIED = {
    "on_duty": "true",
    "certified": "h.q OR h.s",
    "quality_only": "h.q AND NOT h.s",
    "safety_only": "h.s AND NOT h.q",
    "dual": "h.q AND h.s",
}
Figures = dict[int, dict[str, int]]


def by_hand(day: dt.date, cells: dict[str, str]) -> Figures:
    """The cells by one statement as somebody writes it who knows this database alone."""
    away = ", ".join(f"'{code}'" for code in codes_in("employ_type", "seconded_in", year=day.year))
    columns = ", ".join(
        f"count(*) FILTER (WHERE p.employ_type NOT IN ({away}) AND ({condition}))"
        for condition in cells.values()
    )
    statement = HELD.format(columns=columns)
    if db.engine.dialect.name == "postgresql":
        statement = statement.replace("max(", "bool_or(")
    rows = db.session.connection().execute(text(statement), {"day": day})
    return {row[0]: dict(zip(cells, row[1:], strict=True)) for row in rows}


def cases(day: dt.date) -> dict[str, Callable[[], Any]]:
    """What is measured by name; those that end in "by hand" say the same as the one before."""
    coded = {
        f"{name}={code}": f"p.{name} = '{code}'"
        for name in CODED
        for code in entries(name, year=day.year)
    }
    many = {**CERTIFIED, **coded}
    return {
        f"{len(KEPT)} cells live": lambda: staff_structure(None, day, only=KEPT),
        f"{len(KEPT)} cells by hand": lambda: by_hand(day, CERTIFIED),
        f"{len(many)} cells live": lambda: staff_structure(None, day, only=many),
        f"{len(many)} cells by hand": lambda: by_hand(day, many),
        "every cell live": lambda: staff_structure(None, day),
        f"{len(KEPT)} cells kept": lambda: kept_structure(day),
        "archive of a year": lambda: _archive(day.year),
    }


def _archive(year: int) -> None:
    every = list(tree(dt.date(year, 12, 31)))
    for start in range(0, len(every), AT_ONCE):
        archive(year, every[start : start + AT_ONCE], at=clock.now())
        db.session.rollback()


def main() -> None:
    """Print CPU seconds by name, process and database server together."""
    subject = Subject(None)
    subject.watch()
    app, found = create_app(), {}
    with app.test_request_context(), unscoped("figures that are measured"):
        day = clock.today()
        count_anew(day, before=clock.now())
        db.session.commit()
        measured = cases(day)
        said: dict[str, Any] = {}
        for name, case in measured.items():
            spent = []
            for _turn in range(ROUNDS):
                began = process_time_ns() + subject.database_cpu()
                said[name] = case()
                spent.append(process_time_ns() + subject.database_cpu() - began)
                db.session.rollback()
            found[name] = median(spent) / 1e9
    for name, figures in said.items():
        live = name.replace("by hand", "live").replace("kept", "live")
        if live in said and figures != said[live]:
            raise SystemExit(f"{name}: the two do not say the same")
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
