"""What must hold in the yearly returns; no database, no request."""

from app.long_form.rules import Doubt, unexplained

from .common import (
    YEAR_LOCKED,
    Number,
    filing_year,
    jump_doubts,
    meets_share,
    year_refusals,
)
from .funding import (
    FUNDING_DOUBTS,
    FundingData,
    funding_doubts,
    funding_refusals,
)
from .profile import (
    PROFILE_DOUBTS,
    PROFILE_FORMATS,
    Leader,
    profile_doubts,
    profile_faults,
    profile_hints,
    profile_refusals,
)
from .projects import (
    Place,
    ProjectData,
    cell_name,
    doubt_names,
    field_labels,
    field_names,
    places,
    project_doubts,
    project_refusals,
)

__all__ = [
    "FUNDING_DOUBTS",
    "PROFILE_DOUBTS",
    "PROFILE_FORMATS",
    "YEAR_LOCKED",
    "Doubt",
    "FundingData",
    "Leader",
    "Number",
    "Place",
    "ProjectData",
    "cell_name",
    "doubt_names",
    "field_labels",
    "field_names",
    "filing_year",
    "funding_doubts",
    "funding_refusals",
    "jump_doubts",
    "meets_share",
    "places",
    "profile_doubts",
    "profile_faults",
    "profile_hints",
    "profile_refusals",
    "project_doubts",
    "project_refusals",
    "unexplained",
    "year_refusals",
]
