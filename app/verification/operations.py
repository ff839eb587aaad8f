"""Writing verifications: by the province, about an organization."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.base import clock
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import FieldError, Refused, Unconfirmed
from app.core.configuration.numbering import next_number
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import tree
from app.long_form.unread import UNREAD
from app.organizations.choices import VerificationResult
from app.organizations.models import OrganizationVerification

from . import queries, rules
from .numbering import CERTIFICATE
from .thresholds import findings

Values = Mapping[str, Any]
# What says from when to when which certificate is valid.
OF_THE_TERM = ("certificate_no", "valid_from", "valid_to", "revoked_on")


def record(values: Values) -> OrganizationVerification:
    """A new verification, with what the thresholds say of the organization; nothing is committed.

    A number is given where none was typed. Raises Refused for what the rules forbid, Unconfirmed
    where the organization would have two certificates at one time, and where it adds to what a
    locked year says: a new installation begins with certificates of earlier years.
    """
    given = {**values}
    agreed_to = given.pop("confirmed", "")
    organization = given.pop("organization")
    _wait_for_number(given)
    Refused.if_any(refusals(given, organization.id))
    given["certificate_no"] = given.get("certificate_no") or _number(organization.id, given)
    given["metrics"] = measured(organization.id, given["verified_on"])
    found = OrganizationVerification(organization_id=organization.id, **given)
    db.session.add(found)
    db.session.flush()
    Unconfirmed.unless(agreed_to, [*_past_words(_closed(given)), *_second_words(found)])
    return found


def revise(found: OrganizationVerification, values: Values) -> None:
    """Change a verification; Refused also where a locked year would say something else.

    Raises Unconfirmed where the organization would have two certificates at one time.
    """
    given = {**values}
    agreed_to = given.pop("confirmed", "")
    given["certificate_no"] = given.get("certificate_no") or found.certificate_no
    _wait_for_number(given)
    Refused.if_any(revision_refusals(found, given))
    before = {name: getattr(found, name) for name in OF_THE_TERM}
    for name, value in given.items():
        setattr(found, name, value)
    db.session.flush()
    if any(before[name] != getattr(found, name) for name in OF_THE_TERM):
        Unconfirmed.unless(agreed_to, _second_words(found))


def remove(found: OrganizationVerification) -> None:
    """删除 of what was recorded by mistake; refused where a locked year speaks of it."""
    Refused.if_any(FieldError("V40", "", words) for words in removal_refusals(found))
    found.deleted_at = clock.now()
    db.session.flush()


def removal_refusals(found: OrganizationVerification) -> Iterator[str]:
    """What stands against 删除 of a record."""
    if closed := _closed({name: getattr(found, name) for name in rules.PRINTED}):
        yield _(
            "已锁定的 %(years)s 年度引用了该记录，不能删除；资格终止请用撤销（注销）",
            years=_listed(closed),
        )


def measured(organization_id: int, day: dt.date) -> list[dict[str, Any]]:
    """What the thresholds say of an organization for the year of a day, as it is stored."""
    year = min(day.year, clock.year())
    node = tree(clock.last_day(year)).get(organization_id) or tree().get(organization_id)
    if node is None:
        return []
    facts = queries.facts_of([node], year)[organization_id]
    return [one.stored for one in findings(facts, queries.limits())]


def _wait_for_number(values: Values) -> None:
    if number := values.get("certificate_no"):
        # Two who take the same number at the same moment are asked one after the other.
        one_at_a_time(db.session, f"verification number {number}")


def refusals(values: Values, organization_id: int | None) -> Iterator[FieldError]:
    """All that the rules say against values; None is an organization that could not be read."""
    yield from rules.refusals(
        values,
        today=clock.today(),
        first_year=parameter("first_year"),
        least={
            VerificationResult.PASSED: parameter("verification_pass_score"),
            VerificationResult.BARELY: parameter("verification_barely_score"),
        },
    )
    number = values.get("certificate_no")
    if not number or number is UNREAD or organization_id is None:
        return
    if queries.number_is_taken(number, organization_id):
        words = _("考核证书编号 %(no)s 已被其他机构使用", no=number)
        yield FieldError("V06", "certificate_no", words)


def revision_refusals(found: OrganizationVerification, values: Values) -> Iterator[FieldError]:
    """The same against what a verification shall say, and that locked years would say it, too."""
    number = values.get("certificate_no") or found.certificate_no
    given = {**values, "certificate_no": number}
    yield from refusals(given, found.organization_id)
    if any(given[name] is UNREAD for name in rules.PRINTED):
        return
    before = {name: getattr(found, name) for name in rules.PRINTED}
    if years := _rewritten(before, given):
        words = _(
            "%(years)s 年度已锁定，其引用的内容不能修改；资格终止请用撤销（注销）",
            years=_listed(years),
        )
        yield FieldError("V40", "", words)


def _number(organization_id: int, values: Values) -> str:
    """The next number that nobody has, also by hand."""
    while True:
        found = next_number(CERTIFICATE, organization_id=organization_id, at=values["verified_on"])
        if not queries.number_is_taken(found):
            return found


def _closed(values: Values) -> set[int]:
    last = values["valid_to"]
    ended = values.get("revoked_on")
    return set(queries.closed_years_within(values["valid_from"], min(last, ended or last)))


def _rewritten(before: Values, after: Values) -> set[int]:
    """The locked years of which a change would alter what they say."""
    was, is_now = _closed(before), _closed(after)
    same = all(before[name] == after[name] for name in rules.PRINTED if name != "revoked_on")
    return was ^ is_now if same else was | is_now


def _second_words(found: OrganizationVerification) -> list[str]:
    """The other certificates that would be valid at the same time."""
    return [
        _(
            "考核证书 %(no)s（%(a)s 至 %(b)s）与本证书的有效期重叠，保存后同一时间有两份有效证书；"
            "换证的请先将原证书注销",
            no=other.certificate_no,
            a=other.valid_from,
            b=other.valid_to,
        )
        for other in queries.beside(found)
    ]


def _listed(years: set[int]) -> str:
    return _("、").join(str(year) for year in sorted(years))


def _past_words(years: set[int]) -> list[str]:
    return [
        _("%(year)d 年度已锁定，保存后该年度的资格验证情况会随之改变", year=year)
        for year in sorted(years)
    ]
