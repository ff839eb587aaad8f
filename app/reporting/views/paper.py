"""The policy of pages that show printed paper."""

from __future__ import annotations

from typing import Any

# The paper carries its measures as inline styles; nothing else may.
PREVIEW_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def with_paper_policy(view: Any) -> Any:
    """Give one page the policy of printed paper."""
    view.talisman_view_options = {
        "content_security_policy": PREVIEW_POLICY,
        "content_security_policy_nonce_in": ["script-src"],
    }
    return view
