"""Who may call what of rights: 安全管理员 keeps roles and bundles, 系统管理员 looks on."""

from __future__ import annotations

from tests.support.access.row import NOBODY, NOBODY_POST, Row

ROLES, BUNDLES = "/rights/roles", "/rights/bundles"
READ, KEPT = (200, 200, 403), (403, 200, 403)
# Of a county the administrator reads and the clerk does not, which the page's own tests have.
READERS = (200, 403, 200, 403, 403, None, 403, 403, 302)
MISSING = (None, None, 404, 403, 403, None, 403, None, None)


def _kept(answer: int) -> tuple[int, int, int]:
    """What the officers get where 安全管理员 alone may write."""
    return (403, answer, 403)


RIGHTS = (
    Row("UserRightsView.show", "GET", "/rights/users/{user}", READERS, officers=READ),
    Row("UserRightsView.show", "GET", "/rights/users/{user}", READERS, "below", officers=READ),
    Row("UserRightsView.show", "GET", "/rights/users/{user}", MISSING, "foreign"),
    Row("RoleView.list", "GET", f"{ROLES}/list/", NOBODY, officers=READ),
    Row("RoleView.show", "GET", f"{ROLES}/show/{{role}}", NOBODY, officers=READ),
    Row("RoleView.rights", "GET", f"{ROLES}/rights/{{role}}", NOBODY, officers=READ),
    Row("RoleView.rights", "GET", f"{ROLES}/rights/x", NOBODY, officers=(404, 404, 403)),
    Row("RoleView.edit", "GET", f"{ROLES}/edit/{{role}}", NOBODY, officers=KEPT),
    Row("RoleView.edit", "POST", f"{ROLES}/edit/{{role}}", NOBODY_POST, officers=_kept(409)),
    Row("RoleView.reset", "POST", f"{ROLES}/reset/{{role}}", NOBODY_POST, officers=_kept(303)),
    Row("RoleView.separate", "POST", f"{ROLES}/separate/on", NOBODY_POST, officers=_kept(303)),
    Row("BundleView.list", "GET", f"{BUNDLES}/list/", NOBODY, officers=READ),
    Row("BundleView.show", "GET", f"{BUNDLES}/show/{{bundle}}", NOBODY, officers=READ),
    Row("BundleView.add", "GET", f"{BUNDLES}/add", NOBODY, officers=KEPT),
    Row("BundleView.add", "POST", f"{BUNDLES}/add", NOBODY_POST, officers=_kept(422)),
    Row("BundleView.edit", "GET", f"{BUNDLES}/edit/{{bundle}}", NOBODY, officers=KEPT),
    Row("BundleView.edit", "POST", f"{BUNDLES}/edit/{{bundle}}", NOBODY_POST, officers=_kept(409)),
    Row(
        "BundleView.switch",
        "POST",
        f"{BUNDLES}/switch/{{bundle}}/on",
        NOBODY_POST,
        officers=_kept(303),
    ),
)
