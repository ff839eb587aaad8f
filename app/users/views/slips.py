"""The page with one-time passwords: shown once, in the answer itself, to be printed and cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.core.access.accounts import Issued
from app.core.base.errors import FieldError
from app.core.base.responses import page
from app.users import presentation


def slip_page(
    view: Any, issued: Sequence[Issued], back_url: str, refused: Sequence[FieldError] = ()
) -> str:
    """一次性密码单 of some accounts, with what was refused of others."""
    return page(
        view,
        "users/slips.html",
        title=_("一次性密码单"),
        groups=presentation.slips(issued),
        count=len(issued),
        address=request.host_url,
        back_url=back_url,
        refused=refused,
    )
