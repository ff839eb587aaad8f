"""What a screenshot needs and demo data have not: cases at the desks that a setting opens."""

from __future__ import annotations

from tests.support.site import Site

STAGED = "(SELECT min(c.id) FROM certificate_case c JOIN organization o ON o.id = c.organization_id"
STAGED += " WHERE c.kind = ? AND c.state = 'filed' AND c.step = 'province' AND o.code = ?)"
# Applications of counties that their prefecture reviews, by kind and county.
REVIEWED = (("change", "43010401"), ("reissue", "43010401"), ("cancellation", "43021101"))


def prepare(site: Site) -> None:
    """Put 市州初审 on, and one case of each kind before each desk."""
    site.change("INSERT INTO parameter (key, value, version) VALUES (?, 'true', 1)", SWITCH)
    for kind, county in REVIEWED:
        site.change(
            f"UPDATE certificate_case SET step = 'prefecture' WHERE id = {STAGED}",
            kind,
            county,
        )
    site.change(
        "UPDATE certificate_case SET step = 'receiver', change_types = '[\"transfer\"]',"
        " receiver_id = (SELECT id FROM organization WHERE code = '43020001')"
        f" WHERE id = {STAGED}",
        "change",
        "43010001",
    )
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
