"""市州 and 机构 as conditions of a report: among those whose rows of a resource one may read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, ValidationError, fields, validates

from app.core.base.ids import is_id
from app.core.screens.organization_choices import organizations_seen, prefectures_of
from app.reporting.declaration import Condition, Page, Parameters, TableReport

from .common import searched, searched_then, several


class PlaceConditions(Schema):
    """What a table of a place asks for; what is left open is blank."""

    error_messages = {"unknown": _l("没有这个条件")}

    class Meta:
        unknown = RAISE

    prefecture = fields.String(load_default="")
    organization = fields.String(load_default="")
    # What is said of an organization that is none.
    no_organization = _l("没有这个机构")

    @validates("organization")
    def is_a_number(self, value: str, **_kwargs: Any) -> None:
        """An organization is named by its number."""
        if value and not is_id(value):
            raise ValidationError(str(self.no_organization))


def _prefectures(resource: str, year: int | None) -> dict[str, str]:
    return dict(prefectures_of(organizations_seen(resource, year)))


def _organizations(resource: str, year: int | None) -> dict[str, str]:
    return {str(one.id): one.name for one in organizations_seen(resource, year)}


def place_conditions(resource: str, *, dated: bool = False) -> tuple[Condition, Condition]:
    """Both conditions, each where there is a choice; of a dated report by its year's end."""

    def offered(words: Callable[[str, int | None], dict[str, str]]) -> Any:
        return lambda chosen: several(lambda: words(resource, chosen["year"] if dated else None))(
            chosen
        )

    return (
        Condition("prefecture", _l("市州"), offered(_prefectures)),
        Condition(
            "organization",
            _l("机构"),
            offered(_organizations),
            lookup=searched_then if dated else searched,
        ),
    )


def in_reach(resource: str, *, dated: bool = False) -> Callable[[Parameters], bool]:
    """A check that refuses a prefecture or an organization out of reach: it is not there."""

    def is_allowed(parameters: Parameters) -> bool:
        year = parameters["year"] if dated else None
        place, only = parameters["prefecture"], parameters["organization"]
        known = {"", *_prefectures(resource, year)}
        return place in known and only in {"", *_organizations(resource, year)}

    return is_allowed


def subtitle_of(conditions: tuple[Condition, ...]) -> Callable[[Parameters], str]:
    """The conditions that were chosen, in words."""

    def words(parameters: Parameters) -> str:
        told = [f"统计年度：{parameters['year']} 年"]
        for one in conditions[1:]:
            if value := parameters[one.name]:
                offered = dict(one.offers(parameters))
                told.append(f"{one.label}：{offered.get(str(value), value)}")
        return "　　".join(told)

    return words


def yearly_table(
    resource: str,
    conditions: tuple[Condition, ...],
    *,
    shows: tuple[tuple[str, str], ...] = (),
    **told: Any,
) -> TableReport:
    """A table of a year by 市州 and 机构: whose rows it shows to whom, and its paper.

    ``shows`` are further rights by which somebody's table has more in it than another's.
    """
    return TableReport(
        resource=resource,
        screen=resource,
        conditions=conditions,
        subtitle=subtitle_of(conditions),
        dated=True,
        allowed=in_reach(resource, dated=True),
        reported=lambda asked: [one.id for one in organizations_seen(resource, asked["year"])],
        widened_by=(("oversee", resource), *shows),
        page=Page("A3", landscape=True, font_pt=8),
        **told,
    )
