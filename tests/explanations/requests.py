"""The real requests behind an action, made as the user would make them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.core.base import clock
from tests.explanations.world import ODD
from tests.support.application import Enter
from tests.support.cast import PASSWORD
from tests.support.forms import fields


@dataclass(frozen=True, slots=True)
class Row:
    """How the row of a record is known in a file."""

    words: str
    year: int | None = None


OPINION = "情况属实同意"
LEAVING = {"left_reason": "resigned"}
# What a form may be refused for beside its state: nobody has filled it in.
FILLED = (303, 422)


def client_of(app: Flask, sign_in: Enter, username: str) -> FlaskClient | None:
    """A browser of a user; the odd ones have to sign in with their password."""
    if username not in ODD:
        return sign_in(username)
    client = app.test_client()
    answer = client.post("/login/", data={"username": username, "password": PASSWORD})
    return client if answer.status_code == 302 else None


def succeeds(client: FlaskClient, base: str, act: str, number: int, row: Row) -> bool:
    """Whether an action on a record gets through."""
    if act == "show":
        return client.get(f"{base}/show/{number}").status_code == 200
    if act == "export":
        return _is_in_file(client, base, row)
    if act == "delete":
        return _is_deleted(client, f"{base}/delete/{number}")
    if act == "edit":
        return _is_edited(client, f"{base}/edit/{number}")
    # What moves ask for beside the opinion.
    data = dict.fromkeys(("opinion", "appeal", "late_reason", "comment", "reply"), OPINION)
    data["joined_on"] = clock.today().isoformat()
    return client.post(f"{base}/move/{number}/{act}", data=data).status_code == 303


def _is_deleted(client: FlaskClient, address: str) -> bool:
    data = {**LEAVING, "left_on": clock.today().isoformat()}
    return client.post(address, data=data).status_code == 303


def _is_edited(client: FlaskClient, address: str) -> bool:
    """The form opens and can be sent: it is stored, or refused for what stands in its fields."""
    opened = client.get(address)
    if opened.status_code != 200:
        return False
    # The files of a form are chosen, not typed.
    sent = {name: text for name, text in fields(opened.text).items() if not name.endswith("file")}
    return client.post(address, data=sent).status_code in FILLED


def _is_in_file(client: FlaskClient, base: str, row: Row) -> bool:
    """Whether the file of a list, of the record's year where it has one, has its row."""
    conditions = f"?_flt_0_year={row.year}" if row.year else ""
    answer = client.post(f"{base}/export/{conditions}", buffered=True)
    if answer.status_code != 200:
        return False
    sheet: Any = load_workbook(io.BytesIO(answer.data)).active
    return any(row.words in str(cell) for cells in sheet.values for cell in cells)
