"""SELECTs of the module."""

from .reasons import WHOLE, in_force, last_list, next_issue, offered

__all__ = ["WHOLE", "in_force", "last_list", "next_issue", "offered"]
