"""The processes that the application was built with, by their resource."""

from __future__ import annotations

from app.core.base.registry import Registry

from .declaration import Workflow

WORKFLOWS = Registry("workflows", Workflow, lambda workflow: workflow.resource)
register, registered = WORKFLOWS.register, WORKFLOWS.registered
