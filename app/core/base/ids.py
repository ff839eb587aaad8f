"""Numbers of rows, as they arrive in addresses and forms."""

from __future__ import annotations

# What an INTEGER column of PostgreSQL holds.
LARGEST_ID = 2_147_483_647


def is_id(value: str) -> bool:
    """Whether a text can be the number of a row; endless digits are not even read."""
    return value.isascii() and value.isdigit() and len(value) <= 10 and 0 < int(value) <= LARGEST_ID
