"""Health for machines and for the operator."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ops import health


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """The installation can serve; 503 when it cannot."""
    found = health.readiness()
    return JsonResponse(
        {
            "status": "ready" if found.is_ready else "not ready",
            "checks": found.checks,
            "oldest_due_seconds": found.oldest_due_seconds,
        },
        status=200 if found.is_ready else 503,
    )
