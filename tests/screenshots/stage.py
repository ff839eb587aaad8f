"""What a screenshot needs and demo data have not: cases at the desks that a setting opens."""

from __future__ import annotations

from tests.support.site import Site

WAITING = """
    SELECT min(c.id) FROM certificate_case c JOIN organization o ON o.id = c.organization_id
    WHERE c.kind = ? AND c.state = 'filed' AND c.step = 'province' AND o.code = ?
"""
# Applications that go to another desk: kind, organization, desk.
MOVED = (
    ("change", "43010401", "prefecture"),
    ("reissue", "43010401", "prefecture"),
    ("cancellation", "43021101", "prefecture"),
    ("change", "43010001", "receiver"),
)
RECEIVED = """
UPDATE certificate_case SET change_types = '["transfer"]',
    receiver_id = (SELECT id FROM organization WHERE code = '43020001')
WHERE step = 'receiver'
"""


def prepare(site: Site) -> None:
    """Put 市州初审 on, and a case of each kind before each desk."""
    site.change("INSERT INTO parameter (key, value, version) VALUES (?, 'true', 1)", SWITCH)
    for kind, organization, desk in MOVED:
        number = site.value(WAITING, kind, organization)
        site.change("UPDATE certificate_case SET step = ? WHERE id = ?", desk, number)
    site.change(RECEIVED)
    site.change(TRANSFER)


SWITCH = "city_pre_review_cert"
TRANSFER = """
INSERT INTO person_transfer
    (organization_id, person_id, name, sex, post_type, receiver_id, state, filed_at, version)
SELECT p.organization_id, p.id, p.name, p.sex, p.post_type,
    (SELECT id FROM organization WHERE code = '43010401'), 'filed', p.created_at, 1
FROM person p JOIN organization o ON o.id = p.organization_id
WHERE o.code = '43021101' AND p.left_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.identity_id = p.identity_id)
LIMIT 1
"""
