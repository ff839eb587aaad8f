"""What every yearly return has: who filled it in, its state, and columns of figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, String, func, type_coerce
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.core import clock
from app.core.db import db
from app.core.types import Amount, Moment, stored
from app.organizations.choices import ReturnState


class Signed:
    """Who filled it in and when (填报人、填报时间、最后修改人、最后修改时间)."""

    filled_by: Mapped[str | None] = mapped_column(String(60))
    filled_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    changed_by: Mapped[str | None] = mapped_column(String(60))
    changed_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now, onupdate=clock.now)


class Annual(Signed):
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
    form_token: Mapped[str | None] = mapped_column(String(36))
    explanations: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    # Who sent it back and has not looked at the correction yet.
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def add_figures(model: type[Any], keys: Iterable[tuple[str, str]]) -> None:
    """Give a model one column a figure, so that a figure is declared once, in choices."""
    for key, kind in keys:
        column_type = Amount if kind == "amount" else db.Integer
        setattr(model, key, mapped_column(column_type, nullable=True))


def sum_of(model: Any, keys: Sequence[str]) -> Any:
    """Several columns of one type added up, empty ones as 0."""
    columns = [getattr(model, key) for key in keys]
    added = reduce(add, (func.coalesce(column, 0) for column in columns))
    return type_coerce(added, columns[0].type)
