"""Who may call what of applications about certificates: who files, and who decides."""

from __future__ import annotations

from tests.support.access.filed_sets import filed_rows

CERTIFICATE_CASES = (
    *filed_rows("ChangeView", "/certificate-cases/changes", "change"),
    *filed_rows("CancellationView", "/certificate-cases/cancellations", "cancellation"),
    *filed_rows("ReissueView", "/certificate-cases/reissues", "reissue"),
)
