"""Every SELECT about what organizations report."""

from app.long_form.queries import by_id as return_by_id

from .completeness import (
    MARKS,
    Marks,
    OpenReturn,
    marks_of,
    open_returns,
)
from .detail_rows import behind
from .effects import EFFECTS
from .figures import structure_of
from .filed import PART_WORDS, not_filed
from .finder import organizations_found, returns_numbered
from .form import filed_by, missing_for_form, organization_form, organizations_within
from .locks import (
    LockRow,
    closed_years,
    ended_unlocks,
    is_locked,
    lock_rows,
    locked_years,
    returns_in,
    unended_unlocks,
    unlock_by_id,
    unlocks_in_force,
    unlocks_of,
    year_lock,
)
from .overview import (
    OverviewRow,
    area_code_of,
    certified_people,
    leaders_of,
    name_is_taken,
    overview,
    people_of,
    prefecture_names,
    profile_of,
    roster_names,
    with_figures,
)
from .recent import Returned, recent_moves, returned_below
from .returns import (
    funding_data,
    funding_data_of,
    handed_in_or_own,
    project_data,
    project_data_of,
    return_of,
    shown_return_of,
    years_begun,
)
from .summary import (
    annual_summary,
    prefectures_open_to,
    summarized,
)
from .survey import prefectures_within, survey, surveyed
from .totals import funding_totals, project_totals, staff_totals

__all__ = [
    "EFFECTS",
    "MARKS",
    "PART_WORDS",
    "LockRow",
    "Marks",
    "OpenReturn",
    "OverviewRow",
    "Returned",
    "annual_summary",
    "area_code_of",
    "behind",
    "certified_people",
    "closed_years",
    "ended_unlocks",
    "filed_by",
    "funding_data",
    "funding_data_of",
    "funding_totals",
    "handed_in_or_own",
    "is_locked",
    "leaders_of",
    "lock_rows",
    "locked_years",
    "marks_of",
    "missing_for_form",
    "name_is_taken",
    "not_filed",
    "open_returns",
    "organization_form",
    "organizations_found",
    "organizations_within",
    "overview",
    "people_of",
    "prefecture_names",
    "prefectures_open_to",
    "prefectures_within",
    "profile_of",
    "project_data",
    "project_data_of",
    "project_totals",
    "recent_moves",
    "return_by_id",
    "return_of",
    "returned_below",
    "returns_in",
    "returns_numbered",
    "roster_names",
    "shown_return_of",
    "staff_totals",
    "structure_of",
    "summarized",
    "survey",
    "surveyed",
    "unended_unlocks",
    "unlock_by_id",
    "unlocks_in_force",
    "unlocks_of",
    "with_figures",
    "year_lock",
    "years_begun",
]
