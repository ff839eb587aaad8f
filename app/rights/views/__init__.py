"""查看权限、角色与菜单、权限包."""

from __future__ import annotations

from .bundles import BundleView
from .roles import RoleView
from .users import UserRightsView

__all__ = ["BundleView", "RoleView", "UserRightsView"]
