"""Residents over HTTP, under the same rules as the pages."""

from __future__ import annotations

from typing import ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from contracts import clock, keyset
from contracts.api_base import AFTER, PAGE_SIZE, StaffView, listing, problems
from contracts.domain.roles import CARE_ROLES
from contracts.models import Resident
from contracts.selectors import contracts_of
from contracts.serializers import ResidentDetailSerializer, ResidentSerializer
from contracts.services import access


class ResidentList(StaffView):
    """The residents of the panel."""

    roles_by_method: ClassVar = {"GET": CARE_ROLES}

    @extend_schema(
        operation_id="residents_list",
        parameters=[
            OpenApiParameter(
                "q", str, description="Name, pinyin, initials, phone tail or last four of the ID."
            ),
            AFTER,
        ],
        responses={200: listing("ResidentPage", ResidentSerializer(many=True)), **problems(404)},
    )
    def get(self, request: Request) -> Response:
        """Find residents on the own panel; without ``q`` the whole panel, page by page."""
        text = request.query_params.get("q", "")[:40]
        residents = Resident.objects.visible_to(self.staff, clock.today())
        if text:
            residents = residents.filter(pk__in=Resident.objects.found_by(text).values("pk"))
        page = keyset.page(
            residents, by=("pk",), after=request.query_params.get("after", ""), size=PAGE_SIZE
        )
        access.record(
            by=self.staff,
            action=access.Action.SEARCHED if text else access.Action.LISTED,
            subject="resident",
            subject_key="api",
            detail=f"{len(page.rows)} residents",
        )
        rows = ResidentSerializer(page.rows, many=True).data
        return Response({"results": rows, "next_after": page.after})


class ResidentDetail(StaffView):
    """One resident of the panel."""

    roles_by_method: ClassVar = {"GET": CARE_ROLES}

    @extend_schema(
        operation_id="residents_retrieve",
        responses={200: ResidentDetailSerializer, **problems(404)},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Open a resident, with phone, address and contracts."""
        del request
        resident = get_object_or_404(Resident.objects.visible_to(self.staff, clock.today()), pk=pk)
        contracts = list(contracts_of(resident.pk))
        access.record(
            by=self.staff, action=access.Action.VIEWED, subject="resident", subject_key=resident.pk
        )
        serializer = ResidentDetailSerializer(resident, context={"contracts": contracts})
        return Response(serializer.data)
