"""Refusal of 撤销导入: what was made and is in use already is named, each with what uses it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import Refused

# So many are named one by one.
MOST_NAMED = 20


def refuse_if_used(used: Iterable[tuple[str, str]], words: Any, rest: Any) -> None:
    """Raise Refused when there is any: name and reason of each, and ``rest`` for all beyond some.

    ``words`` has a place for ``named``, ``rest`` one for ``n``, the number of all of them.
    """
    against = [_("%(name)s：%(reason)s", name=name, reason=reason) for name, reason in used]
    if not against:
        return
    named = against[:MOST_NAMED]
    if len(against) > MOST_NAMED:
        named.append(str(rest % {"n": len(against)}))
    raise Refused.because("", "", str(words % {"named": _("；").join(named)}))
