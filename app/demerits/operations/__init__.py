"""Every write of the module."""

from .reasons import (
    LINES,
    add_list,
    change_list,
    fill_list,
    list_refusals,
    publish_list,
    published_words,
    remove_list,
)

__all__ = [
    "LINES",
    "add_list",
    "change_list",
    "fill_list",
    "list_refusals",
    "publish_list",
    "published_words",
    "remove_list",
]
