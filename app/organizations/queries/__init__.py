"""Every SELECT about what organizations report."""

from .completeness import (
    MARKS,
    Marks,
    marks_of,
    open_project_returns,
)
from .locks import ended_unlocks, is_locked, locked_years, unlocks_of
from .overview import (
    OverviewRow,
    certified_people,
    overview,
    profile_of,
    submitted_profile,
    with_figures,
)
from .returns import (
    FLOW_TOTALS,
    project_data,
    project_data_of,
    return_by_id,
    return_by_token,
    return_of,
    sent_back,
)
from .summary import (
    annual_summary,
    organizations_without_data,
    prefectures_open_to,
    structure_of,
)

__all__ = [
    "FLOW_TOTALS",
    "MARKS",
    "Marks",
    "OverviewRow",
    "annual_summary",
    "certified_people",
    "ended_unlocks",
    "is_locked",
    "locked_years",
    "marks_of",
    "open_project_returns",
    "organizations_without_data",
    "overview",
    "prefectures_open_to",
    "profile_of",
    "project_data",
    "project_data_of",
    "return_by_id",
    "return_by_token",
    "return_of",
    "sent_back",
    "structure_of",
    "submitted_profile",
    "unlocks_of",
    "with_figures",
]
