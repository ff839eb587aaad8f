"""监督人员基本信息汇总表: who stands in it, in the order of the tree and of names, and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import String, case, cast, func, select

from app.core.base import clock
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.core.screens.organization_choices import organizations_seen
from app.core.tree.organization_tree import Node
from app.dossiers.choices import DOSSIER, HeldKind
from app.dossiers.rules import day_of
from app.personnel.cells import counted
from app.personnel.choices import CertificateStatus, CertificateType
from app.personnel.models import Certificate, Person, Qualification, standing_on
from app.personnel.queries import holds_valid, on_duty

from .conditions import has_dossier, of_kind, of_standing, runs_until

# The people of so many organizations are read and put in order at a time.
ORGANIZATIONS = 10
FACTS = (
    "id",
    "organization_id",
    "identity_id",
    "name",
    "pinyin",
    "sex",
    "born_on",
    "id_no",
    "education",
    "major",
    "title_level",
    "title_name",
    "position",
    "supervising_from",
    "mobile",
    "remark",
)
SAID = ("number", "issued_on", "valid_to")


def _nodes(parameters: Mapping[str, Any]) -> list[Node]:
    place, only = parameters["prefecture"], parameters["organization"]
    return [
        node
        for node in organizations_seen(DOSSIER)
        if place in ("", node.prefecture_code) and only in ("", str(node.id))
    ]


def _conditions(parameters: Mapping[str, Any]) -> list[Any]:
    """Whom the conditions of the report mean; 借入 are counted where they come from."""
    found = [*has_dossier(), counted(clock.year())]
    if kind := parameters["kind"]:
        found.append(of_kind(kind))
    if standing := parameters["standing"]:
        found.append(of_standing(standing))
    codes = {name: parameters[name] for name in ("title_level", "education")}
    found += [getattr(Person, name) == code for name, code in codes.items() if code]
    first, last = (day_of(parameters[name]) for name in ("valid_since", "valid_until"))
    if first or last:
        found.append(runs_until(first, last))
    if wanted := parameters["on_duty"]:
        found.append(on_duty() if wanted == "y" else ~on_duty())
    return found


def summary(**parameters: Any) -> Iterator[dict[str, Any]]:
    """Everybody whom the conditions mean, by the tree and the spelling of names."""
    where = _conditions(parameters)
    nodes = _nodes(parameters)
    order = {node.id: place for place, node in enumerate(nodes)}
    columns = [getattr(Person, name) for name in FACTS]
    for ids in in_parts(list(order), ORGANIZATIONS):
        here = Person.organization_id.in_(ids)
        rows = db.session.execute(select(*columns).where(here, *where)).all()
        certificates, held = _certificates(ids), _qualifications(ids)
        rows = sorted(rows, key=lambda row: (order[row.organization_id], row.pinyin, row.id))
        for row in rows:
            whose = row.identity_id, row.organization_id
            said = _said(certificates.get(whose, {}))
            yield {**row._mapping, **said, "qualifications": held.get(whose, ())}


# Whose something is: a human, and the organization where.
Whose = tuple[int, int]


def _certificates(organization_ids: Sequence[int]) -> dict[Whose, dict[CertificateType, Any]]:
    """The certificate of each type that is shown of somebody: see ``conditions.shown``."""
    one = Certificate
    columns = (
        one.type,
        *(getattr(one, name) for name in SAID),
        cast(standing_on(clock.today()), String).label("standing"),
    )
    asked = select(one.identity_id, one.organization_id, *columns)
    # The last of a type is the one that stays.
    last = (one.status != CertificateStatus.CANCELLED, one.issued_on, one.id)
    here = one.organization_id.in_(organization_ids)
    found: dict[Whose, dict[CertificateType, Any]] = {}
    for row in db.session.execute(asked.where(here).order_by(*last)):
        found.setdefault((row.identity_id, row.organization_id), {})[row.type] = row
    return found


def _said(held: Mapping[CertificateType, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"{kind.value}_{name}": getattr(held.get(kind), name, None)
        for kind in CertificateType
        for name in SAID
    }
    words = (held[kind].standing if kind in held else "-" for kind in CertificateType)
    return {**found, "standings": " ".join(words)}


def _qualifications(organization_ids: Sequence[int]) -> dict[Whose, list[str]]:
    """The kinds of what people hold now."""
    one = Qualification
    here = (one.organization_id.in_(organization_ids), one.to_day.is_(None))
    asked = select(one.identity_id, one.organization_id, one.kind).where(*here)
    found: dict[Whose, list[str]] = {}
    for identity_id, organization_id, kind in db.session.execute(asked.order_by(one.id)):
        found.setdefault((identity_id, organization_id), []).append(kind or "")
    return found


def counts(parameters: Mapping[str, Any]) -> dict[str, int]:
    """How many people these are in all, and by the kinds of their certificates in force."""
    where = _conditions(parameters)
    today = clock.today()
    flags = [
        case((holds_valid(today, kind), 1), else_=0).label(kind.value) for kind in CertificateType
    ]
    found = Counter[tuple[int, int]]()
    for ids in in_parts([node.id for node in _nodes(parameters)]):
        each = select(*flags).where(*where, Person.organization_id.in_(ids)).subquery()
        pair = (each.c[CertificateType.QUALITY.value], each.c[CertificateType.SAFETY.value])
        asked = select(*pair, func.count()).group_by(*pair)
        for quality, safety, number in db.session.execute(asked):
            found[quality, safety] += number
    kinds = {
        HeldKind.QUALITY: (1, 0),
        HeldKind.SAFETY: (0, 1),
        HeldKind.DUAL: (1, 1),
        HeldKind.NONE: (0, 0),
    }
    return {"all": found.total(), **{kind.value: found[held] for kind, held in kinds.items()}}
