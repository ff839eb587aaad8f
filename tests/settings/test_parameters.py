"""参数设置: what is declared is read, what is stored fits, and a change has its effect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from app.core.base.db import db
from app.core.base.errors import Conflict
from app.core.configuration.parameter_values import ParameterKind
from app.core.configuration.parameters import (
    FILING,
    PROTECTION,
    Declaration,
    declared,
    parameter,
    register,
)
from app.core.models import Parameter
from app.settings import forms, operations
from tests.support.forms import errors, value_of

ROOT = Path(__file__).resolve().parents[2]
# A pre-review names the parameter that switches it.
CALL = re.compile(r"\b(?:parameter|PreReview)\(\s*\"(\w+)\"")


def keep(acting, key, value, version=0) -> None:
    with acting():
        operations.set_parameter(key, value, version=version)
        db.session.commit()


def value(acting, key):
    with acting("yl_clerk"):
        return parameter(key)


def test_code_reads_every_declared_parameter_and_no_other(app):
    files = [*(ROOT / "app").rglob("*.py"), *(ROOT / "reports").rglob("*.py")]
    read = {key for path in files for key in CALL.findall(path.read_text(encoding="utf-8"))}
    with app.app_context():
        # The engine itself reads the switch.
        assert read | {PROTECTION} == set(declared())


def test_every_parameter_stands_on_the_screen(app, sign_in):
    page = sign_in("hn_review").get("/settings/parameters/list/").text
    with app.test_request_context():
        shown = [one for one in declared().values() if not one.has_own_screen]
        assert [one.key for one in shown if str(one.label) not in page] == []


def test_a_change_is_in_force_and_can_be_taken_back(acting):
    assert value(acting, "exports_at_once") == 3
    keep(acting, "exports_at_once", 7)
    assert value(acting, "exports_at_once") == 7
    keep(acting, "exports_at_once", None, version=1)
    assert value(acting, "exports_at_once") == 3


@pytest.mark.parametrize(
    ("key", "stored"),
    [
        ("exports_at_once", "many"),
        ("exports_at_once", 1000),
        ("exports_at_once", True),
        ("year_lock_date", "02-30"),
        ("year_lock_date", 331),
        ("cert_warn_days", []),
        ("cert_warn_days", 90),
        ("cert_warn_days", [90, "30"]),
    ],
)
def test_a_stored_value_that_does_not_fit_gives_way_to_the_default(acting, sign_in, key, stored):
    with acting():
        db.session.add(Parameter(key=key, value=stored))
        db.session.commit()
        default = declared()[key].default
    assert value(acting, key) == default
    assert sign_in("hn_admin").get("/settings/parameters/list/").status_code == 200


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("exports_at_once", "", "请填写参数值"),
        ("exports_at_once", "many", "应为整数"),
        ("exports_at_once", "0", "不能小于 1"),
        ("exports_at_once", "21", "不能大于 20"),
        ("ratio_supervisor", "101", "不能大于 100"),
        ("login_log_days", "182", "不能小于 183"),
        ("year_lock_date", "3月", "应为每年都有的日期"),
        ("year_lock_date", "02-29", "应为每年都有的日期"),
        ("cert_warn_days", "九十", "应为天数"),
        ("cert_warn_days", "90、0", "每个在 1 至 730 之间"),
        ("cert_warn_days", "1、2、3、4、5、6、7", "最多 6 个天数"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_field(acting, sign_in, key, typed, words):
    before = value(acting, key)
    answer = sign_in("hn_admin").post(f"/settings/parameters/edit/{key}", data={"value": typed})
    assert answer.status_code == 422
    assert words in errors(answer.text)["value"]
    assert value_of(answer.text, "value") == typed
    assert value(acting, key) == before


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("year_lock_date", "4-1", "04-01"),
        ("cert_warn_days", "30，60, 120", (120, 60, 30)),
        ("ratio_supervisor", "80", 80),
    ],
)
def test_what_is_typed_is_read_as_it_is_meant(acting, sign_in, key, typed, stored):
    answer = sign_in("hn_admin").post(f"/settings/parameters/edit/{key}", data={"value": typed})
    assert answer.status_code == 303
    assert value(acting, key) == stored


def test_the_second_of_two_administrators_is_told_and_sees_what_was_typed(acting, sign_in):
    keep(acting, "exports_at_once", 7)
    client, address = sign_in("hn_admin"), "/settings/parameters/edit/exports_at_once"
    answer = client.post(address, data={"value": "9", "version": "0"})
    assert answer.status_code == 409
    assert "您填写的是：9 个" in answer.text
    assert value(acting, "exports_at_once") == 7
    assert client.post(address, data={"value": "9", "version": "1"}).status_code == 303
    assert value(acting, "exports_at_once") == 9


def test_a_default_is_not_brought_back_over_a_newer_value(acting):
    keep(acting, "exports_at_once", 7)
    with pytest.raises(Conflict):
        keep(acting, "exports_at_once", None)


def test_yes_or_no_is_a_box_to_tick(app):
    one = Declaration("asks", "询问", FILING, ParameterKind.YES_NO, default=True)
    kind = forms.parameter_form(one, "参数值", "")
    with app.test_request_context():
        assert kind(formdata=MultiDict({"value": "y"})).values() == {"value": True}
        assert kind(formdata=MultiDict({"other": ""})).values() == {"value": False}
    assert one.in_force("perhaps") is True
    assert one.in_force(stored=False) is False


def test_a_default_that_does_not_fit_does_not_start(app):
    wrong = Declaration("wrong", "错", FILING, ParameterKind.PERCENT, 150)
    with app.app_context(), pytest.raises(ValueError, match="wrong"):
        register([wrong])


def test_the_history_tells_who_changed_what_in_words(acting, sign_in):
    keep(acting, "cert_warn_days", (120, 60))
    keep(acting, "cert_warn_days", None, version=1)
    page = sign_in("hn_leader").get("/settings/parameters/show/cert_warn_days").text
    assert page.count("钟守衡") == 2
    assert "<del>120、60 天</del>" in page
    assert "<ins>默认值</ins>" in page
    assert "<b>新增</b>" not in page
