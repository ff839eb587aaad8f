"""Writes of the module: accounts, applications for them, and applications for rights."""

from .accounts import (
    account_refusals,
    change_account,
    close,
    close_account_of,
    disable,
    enable,
    end_sessions,
    keeping_refusal,
    reset_factor,
    reset_password,
)
from .applications import (
    application_refusals,
    begin_applications,
    correct_application,
    fits_now,
    open_account,
    remove_application,
)
from .rights import (
    apply_rights,
    begin_right_applications,
    correct_right_application,
    right_refusals,
    rights_fit_now,
)

__all__ = [
    "account_refusals",
    "application_refusals",
    "apply_rights",
    "begin_applications",
    "begin_right_applications",
    "change_account",
    "close",
    "close_account_of",
    "correct_application",
    "correct_right_application",
    "disable",
    "enable",
    "end_sessions",
    "fits_now",
    "keeping_refusal",
    "open_account",
    "remove_application",
    "reset_factor",
    "reset_password",
    "right_refusals",
    "rights_fit_now",
]
