"""How many places may be handed on (V26)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError


def allocation_faults(
    shares: Mapping[str, Any] | None, seats: int, names: Mapping[str, str], taken: Mapping[str, int]
) -> Iterator[FieldError]:
    """V26: Σ 机构额度 ≤ 市州名额, and no 机构额度 below what is taken."""
    if shares is None:
        return
    given = sum(row["seats"] or 0 for row in shares.values())
    if given > seats:
        words = _("分配人数合计 %(given)d，超过本市州名额 %(seats)d", given=given, seats=seats)
        yield FieldError("V26", "shares", words)
    for key, row in shares.items():
        if (row["seats"] or 0) < taken.get(key, 0):
            words = _("%(name)s已报名 %(n)d 人，不能少于已报名人数", name=names[key], n=taken[key])
            yield FieldError("V26", f"shares-{key}-seats", words)
