"""Screens of assessments."""

from .groups import GroupAssessmentView
from .projects import GroupProjectView

__all__ = ["GroupAssessmentView", "GroupProjectView"]
