"""The definitions of all reports, in the order of their buttons."""

from .form import ORGANIZATION_FORM
from .summary import ANNUAL_SUMMARY
from .survey import SURVEY_ALL, SURVEY_JOINT, SURVEY_QUALITY, SURVEY_SAFETY

REPORTS = (
    ORGANIZATION_FORM,
    ANNUAL_SUMMARY,
    SURVEY_JOINT,
    SURVEY_QUALITY,
    SURVEY_SAFETY,
    SURVEY_ALL,
)

__all__ = ["REPORTS"]
