"""Where a form leads back to: pages of this origin, whoever wrote the address that asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cast import PASSWORD

CREDENTIALS = {"username": "yl_clerk", "password": PASSWORD}
ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/a",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/a\r\nX:1",
    "\x00/a",
    " //evil.example",
    "https://evil.example/",
    "http://evil.example",
    "https:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "HTTPS://evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://localhost/",
    "https://localhost/",
    "http://localhost@evil.example/",
    "http://localhost:x@evil.example/",
    "http://localhost.evil.example/",
    "http://evil.example/http://localhost/",
    "http://localhost:8080/",
    "http://127.0.0.1/",
    "//localhost/",
    "http://localhost\\@evil.example/",
    "evil.example",
    "@evil.example",
    "?next=//evil.example",
    "/" * 5_000,
]


@pytest.mark.parametrize("asked", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_nothing_leads_to_another_origin(client: Any, sign_in: Any, asked: str) -> None:
    """Another trusted name, scheme or port is another origin, too."""
    signed_in = client.post("/login/", data=CREDENTIALS, query_string={"next": asked})
    # An address that no page of ours writes is refused before anybody is signed in.
    is_junk = "\0" in asked or len(asked) > 2_000
    assert (signed_in.status_code, signed_in.location) == ((400, None) if is_junk else (302, "/"))
    switched = sign_in("yl_clerk").post("/language/", data={"language": "zh", "next": asked})
    assert switched.status_code == 400 if "\0" in asked else switched.location == "/"


@pytest.mark.parametrize(
    "asked",
    ["/", "/people/list/?_flt_0_name=%E6%9D%8E&page_0=2", "/a//b", "http://localhost/people/list/"],
)
def test_a_page_of_this_origin_is_come_back_to(client: Any, asked: str) -> None:
    answer = client.post("/login/", data=CREDENTIALS, query_string={"next": asked})
    assert (answer.status_code, answer.location) == (302, asked)
