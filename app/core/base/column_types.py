"""Column types: stored enumerations, UTC moments, exact amounts, sealed personal numbers."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, LargeBinary, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from . import encryption


class StoredEnum(TypeDecorator[Any]):
    """A StrEnum by value in a plain text column.

    Binding does not check membership: an unknown value in a filter finds
    nothing instead of failing.
    """

    impl = String
    cache_ok = True

    def __init__(self, enum_class: type[enum.StrEnum], length: int = 30):
        super().__init__(length)
        self.enum_class = enum_class

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else self.enum_class(value)


def stored(enum_class: type[enum.StrEnum]) -> StoredEnum:
    """A column type for an enumeration that code branches on."""
    return StoredEnum(enum_class)


class Moment(TypeDecorator[dt.datetime]):
    """A moment with its zone, kept in UTC (SQLite has no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact amount with two decimals, kept as whole hundredths.

    SQLite would turn NUMERIC into floating point; whole numbers add up exactly
    in both databases, and SUM() comes back as Decimal through this type.
    """

    impl = BigInteger
    cache_ok = True
    HUNDREDTH = Decimal("0.01")

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:
        if value is None:
            return None
        return int((Decimal(value) * 100).quantize(Decimal(1), ROUND_HALF_UP))

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(self.HUNDREDTH)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self


class SealedText(TypeDecorator[str]):
    """Text that is encrypted at rest; it is found by its fingerprint, never by substring."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else encryption.seal(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else encryption.unseal(bytes(value)).decode()


class SealedBytes(TypeDecorator[bytes]):
    """Content that is encrypted at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Any) -> bytes | None:
        return None if value is None else encryption.seal(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> bytes | None:
        return None if value is None else encryption.unseal(bytes(value))
