"""What every API view shares: session log-in answered with 401, roles by method, keyset pages, documented problems."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from contracts.access import RolePermission, staff_of
from contracts.domain.roles import Role
from contracts.models import Staff

PAGE_SIZE = 50
AFTER = OpenApiParameter(
    "after", str, description="Cursor: `next_after` of the page before; empty for the first page."
)


class ApiSession(SessionAuthentication):
    """The session of the pages; a caller without one gets 401 instead of 403."""

    def authenticate_header(self, request: Request) -> str:
        del request
        return "Session"


class ApiSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document names the session."""

    target_class = ApiSession
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        del auto_schema
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Log in through the pages; requests that write also send X-CSRFToken.",
        }


class ProblemSerializer(serializers.Serializer[Any]):
    """What was refused: a stable code, the field to blame (or empty), and the message in the reader's language."""

    code = serializers.CharField(required=False)
    field = serializers.CharField(required=False)
    detail = serializers.CharField()


class StaffView(APIView):
    """A view for logged-in staff: ``roles_by_method`` says who may call what; querysets say what he sees."""

    authentication_classes = (ApiSession,)
    permission_classes = (RolePermission,)
    roles_by_method: ClassVar[dict[str, frozenset[Role]]] = {}

    @property
    def staff(self) -> Staff:
        """Who asks."""
        return staff_of(self.request)


def problems(*statuses: int) -> dict[int, type[ProblemSerializer]]:
    """The refusals of an operation for its OpenAPI description; 401 and 403 belong to each."""
    return dict.fromkeys((401, 403, *statuses), ProblemSerializer)


def listing(name: str, row: serializers.BaseSerializer[Any]) -> Any:
    """The shape of a page: rows, and the cursor of the next page (empty: this was the last)."""
    return inline_serializer(name, {"results": row, "next_after": serializers.CharField()})
