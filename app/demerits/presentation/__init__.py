"""How everything of the module reads."""

from .reasons import LIST_PARTS, copied_values

__all__ = ["LIST_PARTS", "copied_values"]
