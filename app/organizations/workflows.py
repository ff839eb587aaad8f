"""How the yearly returns run. Declarations only; the engine does the work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.attachments.declaration import Holder
from app.attachments.queries import files_of
from app.core.access.roles import FILERS, Role
from app.core.configuration.numbering import next_number
from app.core.tree.organization_tree import organization_names
from app.workflow import desks
from app.workflow.declaration import Effect, Handler, Move, Transition, Workflow
from app.workflow.last_events import last_maker

from . import files, operations, presentation, queries, rules
from .choices import ReturnState as State
from .models import FundingReturn, ProfileReturn, ProjectReturn
from .numbering import RETURN

FILER = Handler(desks.OWN, FILERS)
SUPERIOR = Handler(desks.SUPERIOR, (Role.PREFECTURE_ADMIN,))
PROVINCE = Handler(desks.PROVINCE, (Role.PROVINCE_ADMIN,))
RETURNER = Handler(
    desks.party("returned_by_id", _l("退回机构")),
    (Role.PREFECTURE_ADMIN, Role.PROVINCE_ADMIN),
    right="return",
)


def _year_is_open(move: Move) -> str | None:
    locked = queries.is_locked(move.item.organization_id, move.item.year)
    return str(rules.YEAR_LOCKED) if locked else None


def _give_number(move: Move) -> None:
    """填报编号, by the rule that the office may change; a return keeps its own."""
    if move.item.number is None:
        day = dt.date(move.item.year, 12, 31)
        organization_id = move.item.organization_id
        move.item.number = next_number(RETURN, organization_id=organization_id, at=day)


def _remember_returner(move: Move) -> None:
    """Whoever sends back waits for the correction."""
    move.item.returned_by_id = move.actor.organization_id


def _subject(item: Any) -> str:
    name = organization_names().get(item.organization_id, "")
    return _("%(year)d 年度 %(organization)s", year=item.year, organization=name)


def _forget_returner(move: Move) -> None:
    move.item.returned_by_id = None


def _returner(event: Any, item: Any) -> list[int]:
    """Whoever sent back what is handed in again now."""
    if event.source != State.RETURNED:
        return []
    return [one for one in (last_maker(event.resource, item.id, "return"),) if one is not None]


def _correction_moves(link_to_show: Callable[[Any], str]) -> tuple[Transition, ...]:
    """退回补正, and what whoever sent back does with what is handed in again."""
    return (
        Transition(
            "return",
            _l("退回补正"),
            (State.SUBMITTED,),
            State.RETURNED,
            (SUPERIOR, PROVINCE),
            opinion_required=True,
            guards=(_year_is_open,),
            effects=(_remember_returner,),
            marks=True,
            tell=(FILER,),
            danger=True,
        ),
        Transition(
            "confirm",
            _l("确认补正"),
            (State.SUBMITTED,),
            State.SUBMITTED,
            (RETURNER,),
            effects=(_forget_returner,),
            waits=(State.SUBMITTED,),
            link=link_to_show,
        ),
    )


def annual_moves(address: str, *effects: Effect) -> tuple[Transition, ...]:
    """The moves of every yearly return: no approval, but 退回补正 and the lock.

    ``effects`` are those of 提交. What was sent back and handed in again waits for whoever
    sent it back, until it is confirmed or sent back once more.
    """

    def link_to_show(number: Any) -> str:
        return f"{address}/show/{number}"

    return (
        Transition(
            "submit",
            _l("提交"),
            (State.DRAFT, State.SUBMITTED, State.RETURNED),
            State.SUBMITTED,
            (FILER,),
            guards=(_year_is_open,),
            effects=(_give_number, *effects),
            # A to-do of a source of its own: it waits also where nothing was begun.
            tell=(_returner,),
            link=link_to_show,
        ),
        *_correction_moves(link_to_show),
        Transition(
            "lock", _l("锁定"), (State.SUBMITTED,), State.LOCKED, (PROVINCE,), automatic=True
        ),
        Transition(
            "unlock",
            _l("解锁"),
            (State.LOCKED,),
            State.SUBMITTED,
            (PROVINCE,),
            opinion_required=True,
        ),
    )


def _with_files(
    texts: Callable[[Any], dict[str, tuple[str, str]]], holder: Holder, carrier: str
) -> Callable[[Any], dict[str, tuple[str, str]]]:
    """What is handed in, with the names of its files slot by slot."""

    def fields(item: Any) -> dict[str, tuple[str, str]]:
        found = files_of(holder.resource, getattr(item, carrier))
        names = {
            slot.field: (str(slot.label), _("；").join(f.name for f in found if f.slot == slot.key))
            for slot in holder.slots
        }
        return texts(item) | names

    return fields


def _project_fields(item: Any) -> dict[str, tuple[str, str]]:
    return presentation.handed_in(queries.project_data(item))


PROJECT_RETURN = Workflow(
    resource="organizations.project_return",
    title=_l("监督工程情况填报"),
    model=ProjectReturn,
    states=State,
    initial=State.DRAFT,
    transitions=annual_moves("/organizations/project-returns"),
    link=lambda number: f"/organizations/project-returns/edit/{number}",
    subject=_subject,
    fields=_project_fields,
)

FUNDING_RETURN = Workflow(
    resource="organizations.funding_return",
    title=_l("监督经费情况填报"),
    model=FundingReturn,
    states=State,
    initial=State.DRAFT,
    transitions=annual_moves("/organizations/funding-returns"),
    link=lambda number: f"/organizations/funding-returns/edit/{number}",
    subject=_subject,
    fields=_with_files(presentation.funding_texts, files.FUNDING_FILES, "id"),
)

PROFILE = Workflow(
    resource="organizations.profile",
    title=_l("监督机构基本情况填报"),
    model=ProfileReturn,
    states=State,
    initial=State.DRAFT,
    transitions=annual_moves(
        "/organizations/profiles", lambda move: operations.take_over_name(move.item)
    ),
    link=lambda number: f"/organizations/profiles/edit/{number}",
    subject=_subject,
    fields=_with_files(presentation.profile_texts, files.PROFILE_FILES, "organization_id"),
)

WORKFLOWS = (PROFILE, PROJECT_RETURN, FUNDING_RETURN)
