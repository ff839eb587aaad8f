"""Every SELECT about verifications and about what thresholds ask for."""

from .checkups import CheckupRow, checkups, checkups_in_scope, deciding_people, trend
from .facts import facts_of, limits
from .records import beside, closed_years_within, last_issuer, newest, number_is_taken, standing

__all__ = [
    "CheckupRow",
    "beside",
    "checkups",
    "checkups_in_scope",
    "closed_years_within",
    "deciding_people",
    "facts_of",
    "last_issuer",
    "limits",
    "newest",
    "number_is_taken",
    "standing",
    "trend",
]
