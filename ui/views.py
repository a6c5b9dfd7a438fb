"""The design page, the theme switch, and the pages for refused and failed requests."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from ui import samples
from ui.context import THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 60 * 60


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; holds no data of anybody."""
    return render(request, "ui/design.html", samples.context(get_language() or "en"))


@require_POST
def set_theme(request: HttpRequest) -> HttpResponseRedirect:
    """Remember light, dark or auto in a cookie and go back to the page."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(back if safe else "/")
    theme = request.POST.get("theme", "auto")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR_SECONDS, samesite="Lax")
    return response


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that this role does not do this, and what to do (403)."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that there is no such page for this person (404)."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that it was our fault and that nothing half done was kept (500).

    Rendered without the request: whatever failed may be what the frame of a page needs.
    """
    return render(None, "500.html", status=500)
