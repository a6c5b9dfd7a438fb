"""Who may open a page: by role; what he then sees is decided by the querysets' ``visible_to``."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from contracts.domain.errors import NotPermittedError
from contracts.domain.roles import Role
from contracts.models import Staff

P = ParamSpec("P")
View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request whose user has logged in."""

    user: Staff


def for_roles(
    *roles: Role,
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponse]], View]:
    """Open a view to these roles: others get 403, anonymous visitors the log-in page."""

    def decorate(view: Callable[Concatenate[StaffRequest, P], HttpResponse]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if staff_of(request).role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        return login_required(guarded)

    return decorate


def staff_of(request: HttpRequest | Request) -> Staff:
    """The logged-in member of staff; PermissionDenied when there is none."""
    user = request.user
    if not isinstance(user, Staff):
        raise PermissionDenied
    return user


def require_role(by: Staff, *roles: Role) -> None:
    """Refuse a service call by a role that does not do this (``not_permitted``)."""
    if by.role not in roles:
        raise NotPermittedError("not_permitted", values={"role": by.role})


class RolePermission(BasePermission):
    """DRF's side of the same rule: a view names its roles in ``roles_by_method``."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        allowed: dict[str, frozenset[Role]] = getattr(view, "roles_by_method", {})
        user = request.user
        return isinstance(user, Staff) and user.role in allowed.get(
            request.method or "", frozenset()
        )
