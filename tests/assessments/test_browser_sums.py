"""The browser counts what the server counts: sums, scores, grades and the arithmetic in words."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.assessments import rules
from app.assessments.presentation import arithmetic_words
from app.assessments.rules import Deduction, Findings
from app.scoring.choices import Grade
from app.scoring.rules import ItemContent, PointContent, SheetContent, grade_of, value_of

pytestmark = pytest.mark.usefixtures("app_context")

ROOT = Path(__file__).resolve().parents[2]
LIMITS = (90, 80, 70)
SHEETS = 500
# What the page's script makes of cases that come by its input.
SCRIPT = """
import * as rules from '%s';
import { readFileSync } from 'node:fs';
const cases = JSON.parse(readFileSync(0));
const told = cases.map(({ items, found, out, vetoed }) => {
  const { cuts, sections, score } = rules.scoreOf(items, found, out);
  const grade = rules.gradeOf(score, [90, 80, 70], vetoed);
  const words = rules.arithmetic(items, found, out, '{n}（扣完）');
  return { cuts, sections, score, grade, words };
});
console.log(JSON.stringify(told));
"""


def sheet_of(chance: random.Random) -> SheetContent:
    """A sheet of a few sections, whose items are worth anything."""
    items = []
    for number in range(chance.randint(1, 8)):
        most = chance.randint(1, 60) * 5
        points = [
            PointContent(f"P{number}-{n}", "某事", chance.randint(1, most // 5) * 5, "每次")
            for n in range(chance.randint(1, 4))
        ]
        items.append(ItemContent(f"类别{number // 3}", str(number), "某项", most, points))
    return SheetContent(items)


def findings_of(sheet: SheetContent, chance: random.Random) -> Findings:
    """What somebody may have found: counts or values of their own, one item at least applies."""
    out = {one.number: "无" for one in sheet.items[1:] if chance.random() < 0.2}
    deductions = []
    for item in sheet.items:
        for point in item.points:
            if chance.random() < 0.5 or item.number in out:
                continue
            count = chance.randint(1, 5)
            own = chance.randint(1, item.most // 5) * 5
            value = value_of(point.points, count, item.most) if chance.random() < 0.7 else own
            deductions.append(Deduction(item.number, point.code, point.text, count, value))
    return Findings(deductions, out, {"V1": "弄虚作假"} if chance.random() < 0.1 else {})


def sent(sheet: SheetContent, found: Findings) -> dict[str, Any]:
    points = {one.code: one.points for item in sheet.items for one in item.points}
    return {
        "items": [{"key": i.number, "section": i.section, "most": i.most} for i in sheet.items],
        "found": [
            {"item": d.item, "points": points[d.code], "count": d.count, "value": d.value}
            for d in found.deductions
        ],
        "out": [*found.left_out],
        "vetoed": bool(found.vetoes),
    }


def counted(sheet: SheetContent, found: Findings) -> dict[str, Any]:
    score = rules.score_of_project(found, sheet)
    assert score.score is not None
    sums = {name: {"most": one.most, "cut": one.lost} for name, one in score.sections.items()}
    grade = grade_of(score.score, LIMITS, vetoed=bool(found.vetoes))
    words = arithmetic_words(found, sheet)
    place = list(Grade).index(grade)
    told = {"cuts": dict(score.lost), "sections": sums, "score": score.score}
    return {**told, "grade": place, "words": words}


def test_page_and_server_agree_on_five_hundred_sheets():
    chance = random.Random(16)
    cases = [(one, findings_of(one, chance)) for one in (sheet_of(chance) for _ in range(SHEETS))]
    script = SCRIPT % (ROOT / "app/static/js/form/score-rules.js").as_uri()
    done = subprocess.run(
        [
            "node",
            "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
            "--input-type=module",
            "-e",
            script,
        ],
        input=json.dumps([sent(*one) for one in cases]),
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"},
        check=True,
        timeout=120,
    )
    by_page = json.loads(done.stdout)
    assert by_page == [counted(*one) for one in cases]
    # The cases say something: caps, left-out items and each grade are among them.
    assert {one["grade"] for one in by_page} == {0, 1, 2, 3}
    assert any("扣完" in one["words"] for one in by_page)
    assert any("÷" in one["words"] for one in by_page)
