"""The dialog of 办结 says what it will do, for it cannot be taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app.certificate_cases.choices import CaseKind
from app.certificate_cases.presentation import ROUTES
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.tree.organization_tree import tree
from app.personnel.models import Person
from tests.certificate_cases.acts import TIANYUAN, act, certificates, certified, file, through
from tests.support.pages import plain

FACT = re.compile(r"<div[^>]*><dt>(.*?)</dt><dd>(.*?)</dd></div>", re.DOTALL)


def facts(client: Any, kind: CaseKind, number: int, move: str = "close") -> dict[str, str]:
    """What the dialog of a move says above its fields."""
    answer = client.get(f"{ROUTES[kind]}/move/{number}/{move}")
    assert answer.status_code == 200
    return {
        plain(label).strip(): plain(words).strip() for label, words in FACT.findall(answer.text)
    }


def accepted(app: Flask, person: int, kind: CaseKind, **typed: Any) -> int:
    (number,) = file(app, person, kind=kind, **typed)
    act(app, "hn_review", number, "accept")
    return number


def test_a_change_tells_each_value_that_it_changes(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    held = certificates(app, person)[0]
    number = accepted(app, person, CaseKind.CHANGE, quality_issued_on=held.issued_on)
    told = facts(sign_in("hn_review"), CaseKind.CHANGE, number)
    assert told["质量监督证 证书编号"] == f"{held.number} → 湘质监430100099"
    assert "质量监督证 发证日期" not in told
    assert "调入机构" not in told


def test_a_transfer_tells_where_to_and_a_number_is_masked(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    with app.app_context(), unscoped("whom the test is about"):
        id_no = db.session.get_one(Person, person).id_no
    with app.app_context():
        receiver = tree()[TIANYUAN]
    moved = {"receiver": receiver, "receiver_id": TIANYUAN}
    typed = {"change_types": ["transfer", "id_number"], **moved}
    (number,) = file(app, person, new_id_no="439900199003070011", **typed)
    act(app, "ty_clerk", number, "agree")
    act(app, "hn_review", number, "accept")
    told = facts(sign_in("hn_review"), CaseKind.CHANGE, number)
    assert told["调入机构"] == "天元区建设工程质量安全监督站"
    assert told["单位"] == f"岳麓区建设工程质量安全监督站 → {told['调入机构']}"
    was, now = told["身份证号"].split(" → ")
    assert (was[-4:], now[-4:]) == (id_no[-4:], "0011")
    assert "*" in was
    assert "*" in now


@pytest.mark.parametrize(("leaves", "words"), [(True, "是"), (False, "否")])
def test_a_cancellation_tells_what_ends_and_who_leaves(
    app: Flask, sign_in: Any, words: str, *, leaves: bool
) -> None:
    person = certified(app, "quality", "safety")
    held = certificates(app, person)
    typed = {"types": ["quality", "safety"], "leaves": leaves}
    number = accepted(app, person, CaseKind.CANCELLATION, **typed)
    told = facts(sign_in("hn_review"), CaseKind.CANCELLATION, number)
    numbers = "、".join(f"{one.type.label} {one.number}" for one in held)
    assert told == {"注销证书": numbers, "注销后离职": words}


def test_a_reissue_tells_which_time_it_is(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    (held,) = certificates(app, person)
    reviewer = sign_in("hn_review")
    for time in (1, 2):
        (number,) = file(app, person, kind=CaseKind.REISSUE)
        act(app, "hn_review", number, "accept")
        assert facts(reviewer, CaseKind.REISSUE, number) == {
            "补办证书": f"质量监督证 {held.number}",
            "补办次数": f"办结后共 {time} 次",
        }
        act(app, "hn_review", number, "close")


def test_other_moves_do_not_tell_it(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app))
    assert facts(sign_in("hn_review"), CaseKind.CHANGE, number, "accept") == {}
    through(app, number)
