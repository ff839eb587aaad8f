"""Limits of request bodies: size, number of values and depth, asked before anything is parsed.

They hold for whoever reads a body first, which is a guard, long before anybody is signed in.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import IO, Any

import flask
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
# The longest form of ours has some hundred fields, and one draft at most 2,000.
LARGEST_FORM, MOST_NAMES = 4 * 1024 * 1024, 5_000
LARGEST_JSON, MOST_VALUES, DEEPEST = 512 * 1024, 20_000, 20
# What opens, closes and divides, and texts, in which the same characters mean nothing.
MARKS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)


class BoundedForms(FormDataParser):
    """The parser of forms, which counts the names of a urlencoded body before it parses it."""

    def _parse_urlencoded(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str],
    ) -> Any:
        # Read to its end here, for the stream may be chunked and says nothing of its length.
        body = stream.read()
        if body.count(b"&") >= MOST_NAMES:
            raise RequestEntityTooLarge
        return super()._parse_urlencoded(BytesIO(body), mimetype, content_length, options)


class BoundedJson:
    """The reader of JSON, which looks at number and depth of the values before it parses them."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider

    def loads(self, body: bytes) -> Any:
        """The value; ValueError for what is none or lies too deep."""
        # Text from here on: in another encoding a bracket might look like part of a text.
        text = body.decode()
        values, depth = 1, 0
        for mark in MARKS.finditer(text):
            sign = mark[0]
            values += sign == ","
            depth += (sign in ("[", "{")) - (sign in ("]", "}"))
            if depth > DEEPEST:
                raise ValueError("nested too deeply")
            if values > MOST_VALUES:
                raise RequestEntityTooLarge
        return self._provider.loads(text)


class BoundedRequest(flask.Request):
    """A request whose body is limited by its kind; only a form with files may be long."""

    form_data_parser_class = BoundedForms

    @property
    def json_module(self) -> Any:
        """The application's JSON, behind a look at the body."""
        return BoundedJson(self._provider)

    @json_module.setter
    def json_module(self, provider: Any) -> None:
        self._provider = provider

    @property
    def max_content_length(self) -> int | None:
        """The most bytes that are read, also of a body that comes in pieces."""
        most = super().max_content_length
        if self.mimetype == MULTIPART:
            return most
        own = LARGEST_FORM if self.mimetype == URLENCODED else LARGEST_JSON
        return own if most is None else min(own, most)

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value
