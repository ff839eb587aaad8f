"""R01: what one organization reported for a year, and which of the four returns are missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, literal, select, union_all

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.dictionaries import label
from app.core.tree.organization_tree import Node, tree
from app.organizations.choices import (
    BUILDINGS,
    FILED,
    FUND_ITEMS,
    MEASURES,
    SIGN,
    SPENDING_ITEMS,
    ProjectCategory,
    ProjectFlow,
)
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProfileReturn,
    ProjectReturn,
)
from app.reporting.values import ratio
from app.workflow.models import WorkflowEvent

from .completeness import verified_on
from .figures import CHOSEN, Facts, in_force, organization_facts, snapshots

# The four that an organization must have before its form may be exported (manual; ruling 4).
FOUR = {
    "structure": _l("人员结构情况"),
    "projects": _l("监督工程情况填报"),
    "funding": _l("监督经费情况填报"),
    "verification": _l("监督资格验证情况填报"),
}
RETURNS: dict[str, Any] = {
    "organizations.project_return": ProjectReturn,
    "organizations.funding_return": FundingReturn,
}
BUILDINGS_TOTAL, TOTAL = "房屋建筑小计", "合计"
YEAR_END = "年末在监"


def missing_for_form(organization_id: int, year: int) -> list[str]:
    """Which of the four an organization lacks in a year, by the names of FOUR."""
    present = set()
    with unscoped(CHOSEN):
        if year >= clock.year() or snapshots([organization_id], year):
            present.add("structure")
        for name, model in (("projects", ProjectReturn), ("funding", FundingReturn)):
            if _return_of(model, organization_id, year) is not None:
                present.add(name)
        if _verification_of(organization_id, year) is not None:
            present.add("verification")
    return [name for name in FOUR if name not in present]


def _return_of(model: Any, organization_id: int, year: int) -> Any:
    return db.session.scalar(
        select(model).where(
            model.organization_id == organization_id, model.year == year, model.state.in_(FILED)
        )
    )


def _verification_of(organization_id: int, year: int) -> OrganizationVerification | None:
    model = OrganizationVerification
    return db.session.scalar(
        select(model)
        .where(model.organization_id == organization_id, *verified_on(clock.last_day(year)))
        .order_by(model.valid_to.desc(), model.id.desc())
        .limit(1)
    )


def filed_by(organization_id: int, year: int) -> str:
    """填报人 of an organization's form: who handed in its project or funding return last."""
    event = WorkflowEvent
    returns = union_all(
        *(
            select(literal(resource).label("resource"), model.id).where(
                model.organization_id == organization_id, model.year == year
            )
            for resource, model in RETURNS.items()
        )
    ).subquery()
    statement = (
        select(event.actor_name)
        .join(returns, and_(event.resource == returns.c.resource, event.item_id == returns.c.id))
        .where(event.name == "submit")
        .order_by(event.id.desc())
        .limit(1)
    )
    with unscoped(CHOSEN):
        return db.session.scalar(statement) or ""


def organization_form(organization_id: int, year: int) -> Facts:
    """Everything R01 prints about one organization in a year."""
    node = tree(clock.last_day(year))[organization_id]
    figures = organization_facts([node], year)[node.id]
    with unscoped(CHOSEN):
        profile = db.session.scalar(
            select(ProfileReturn).where(
                ProfileReturn.organization_id == organization_id, in_force(year)
            )
        )
        projects = _return_of(ProjectReturn, organization_id, year)
        funding = _return_of(FundingReturn, organization_id, year)
        verification = _verification_of(organization_id, year)
        return {
            **figures,
            **_of_node(node),
            **_of_profile(profile, year),
            "structure": [figures],
            "titles": [title_figures(figures)],
            "fields": [field_figures(figures)],
            "projects": _project_table(projects),
            "enforcement": [figures],
            "funds": _funds(funding),
            "spending": _spending(funding),
            "fully_covered": _covered(funding),
            "received_share": ratio(figures["received"], figures["budgeted"], "pct"),
            **_of_verification(verification),
        }


def filed_figures(organization_id: int, year: int) -> Facts:
    """The summed figures of an organization's year, and its verification if it has one."""
    node = tree(clock.last_day(year))[organization_id]
    figures = organization_facts([node], year)[node.id]
    with unscoped(CHOSEN):
        return {**figures, **_of_verification(_verification_of(organization_id, year))}


def _of_node(node: Node) -> Facts:
    return {
        "name": node.name,
        "kind": str(node.kind.label),
        "level": str(node.level.label),
    }


PROFILE_TEXTS = (
    "uscc",
    "competent_department",
    "approved_by",
    "approval_no",
    "established_on",
    "legal_name",
    "head_name",
    "technical_name",
    "address",
    "telephone",
)


def _of_profile(profile: ProfileReturn | None, year: int) -> Facts:
    found: Facts = {name: getattr(profile, name, None) for name in PROFILE_TEXTS}
    nature = profile.nature if profile else None
    funding_type = profile.funding_type if profile else None
    found["nature"] = label("org_nature", nature, year=year)
    found["funding_type"] = label("funding_type", funding_type, year=year)
    return found


def _covered(found: FundingReturn | None) -> str:
    """是否全额保障."""
    if found is None:
        return ""
    return "是" if found.fully_covered else "否"


def title_figures(figures: Facts) -> Facts:
    """The figures with 无职称 and 其他学历, which are what is left."""
    titled = sum(figures[f"title_{name}"] for name in ("senior", "intermediate", "junior"))
    schooled = sum(figures[name] for name in ("postgraduate", "bachelor", "college"))
    on_duty = figures["on_duty"]
    return {**figures, "title_none": on_duty - titled, "other_education": on_duty - schooled}


def field_figures(figures: Facts) -> Facts:
    """The figures with 其他专业, which is what is left."""
    named = ("field_civil", "field_installation", "field_municipal")
    rest = figures["on_duty"] - sum(figures[name] for name in named)
    return {**figures, "field_rest": rest}


def _project_table(found: ProjectReturn | None) -> list[Facts]:
    """The project table with its computed rows and its computed flow (specification 2.4 A)."""
    entered = {
        (line.category, line.flow): {m.key: getattr(line, m.key) for m in MEASURES}
        for line in (found.lines if found is not None else ())
    }
    rows = []
    for title, categories in _categories():
        flows = {flow: _added(entered, categories, flow) for flow in ProjectFlow}
        for flow, values in flows.items():
            rows.append({"category": title, "flow": str(flow.label), **values})
        rows.append({"category": title, "flow": YEAR_END, **_year_end(flows)})
    return rows


def _categories() -> list[tuple[str, tuple[ProjectCategory, ...]]]:
    found: list[tuple[str, tuple[ProjectCategory, ...]]] = [
        (str(category.label), (category,)) for category in ProjectCategory
    ]
    found.insert(len(BUILDINGS), (BUILDINGS_TOTAL, BUILDINGS))
    return [*found, (TOTAL, tuple(ProjectCategory))]


def _added(
    entered: Mapping[Any, Mapping[str, Any]],
    categories: tuple[ProjectCategory, ...],
    flow: ProjectFlow,
) -> Facts:
    lines = [entered[category, flow] for category in categories if (category, flow) in entered]
    return {m.key: sum(line[m.key] for line in lines) for m in MEASURES}


def _year_end(flows: Mapping[ProjectFlow, Facts]) -> Facts:
    return {
        m.key: sum(SIGN[flow] * values[m.key] for flow, values in flows.items()) for m in MEASURES
    }


def _funds(found: FundingReturn | None) -> list[Facts]:
    """The six items of the budget as planned and as paid."""
    return [
        {
            "item": str(item.label),
            "budgeted": getattr(found, f"budgeted_{item.key}", None) or 0,
            "received": getattr(found, f"received_{item.key}", None) or 0,
        }
        for item in FUND_ITEMS
    ]


def _spending(found: FundingReturn | None) -> list[Facts]:
    return [
        {"item": str(item.label), "amount": getattr(found, item.key, None) or 0}
        for item in SPENDING_ITEMS
    ]


def _of_verification(found: OrganizationVerification | None) -> Facts:
    if found is None:
        return {"certificate_no": "", "validity": "", "result": "", "verified_on": None}
    return {
        "certificate_no": found.certificate_no,
        "validity": f"{found.valid_from:%Y-%m-%d} 至 {found.valid_to:%Y-%m-%d}",
        "result": str(found.result.label),
        "verified_on": found.verified_on,
    }
