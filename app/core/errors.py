"""What may go wrong by rule: refusals, conflicts, and scope mistakes."""

from __future__ import annotations

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


class Conflict(Exception):
    """Somebody was faster; answered with 409 and the newer data."""


class ScopeNotSet(RuntimeError):
    """A job or command touched owned rows without saying who acts: a bug."""


class UnauditedStatement(RuntimeError):
    """A bulk statement would have passed by the audit trail: a bug."""


class ScopeViolation(SQLAlchemyError):
    """A row of an organization outside the write scope was about to be written."""
