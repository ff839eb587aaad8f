"""What many tests of the module begin with."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.training.test_sessions import BASE, add, the_session


@pytest.fixture
def session(app: Flask, sign_in: Any) -> int:
    """A published session with thirty places for 长沙."""
    admin = sign_in("hn_admin")
    assert add(admin).status_code == 303
    number = the_session(app)
    assert admin.post(f"{BASE}/publish/{number}").status_code == 303
    return number
