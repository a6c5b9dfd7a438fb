"""Response headers that keep a page to its own scripts, styles and frames.

``SECURE_CSP`` has the shape and name of Django 6's setting, so the move there deletes this
class. Without the setting the policy below holds. A header that a view set stays.
"""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SELF = "'self'"
NONE = "'none'"
STRICT: Mapping[str, Iterable[str]] = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def build_policy(directives: Mapping[str, Iterable[str] | str]) -> str:
    """Write a policy as a header value; a directive without values stands alone."""
    parts = []
    for name, values in directives.items():
        text = values if isinstance(values, str) else " ".join(values)
        parts.append(f"{name} {text}".strip())
    return "; ".join(parts)


class SecurityHeadersMiddleware:
    """Adds Content-Security-Policy, Permissions-Policy and Referrer-Policy to every response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Read the policies once, at the start."""
        self.get_response = get_response
        self.headers = {"Permissions-Policy": PERMISSIONS, "Referrer-Policy": "same-origin"}
        self.headers["Content-Security-Policy"] = build_policy(
            getattr(settings, "SECURE_CSP", None) or STRICT
        )
        report_only = getattr(settings, "SECURE_CSP_REPORT_ONLY", None)
        if report_only:
            self.headers["Content-Security-Policy-Report-Only"] = build_policy(report_only)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add each header that the view did not set itself."""
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response
