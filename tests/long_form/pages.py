"""The forms of these tests as a browser sees and sends them."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from tests.support.forms import fields

ONE = "11111111-1111"


def typed(client: str = ONE, **values: str) -> dict[str, Any]:
    named = [{"name": n, "value": v, "number": 1, "over": []} for n, v in values.items()]
    return {"client": client, "since": 0, "base_version": None, "fields": named}


def own_draft(page: str) -> str:
    """The key of the draft that a page goes on with."""
    found = re.search(r"data-draft='([^']*)'", page)
    assert found is not None
    return str(json.loads(unescape(found[1]))["key"])


def sent(page: str, **changes: Any) -> dict[str, Any]:
    """What a browser sends of a page; the pattern of a file's row is no part of it."""
    held = {n: v for n, v in fields(page).items() if v or not n.endswith("file")}
    return {**held, **changes}
