"""Writes about certificates: old ones are entered, and taken back when that was a mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from app.core.access.actor import Actor
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.configuration.parameters import parameter
from app.imports.undo import refuse_if_used
from app.personnel.choices import CertificateType
from app.personnel.models import Certificate

from . import queries
from .rules import valid_until

HISTORY = "history"
FACTS = ("number", "issuer", "first_issued_on", "issued_on", "valid_from", "field")


def enter_certificates(rows: Sequence[Mapping[str, Any]], actor: Actor) -> list[Certificate]:
    """Write certificates of the own people whose values were found well; nothing is committed.

    IntegrityError when somebody has entered one of them meanwhile.
    """
    id_numbers = {row["id_no"] for row in rows}
    people = queries.known_of(id_numbers, (), actor.organization_id).people
    months = parameter("cert_valid_months")
    entered = [
        Certificate(
            organization_id=actor.organization_id,
            identity_id=people[row["id_no"]][0],
            type=CertificateType.of(row["type"]),
            valid_to=row["valid_to"] or valid_until(row["valid_from"], months),
            source=HISTORY,
            **{name: row[name] for name in FACTS},
        )
        for row in rows
    ]
    db.session.add_all(entered)
    db.session.flush()
    return entered


def take_back_certificates(ids: Sequence[int], _actor: Actor) -> None:
    """Delete certificates that were entered by mistake; Refused when anything is known of one.

    Nothing is committed.
    """
    certificates = queries.locked_certificates(ids)
    changed = queries.changed_among(ids)
    pictured = {number for number, _side in queries.sides_pictured(ids)}
    words = {True: _("导入后已修改"), False: _("已有证书照片")}
    used = changed | pictured
    refuse_if_used(
        ((one.number, words[one.id in changed]) for one in certificates if one.id in used),
        _l("不能撤销导入，因为以下证书的数据已被使用：%(named)s"),
        _l("等 %(n)d 本"),
    )
    for version in queries.versions_among(ids):
        db.session.delete(version)
    db.session.flush()
    for one in certificates:
        db.session.delete(one)
    try:
        db.session.flush()
    except IntegrityError as used:
        raise Refused.because("", "", _("不能撤销导入，因为证书已有其他业务数据")) from used
