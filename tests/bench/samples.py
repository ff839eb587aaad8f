"""What is asked for in each world: found by plain SQL, the same for all applications."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine, text

ON_ROSTER = "left_on IS NULL AND deleted_at IS NULL"
FREQUENT = (
    "SELECT gram FROM name_gram WHERE kind = 'person' AND length(gram) = 1"
    " GROUP BY gram ORDER BY count(*) DESC LIMIT 1"
)
PAGE_SIZE = 25


def samples(address: str) -> dict[str, Any]:
    """Values that occur often, seldom and once, and how many people there are."""
    engine = create_engine(address)
    with engine.connect() as connection:

        def one(statement: str, **values: Any) -> Any:
            return connection.execute(text(statement), values).first()

        people = one(f"SELECT count(*) FROM person WHERE {ON_ROSTER}")[0]
        person = one(
            f"SELECT id, name, id_no_hash FROM person WHERE {ON_ROSTER} AND length(name) = 3"
            " ORDER BY id LIMIT 1 OFFSET :half",
            half=people // 2,
        )
        count = "SELECT {0}, count(*) FROM person WHERE {1} GROUP BY {0} ORDER BY 2 {2} LIMIT 1"
        found = {
            "people": people,
            "person": person[0],
            "name3": person[1],
            "name2": person[1][1:],
            "name1": one(FREQUENT)[0],
            "id_no_hash": person[2],
            "common": one(count.format("education", ON_ROSTER, "DESC"))[0],
            "rare": one(count.format("duty_status", ON_ROSTER, "ASC"))[0],
            "page_500": min(499, people // PAGE_SIZE - 2),
            "last_page": -(-people // PAGE_SIZE) - 1,
        }
    engine.dispose()
    return found
