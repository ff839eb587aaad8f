"""How places read where they are handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from flask_babel import gettext as _

from app.core.configuration.parameters import parameter
from app.core.screens.fieldsets import GivenFacts
from app.training import queries, rules
from app.training.models import SessionQuota

from .sessions import days_of_session


def shares_of(quota: SessionQuota, *, proposed: bool = False) -> dict[str, dict[str, Any]]:
    """The organizations below a prefecture, each with its figures and places.

    ``proposed`` are the places that follow from the figures, and how.
    """
    nodes = queries.receivers_of(quota)
    ids = [node.id for node in nodes]
    least = queries.least_of(quota, ids)
    need = {
        one: replace(found, enrolled=least.get(one, 0))
        for one, found in queries.need_of(quota.session, ids).items()
    }
    held = queries.quotas_of(quota.id)
    given = {number: row.seats for number, row in held.items()}
    found = {
        str(node.id): {
            "name": node.name,
            **asdict(need[node.id]),
            "given": given.get(node.id, 0),
            "seats": given.get(node.id),
        }
        for node in nodes
    }
    if proposed:
        needs = {str(number): one for number, one in need.items()}
        for key, share in _proposal(quota, needs).items():
            found[key] |= {"seats": share.seats, "basis": _basis(share)}
    return found


def _proposal(quota: SessionQuota, needs: Mapping[str, queries.Need]) -> Mapping[str, rules.Share]:
    return rules.proposal(
        quota.seats,
        needs,
        soon_weight=parameter("proposal_soon_weight"),
        minimum=parameter("proposal_minimum"),
    )


def _basis(share: rules.Share) -> str:
    """依据 of what is proposed for an organization."""
    words = [_("需求 %(n)d", n=share.weight), _("按比例 %(n).1f", n=float(share.exact))]
    if share.exact == share.least:
        words[1] = _("不少于 %(n)d", n=share.least)
    elif share.exact == share.most:
        words[1] = _("不超过 %(n)d", n=share.most)
    return _("，").join(words)


def proposal_words() -> str:
    """What a proposal follows from, said once above it."""
    return str(
        _(
            "需求为180天内到期人数（90天内到期的按 %(weight)d 倍）加候补人数，名额按需求比例分配，"
            "不少于已报名人数，不超过需要人数；有持证人员的机构没有需求也不少于 %(minimum)d 个。"
            "建议尚未保存，可以修改，提交后生效。",
            weight=parameter("proposal_soon_weight"),
            minimum=parameter("proposal_minimum"),
        )
    )


def days_of(quota: SessionQuota) -> str:
    """培训时间."""
    return days_of_session(quota.session)


def allocation_facts(quota: SessionQuota) -> list[GivenFacts]:
    """What stands above the places of a prefecture."""
    session = quota.session
    lines = [
        (_("档期名称"), session.name),
        (_("培训时间"), days_of(quota)),
        (_("本市州名额"), str(quota.seats)),
        (_("额度分配截止日期"), str(session.allocate_by)),
    ]
    return [GivenFacts(_("本次档期"), lines)]
