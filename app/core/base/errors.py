"""Exceptions: refusals by a rule, conflicts, and violations of the scope."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from marshmallow import ValidationError
from sqlalchemy.exc import SQLAlchemyError


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refusal: the rule's code, the field it concerns ("" for the form), and its words."""

    code: str
    field: str
    message: str


def schema_errors(invalid: ValidationError) -> Iterator[tuple[str, str]]:
    """Each field that a schema refused, with its first message."""
    for name, messages in invalid.normalized_messages().items():
        # A lazy message is not wrapped in a list by the schema.
        yield name, str(messages[0] if isinstance(messages, list) else messages)


class Refused(Exception):
    """A rule said no; every reason is shown at its field, nothing is stored."""

    def __init__(self, errors: Iterable[FieldError]):
        self.errors = tuple(errors)
        super().__init__("; ".join(error.message for error in self.errors))

    @classmethod
    def because(cls, code: str, field: str, message: str) -> Refused:
        return cls([FieldError(code, field, message)])

    @classmethod
    def if_any(cls, errors: Iterable[FieldError]) -> None:
        """Raise when there is at least one reason."""
        if found := tuple(errors):
            raise cls(found)


class Unconfirmed(Exception):
    """A write whose consequences have to be agreed to first; they are shown, nothing is stored.

    The form comes back with the lines and their stamp. Sent again with that stamp it is stored,
    unless the consequences have become others meanwhile: then these are shown.
    """

    def __init__(self, lines: Iterable[str]):
        self.lines = tuple(lines)
        super().__init__("; ".join(self.lines))

    @property
    def stamp(self) -> str:
        """Another text for any other consequences."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:20]

    @classmethod
    def unless(cls, agreed_to: str, lines: Iterable[str]) -> None:
        """Raise when there are consequences and these are not the ones agreed to."""
        asked = cls(lines)
        if asked.lines and asked.stamp != agreed_to:
            raise asked


class Conflict(Exception):
    """Somebody was faster; answered with 409 and the newer data."""


class OverBudget(Exception):
    """Somebody has cost more than a minute allows; answered with 429 and when to try again."""

    def __init__(self, seconds: int):
        self.seconds = seconds
        super().__init__(f"again in {seconds} s")


class ScopeNotSet(RuntimeError):
    """A job or command touched owned rows without saying who acts: a bug."""


class UnauditedStatement(RuntimeError):
    """A bulk statement would have passed by the audit trail: a bug."""


class ScopeViolation(SQLAlchemyError):
    """A row of an organization outside the write scope was about to be written."""
