"""The reports that the application was built with, by their name."""

from __future__ import annotations

from app.core.base.registry import Registry

from .declaration import Report

REPORTS = Registry("reports", Report, lambda report: report.name)
register, registered = REPORTS.register, REPORTS.registered
