"""The places of a prefecture with few and with many organizations: figures, proposal, table."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from statistics import median
from time import process_time_ns
from types import SimpleNamespace
from typing import Any

from flask import get_template_attribute

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.tree.organization_tree import tree
from app.factory import create_app
from app.training import queries, rules
from app.training.forms import AllocationForm
from app.training.models import TrainingSession
from app.training.queries import Need

from .subject import Subject

ROUNDS = 3
SIZES = (150, 4_000)


def needs_of(count: int) -> dict[str, Need]:
    """Organizations of every size, the same in each run."""
    return {
        str(n): Need(n % 37 + 5, n % 5, n % 11 + n % 5, n % 3, n % 2) for n in range(1, count + 1)
    }


def drawn(needs: dict[str, Need], proposed: dict[str, rules.Share]) -> str:
    """The table of the dialog as the page has it."""
    shares = {
        key: {
            "name": f"第{key}监督站",
            "certified": one.certified,
            "soon": one.soon,
            "later": one.later,
            "given": 0,
            "enrolled": one.enrolled,
            "waiting": one.waiting,
            "seats": proposed[key].seats,
            "basis": "",
        }
        for key, one in needs.items()
    }
    place = SimpleNamespace(shares=shares, seats=len(needs) * 3, is_proposed=True)
    form = AllocationForm(formdata=None, obj=place)
    return str(get_template_attribute("zj/macros.html", "grid")(form.shares))


def cases() -> dict[str, Callable[[], Any]]:
    """What is measured by name."""
    every, session = list(tree()), TrainingSession(id=0)
    found: dict[str, Callable[[], Any]] = {
        f"need of {len(every):,} organizations": lambda: queries.need_of(session, every)
    }
    for count in SIZES:
        needs = needs_of(count)
        told = rules.proposal(count * 3, needs, soon_weight=2, minimum=1)
        found[f"proposal, {count:,} organizations"] = lambda needs=needs, count=count: (
            rules.proposal(count * 3, needs, soon_weight=2, minimum=1)
        )
        found[f"table, {count:,} organizations"] = lambda needs=needs, told=told: drawn(needs, told)
    return found


def main() -> None:
    """Print CPU seconds by name, process and database server together."""
    subject = Subject(None)
    subject.watch()
    app, found = create_app(), {}
    with app.test_request_context(), unscoped("figures that are measured"):
        for name, case in cases().items():
            spent = []
            for _turn in range(ROUNDS):
                began = process_time_ns() + subject.database_cpu()
                case()
                spent.append(process_time_ns() + subject.database_cpu() - began)
                db.session.rollback()
            found[name] = median(spent) / 1e9
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
