"""Inline templates that Argo's validator does not look into, and what it tells of them all the same (spec R-MEMO-1, R-MEMO-3).

A mistake there is not refused: it shows when the workflow runs.
"""

from __future__ import annotations

from kflint.findings.rules import FAILS, REJECTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.findings.finding import Finding
    from kflint.model.templates import Template
    from kflint.model.view import View

# Rules about what Argo looks at on every visit: the type, the inputs, what is supplied (3.3 a to g).
_EVERY_VISIT = frozenset(("KF301", "KF302", "KF305", "KF314", "KF345", "KF514"))
# Rules about several places, of which these are looked at on every visit (JSON pointers below the template).
_EVERY_VISIT_AT = {
    "KF201": ("/inputs/",),
    "KF202": ("/inputs/",),
    "KF203": ("/inputs/",),
    "KF303": ("/timeout", "/pendingTimeout", "/podResources", "/resourceClaims"),
    "KF304": ("/timeout",),
    "KF321": ("/inputs/",),
    "KF322": ("/inputs/",),
    "KF323": ("/inputs/",),
}


def as_validated(finding: Finding, template: Template, view: View) -> Finding:
    """The finding about a template with the consequence that it has there: `fails` where Argo does not look, else its own."""
    if template.call is None or finding.consequence != REJECTED or _is_seen(finding, template, view):
        return finding
    return finding._replace(consequence=FAILS)


def _is_seen(finding: Finding, template: Template, view: View) -> bool:
    if view.visits.validates(template):
        return True
    around = template.call.caller if template.call is not None else template
    if around.call is not None and not view.visits.validates(around):
        return False  # what stands inside such a template is not visited at all
    below = finding.pointer.removeprefix(template.node.pointer)
    return finding.code in _EVERY_VISIT or below.startswith(_EVERY_VISIT_AT.get(finding.code, ("\0",)))
