"""Screens of assessments."""

from .coverage import UnassessedView
from .groups import GroupAssessmentView
from .projects import GroupProjectView

__all__ = ["GroupAssessmentView", "GroupProjectView", "UnassessedView"]
