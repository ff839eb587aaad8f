"""Open applications about certificates: one to five people of an installation, by plain SQL."""

from __future__ import annotations

import os

from sqlalchemy import create_engine, text

PEOPLE_TO_ONE = 5
KINDS = ("change", "cancellation", "reissue")
# One certificate each of those who are on the roster and have no application yet.
FREE = """
CREATE TEMPORARY TABLE free AS
SELECT row_number() OVER (ORDER BY person_id) AS n, person_id, certificate_id FROM (
  SELECT p.id AS person_id, min(c.id) AS certificate_id
  FROM person p JOIN certificate c
    ON c.identity_id = p.identity_id AND c.organization_id = p.organization_id
  WHERE p.left_on IS NULL AND p.deleted_at IS NULL AND c.status = 'valid' AND NOT EXISTS
    (SELECT 1 FROM case_certificate r WHERE r.certificate_id = c.id AND r.is_running)
  GROUP BY p.id
) AS one
"""
CASES = """
INSERT INTO certificate_case (kind, number, batch, person_id, identity_id, name, initials, pinyin,
  id_no, id_no_hash, facts, reason, applied_on, applied_by, state, step, version, organization_id)
SELECT CASE f.n % 3 WHEN 0 THEN 'change' WHEN 1 THEN 'cancellation' ELSE 'reissue' END,
  'MC-' || f.n, 'MC-' || f.n, p.id, p.identity_id, p.name, p.initials, p.pinyin, p.id_no,
  p.id_no_hash, '{}', '', c.issued_on, '',
  CASE f.n % 20 WHEN 0 THEN 'returned' WHEN 1 THEN 'accepted' WHEN 2 THEN 'accepted'
    ELSE 'filed' END,
  'province', 1, p.organization_id
FROM free f JOIN person p ON p.id = f.person_id JOIN certificate c ON c.id = f.certificate_id
WHERE f.n <= :wanted
"""
CERTIFICATES = """
INSERT INTO case_certificate (case_id, certificate_id, type, is_running, number, issuer, issued_on,
  valid_from, valid_to, organization_id)
SELECT a.id, c.id, c.type, true, c.number, c.issuer, c.issued_on, c.valid_from, c.valid_to,
  a.organization_id
FROM free f JOIN certificate_case a ON a.number = 'MC-' || f.n
JOIN certificate c ON c.id = f.certificate_id
"""
EVENTS = """
INSERT INTO workflow_event (resource, item_id, name, source, target, at, actor_name,
  actor_organization, opinion, marked, snapshot, organization_id)
SELECT 'certificate_cases.' || a.kind, a.id, '{move}', {source}, {target}, :at, '', '', '', '[]',
  '{{}}', a.organization_id
FROM certificate_case a WHERE a.number LIKE 'MC-%' AND {where}
"""
MOVES = (
    ("begin", "NULL", "'draft'", "true"),
    ("file", "'draft'", "'filed'", "true"),
    ("accept", "'filed'", "'accepted'", "a.state = 'accepted'"),
    ("return", "'filed'", "'returned'", "a.state = 'returned'"),
)
GRAMS = """
INSERT INTO name_gram (kind, gram, row_id)
SELECT 'certificate_case', g.gram, a.id
FROM name_gram g CROSS JOIN certificate_case a
WHERE g.kind = 'person' AND a.person_id = g.row_id AND a.number LIKE 'MC-%'
"""


def add(address: str) -> None:
    """Fill an installation; it has none of these applications yet."""
    engine = create_engine(address)
    with engine.begin() as connection:
        people = "SELECT count(*) FROM person WHERE left_on IS NULL AND deleted_at IS NULL"
        wanted = (connection.execute(text(people)).scalar() or 0) // PEOPLE_TO_ONE
        connection.execute(text(FREE))
        connection.execute(text(CASES), {"wanted": wanted})
        connection.execute(text(CERTIFICATES))
        for move, source, target, where in MOVES:
            statement = EVENTS.format(move=move, source=source, target=target, where=where)
            connection.execute(text(statement), {"at": "2026-01-05 02:00:00.000000"})
        connection.execute(text(GRAMS))
    engine.dispose()


if __name__ == "__main__":
    folder = os.environ["INSTANCE_DIR"]
    add(os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/app.db")
