"""Every write of the module; states are moved by the engine (see returns and locks)."""

from app.long_form.declaration import Filing

from .archive import Renewal, archive, not_archived, rearchive, renewal, years_to_archive
from .funding import amounts, fill_funding_return, funding_doubts, same_funding_return
from .profile import fill_profile, profile_doubts, same_profile, take_over_name
from .projects import (
    fill_project_return,
    project_doubts,
    same_project_return,
)
from .roster import check_roster, uncheck_roster

__all__ = [
    "Filing",
    "Renewal",
    "amounts",
    "archive",
    "check_roster",
    "fill_funding_return",
    "fill_profile",
    "fill_project_return",
    "funding_doubts",
    "not_archived",
    "profile_doubts",
    "project_doubts",
    "rearchive",
    "renewal",
    "same_funding_return",
    "same_profile",
    "same_project_return",
    "take_over_name",
    "uncheck_roster",
    "years_to_archive",
]
