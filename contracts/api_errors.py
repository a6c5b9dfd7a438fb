"""The one place that turns a domain error into an API problem."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from contracts.domain.errors import DomainError, NotPermittedError
from contracts.wording import error_message


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer refused requests as ``{"code", "field", "detail"}``; everything else as DRF does."""
    if isinstance(error, DomainError):
        status = (
            403 if isinstance(error, NotPermittedError) else 409 if error.code in CONFLICTS else 400
        )
        return Response(
            {"code": error.code, "field": error.field, "detail": error_message(error)},
            status=status,
        )
    return exception_handler(error, context)


CONFLICTS = frozenset({"overlapping_coverage", "visit_exists", "wrong_state", "busy"})
