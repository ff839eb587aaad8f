"""Every write of the module; states are moved by the engine (see returns and locks)."""

from app.long_form.declaration import Filing

from .funding import amounts, fill_funding_return, funding_doubts, same_funding_return
from .profile import fill_profile, profile_doubts, same_profile, take_over_name
from .projects import (
    fill_project_return,
    project_doubts,
    same_project_return,
)

__all__ = [
    "Filing",
    "amounts",
    "fill_funding_return",
    "fill_profile",
    "fill_project_return",
    "funding_doubts",
    "profile_doubts",
    "project_doubts",
    "same_funding_return",
    "same_profile",
    "same_project_return",
    "take_over_name",
]
