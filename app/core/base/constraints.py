"""Constraints by which the database refuses what the forms refuse."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint


def refuse_negatives(model: type[Any]) -> None:
    """Add a check constraint: no figure of a model that has ``min`` 0 falls below it.

    Called once all columns are there; the migration of the table adds the same constraint.
    """
    table = model.__table__
    least = [column.name for column in table.columns if column.info.get("min") == 0]
    condition = " AND ".join(f"{name} >= 0" for name in least)
    table.append_constraint(CheckConstraint(condition, name="figures_not_negative"))
