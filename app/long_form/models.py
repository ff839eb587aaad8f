"""Columns that every record of a long form has; a module's table derives from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.core.base import clock
from app.core.base.column_types import Moment


class Signed:
    """Who filled it in and when (填报人、填报时间、最后修改人、最后修改时间)."""

    filled_by: Mapped[str | None] = mapped_column(String(60))
    filled_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    changed_by: Mapped[str | None] = mapped_column(String(60))
    changed_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now, onupdate=clock.now)


class Filed(Signed):
    """A record of a long form: who filed it, which form made it, what was said about doubts."""

    form_token: Mapped[str | None] = mapped_column(String(36))
    explanations: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Which figures each of the explanations answered, so that it is asked for others again.
    answered: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
