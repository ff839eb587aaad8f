"""Screens of assessments."""

from .coverage import UnassessedView
from .groups import GroupAssessmentView
from .hierarchies import HierarchicalAssessmentView
from .projects import GroupProjectView, HierarchicalProjectView

__all__ = [
    "GroupAssessmentView",
    "GroupProjectView",
    "HierarchicalAssessmentView",
    "HierarchicalProjectView",
    "UnassessedView",
]
