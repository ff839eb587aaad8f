"""Part B of 监督工程情况: supervision, enforcement and accidents in step with the projects."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from app.core.base.choices import OrganizationKind
from app.organizations.choices import ProjectCategory, ProjectFlow, sections_for
from app.organizations.choices import figures as every_figure

Flows = dict[ProjectCategory, dict[ProjectFlow, dict[str, int]]]


def figures(
    kind: OrganizationKind, pace: dict[str, float], flows: Flows, rng: Random
) -> dict[str, Any]:
    """Every figure; those of sections that are hidden for the kind stay empty."""
    totals = {flow: _projects(flows, flow) for flow in ProjectFlow}
    supervised = totals[ProjectFlow.CARRIED] + totals[ProjectFlow.NEW]
    made = (
        _quality(supervised, totals, pace, rng)
        | _safety(supervised, pace, rng)
        | _enforcement(kind, supervised, pace, rng)
        | _accidents(kind, supervised, rng)
        | _other(totals, rng)
    )
    shown = {figure.key for section in sections_for(kind) for figure in section.figures}
    return {
        figure.key: made[figure.key] if figure.key in shown else None for figure in every_figure()
    }


def _projects(flows: Flows, flow: ProjectFlow) -> int:
    return sum(stocks[flow]["projects"] for stocks in flows.values())


def _about(rng: Random, amount: float) -> int:
    """Near an amount, so that a year is not half as much again as the one before."""
    return round(amount * rng.uniform(0.9, 1.1))


def _amount(value: float) -> Decimal:
    return Decimal(round(value * 100)) / 100


def _quality(
    supervised: int, totals: dict[ProjectFlow, int], pace: dict[str, float], rng: Random
) -> dict[str, Any]:
    checks = _about(rng, supervised * pace["checks"])
    tests = _about(rng, supervised * 1.1)
    sheets = _about(rng, supervised * (1.2 + pace["strictness"]))
    completed = totals[ProjectFlow.COMPLETED]
    complaints, reviews = _about(rng, supervised * 0.12), _about(rng, supervised * 0.6)
    return {
        "quality_checks": checks,
        "quality_check_people": _about(rng, checks * 2.3),
        "spot_tests": tests,
        "spot_tests_failed": round(tests * rng.uniform(0.02, 0.06)),
        "foundation_acceptances": _about(rng, totals[ProjectFlow.NEW] * 1.6),
        "structure_acceptances": _about(rng, totals[ProjectFlow.NEW] * 1.4),
        "completion_acceptances": completed,
        "quality_rectifications": sheets,
        "quality_rectified": round(sheets * rng.uniform(0.92, 1)),
        "quality_stop_works": round(supervised * 0.05),
        "supervision_reports": completed,
        "reports_overdue": int(rng.random() < 0.15 and completed > 0),
        "quality_complaints": complaints,
        "quality_complaints_closed": round(complaints * rng.uniform(0.9, 1)),
        "quality_reviews": reviews,
        "quality_reviews_failed": round(reviews * rng.uniform(0, 0.03)),
    }


def _safety(supervised: int, pace: dict[str, float], rng: Random) -> dict[str, Any]:
    checks = _about(rng, supervised * pace["checks"] * 1.2)
    sheets = _about(rng, supervised * (1.5 + pace["strictness"]))
    risky, complaints = _about(rng, supervised * 1.3), _about(rng, supervised * 0.05)
    reviews = _about(rng, supervised * 0.7)
    return {
        "safety_checks": checks,
        "safety_check_people": _about(rng, checks * 2.2),
        "safety_rectifications": sheets,
        "safety_rectified": round(sheets * rng.uniform(0.93, 1)),
        "safety_stop_works": round(supervised * 0.08),
        "high_risk_works": risky,
        "high_risk_oversized": round(risky * 0.22),
        "lifting_machinery": _about(rng, supervised * 2.1),
        "safety_complaints": complaints,
        "safety_complaints_closed": round(complaints * rng.uniform(0.9, 1)),
        "safety_reviews": reviews,
        "safety_reviews_failed": round(reviews * rng.uniform(0, 0.03)),
    }


def _enforcement(
    kind: OrganizationKind, supervised: int, pace: dict[str, float], rng: Random
) -> dict[str, Any]:
    cases = _about(rng, supervised * (0.03 + pace["strictness"] * 0.05))
    quality = {OrganizationKind.QUALITY: cases, OrganizationKind.SAFETY: 0}.get(
        kind, cases * 2 // 5
    )
    scored = _about(rng, supervised * 0.15)
    return {
        "penalties": cases,
        "penalties_quality": quality,
        "penalties_safety": cases - quality,
        "penalties_closed": round(cases * rng.uniform(0.85, 1)),
        "fines": _amount(cases * rng.uniform(2.2, 3.4)),
        "transferred": int(rng.random() < 0.1),
        "misconduct_companies": round(supervised * 0.04),
        "misconduct_people": round(supervised * 0.05),
        "managers_scored": scored,
        "managers_points": scored * 2,
        "talks": round(supervised * 0.06),
        "criticisms": round(supervised * 0.03),
    }


def _accidents(kind: OrganizationKind, supervised: int, rng: Random) -> dict[str, Any]:
    happened = kind is not OrganizationKind.QUALITY and rng.random() < min(0.2, supervised / 600)
    deaths = rng.choice((1, 1, 1, 2)) if happened else 0
    return {
        "quality_accidents": 0,
        "quality_loss": Decimal(0),
        "accidents_ordinary": int(happened),
        "accidents_larger": 0,
        "accidents_major": 0,
        "accidents_extreme": 0,
        "deaths": deaths,
        "severe_injuries": rng.randint(0, 1) if happened else 0,
        "accident_loss": _amount(deaths * rng.uniform(120, 180)),
    }


def _other(totals: dict[ProjectFlow, int], rng: Random) -> dict[str, Any]:
    completed = totals[ProjectFlow.COMPLETED]
    return {
        "coverage": _amount(rng.uniform(96, 100)),
        "first_pass_rate": _amount(rng.uniform(95, 100)),
        "awards_luban": 0,
        "awards_furong": int(rng.random() < min(0.3, completed / 120)),
        "awards_province": round(completed * rng.uniform(0, 0.08)),
        "special_checks": rng.randint(3, 9),
        "archives": completed,
    }
