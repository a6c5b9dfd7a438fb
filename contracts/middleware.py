"""The one place that turns a domain error into a page message."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contracts.domain.errors import DomainError, NotPermittedError
from contracts.wording import error_message


class DomainErrorMiddleware:
    """Shows what the rules refused as a page of status 400 (403 when the role does not do this).

    A view that can show the error beside its form catches it before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        status = 403 if isinstance(exception, NotPermittedError) else 400
        return render(
            request, "errors/refused.html", {"message": error_message(exception)}, status=status
        )
