"""What every yearly return has: its year, its state, and columns of figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, String, func, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base.column_types import Amount, stored
from app.core.base.db import db
from app.core.base.shares import share
from app.long_form.models import Filed
from app.organizations.choices import ReturnState


class Annual(Filed):
    """One row an organization and year, moved by the workflow engine.

    Its codes read as they did when the year was closed.
    """

    codes_of_year: ClassVar[bool] = True

    year: Mapped[int] = mapped_column(info={"label": _l("年度"), "search": "exact"})
    state: Mapped[ReturnState] = mapped_column(
        stored(ReturnState), default=ReturnState.DRAFT, info={"label": _l("状态")}
    )
    # Given at the first 提交 and kept from then on.
    number: Mapped[str | None] = mapped_column(String(30), info={"label": _l("填报编号")})
    # Who sent it back and has not looked at the correction yet.
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))


def add_figures(model: type[Any], keys: Iterable[tuple[str, str]]) -> None:
    """Give a model one column a figure, so that a figure is declared once, in choices."""
    for key, kind in keys:
        column_type = Amount if kind == "amount" else db.Integer
        setattr(model, key, mapped_column(column_type, nullable=True, info={"min": 0}))


def sum_of(model: Any, keys: Sequence[str]) -> Any:
    """Several columns of one type added up, empty ones as 0."""
    columns = [getattr(model, key) for key in keys]
    added = reduce(add, (func.coalesce(column, 0) for column in columns))
    return type_coerce(added, columns[0].type)


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """A share in percent as lists print it; — of nothing."""
    found = share(part, whole)
    return "—" if found is None else f"{found}%"
