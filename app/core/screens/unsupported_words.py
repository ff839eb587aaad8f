"""Start-up check: a screen declares no word of the framework that does nothing here.

The framework's ModelView has words that its own pages, forms and REST interface read. Ours do
not, so a rule that somebody writes there would not hold, without a word. A test derives the
list from the framework's class, so that a new version of it cannot add one unseen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_appbuilder import ModelView  # noqa: TID251 - whose words these are

# Words of the framework that a screen may declare.
HONOURED = frozenset(
    (
        *("datamodel", "class_permission_name", "method_permission_name", "route_base"),
        *("endpoint", "default_view", "base_permissions", "limits"),
        *("previous_class_permission_name", "previous_method_permission_name"),
        *("include_route_methods", "exclude_route_methods"),
        *("list_title", "show_title", "add_title", "edit_title"),
        *("list_template", "show_template", "add_template", "edit_template"),
        *("list_columns", "show_columns", "add_columns", "edit_columns"),
        *("show_fieldsets", "add_fieldsets", "edit_fieldsets"),
        *("search_columns", "order_columns", "base_order", "page_size"),
        *("label_columns", "description_columns", "validators_columns"),
        *("add_form", "edit_form", "add_form_extra_fields", "edit_form_extra_fields"),
        *("list", "show", "add", "edit", "delete", "action", "action_post", "actions"),
    )
)
# What the framework's registration reads and fills itself; no screen declares it.
MACHINERY = frozenset(
    (
        *("appbuilder", "blueprint", "create_blueprint", "static_folder", "template_folder"),
        *("get_method_permission", "get_action_permission_name", "get_default_url"),
        *("get_init_inner_views", "get_uninit_inner_views"),
    )
)
_HOOK = "an operation of the module (create, update, remove)"
_COLUMNS = "the columns that are wanted, by name"
_AFTER = "after_add_url, after_edit_url"
_WIDGET = "list_template, show_template, add_template, edit_template"
_MESSAGE = "added_message, edited_message, removed_message; errors are raised as Refused"
INSTEAD = {
    "base_filters": "base_conditions()",
    "search_exclude_columns": _COLUMNS,
    "search_form": "search_columns and filters",
    "search_form_extra_fields": "filters",
    "search_form_query_rel_fields": "filters",
    "show_exclude_columns": _COLUMNS,
    "add_exclude_columns": _COLUMNS,
    "edit_exclude_columns": _COLUMNS,
    "add_form_query_rel_fields": "lookups, or a field in add_form_extra_fields",
    "edit_form_query_rel_fields": "lookups, or a field in edit_form_extra_fields",
    "formatters_columns": "formatters",
    "related_views": "show_context() and show_template",
    "pre_add": _HOOK,
    "pre_update": _HOOK,
    "pre_delete": _HOOK,
    "post_add": _HOOK,
    "post_update": _HOOK,
    "post_delete": _HOOK,
    "process_form": _HOOK,
    "prefill_form": "add_values(), form_context()",
    "post_add_redirect": _AFTER,
    "post_edit_redirect": _AFTER,
    "post_delete_redirect": _AFTER,
    "list_widget": _WIDGET,
    "show_widget": _WIDGET,
    "add_widget": _WIDGET,
    "edit_widget": _WIDGET,
    "search_widget": _WIDGET,
    "add_row_message": _MESSAGE,
    "edit_row_message": _MESSAGE,
    "delete_row_message": _MESSAGE,
    "add_integrity_error_message": _MESSAGE,
    "edit_integrity_error_message": _MESSAGE,
    "delete_integrity_error_message": _MESSAGE,
    "database_error_message": _MESSAGE,
    "title": "list_title, heading()",
    "extra_args": "list_context(), show_context(), form_context()",
    "render_template": "app.core.base.responses.page",
    "get_redirect": _AFTER,
    "update_redirect": _AFTER,
    "is_get_mutation_allowed": "nothing: a GET changes nothing here",
    "download": "files of records (app/attachments)",
}
UNKNOWN = "nothing: no page of this product reads it"
# Answers that follow from a reason in words, which has to be told.
FOLLOWING = {
    "may_edit": "edit_refusal()",
    "may_delete": "delete_refusal()",
    "is_writable": "write_refusal()",
}


def framework_words() -> frozenset[str]:
    """Every public name of the framework's ModelView, as it is installed."""
    return frozenset(name for name in dir(ModelView) if not name.startswith("_"))


def refuse_silent_words(view: type[Any], bases: Iterable[type[Any]]) -> None:
    """Raise TypeError when a screen declares a word of the framework that nothing reads.

    ``bases`` are our own base classes, whose names are no declaration of the screen.
    """
    ours = set(bases)
    declared = {
        name
        for one in view.__mro__
        if one not in ours and one not in ModelView.__mro__
        for name in vars(one)
    }
    silent = sorted(declared & (framework_words() - HONOURED | set(FOLLOWING)))
    if silent:
        instead = INSTEAD | FOLLOWING
        told = "; ".join(f"{name} (use {instead.get(name, UNKNOWN)})" for name in silent)
        raise TypeError(f"{view.__name__} declares words that do nothing here: {told}")
