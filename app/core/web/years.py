"""The year whose data somebody works with: the switch of the top bar, and what it offers."""

from __future__ import annotations

from flask import current_app, g, has_request_context, request

from app.core.base import clock
from app.core.base.services import Service
from app.core.configuration.parameters import parameter

# A page about another year than the user's own says so in its address.
YEAR_ARGUMENT = "_year"


def asked_year() -> int | None:
    """The year that the address of a page names, if it is one on record."""
    asked = request.args.get(YEAR_ARGUMENT, "") if has_request_context() else ""
    return int(asked) if asked and asked in map(str, years_on_record()) else None


def shown_year() -> int:
    """The year of a page: the address's, the user's own choice, else the one offered first."""
    if (asked := asked_year()) is not None:
        return asked
    user = g.get("user")
    if user is not None and user.is_authenticated and user.preferred_year:
        return int(user.preferred_year)
    return _offered_first()


def switch_years() -> list[int]:
    """The years of the switch, newest first."""
    return list(range(clock.year(), clock.year() - 6, -1))


def years_on_record() -> range:
    """All years that the system may hold data of, newest first."""
    return range(clock.year(), parameter("first_year") - 1, -1)


def _offered_first() -> int:
    """The year that is filed now, by the module whose business that is; else the running one."""
    filing_year = current_app.extensions.get(Service.FILING_YEAR)
    return int(filing_year()) if filing_year else clock.year()
