"""Runs and statements over HTTP, under the same rules as the pages."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from capitation.models import SchemeVersion, SettlementRun, Statement, StatementLine
from capitation.serializers import (
    NewRunSerializer,
    RunSerializer,
    StatementDetailSerializer,
    StatementSerializer,
)
from capitation.services.settlement import request_run
from contracts import clock, keyset
from contracts.api_base import AFTER, PAGE_SIZE, StaffView, listing, problems
from contracts.domain.errors import DomainError
from contracts.domain.roles import CARE_ROLES, MONEY_ROLES, Role
from contracts.services import access


class Runs(StaffView):
    """Settlement runs of the own region."""

    roles_by_method: ClassVar = {"GET": MONEY_ROLES, "POST": frozenset({Role.INSURER_OFFICER})}

    @extend_schema(
        operation_id="runs_list",
        parameters=[AFTER],
        responses={200: listing("RunPage", RunSerializer(many=True)), **problems(404)},
    )
    def get(self, request: Request) -> Response:
        """List the runs, the newest first."""
        runs = SettlementRun.objects.visible_to(self.staff).select_related("scheme", "insurer")
        page = keyset.page(
            runs, by=("-pk",), after=request.query_params.get("after", ""), size=PAGE_SIZE
        )
        rows = RunSerializer(page.rows, many=True).data
        return Response({"results": rows, "next_after": page.after})

    @extend_schema(
        operation_id="runs_create",
        request=NewRunSerializer,
        responses={202: RunSerializer, **problems(400, 409)},
    )
    def post(self, request: Request) -> Response:
        """Start the settlement of a year; the same request twice is one run. The worker computes it."""
        body = NewRunSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        start = date(body.validated_data["year"], 1, 1)
        end = date(start.year + 1, 1, 1)
        scheme = (
            SchemeVersion.objects.filter(
                insurer=self.staff.organisation, key=body.validated_data["scheme"]
            )
            .covering(start, end)
            .order_by("pk")
            .last()
        )
        if scheme is None:
            raise DomainError("unknown_scheme", "scheme", {"key": body.validated_data["scheme"]})
        run = request_run(by=self.staff, scheme=scheme, period_start=start, period_end=end)
        return Response(RunSerializer(run).data, status=202)


class RunDetail(StaffView):
    """One run."""

    roles_by_method: ClassVar = {"GET": MONEY_ROLES}

    @extend_schema(operation_id="runs_retrieve", responses={200: RunSerializer, **problems(404)})
    def get(self, request: Request, pk: int) -> Response:
        """Open a run: where it stands, its total and its hashes."""
        del request
        runs = SettlementRun.objects.visible_to(self.staff).select_related("scheme", "insurer")
        return Response(RunSerializer(get_object_or_404(runs, pk=pk)).data)


class Statements(StaffView):
    """Statements that the caller may see."""

    roles_by_method: ClassVar = {"GET": MONEY_ROLES | CARE_ROLES}

    @extend_schema(
        operation_id="statements_list",
        parameters=[OpenApiParameter("run", int, description="Only those of one run."), AFTER],
        responses={200: listing("StatementPage", StatementSerializer(many=True)), **problems(404)},
    )
    def get(self, request: Request) -> Response:
        """List the statements; a team and its centre see those of approved runs."""
        statements = Statement.objects.visible_to(self.staff, clock.today()).select_related("team")
        run = request.query_params.get("run", "")
        if run:
            statements = statements.filter(run=int(run[:18]) if run.isdecimal() else 0)
        page = keyset.page(
            statements, by=("pk",), after=request.query_params.get("after", ""), size=PAGE_SIZE
        )
        rows = StatementSerializer(page.rows, many=True).data
        return Response({"results": rows, "next_after": page.after})


class StatementDetail(StaffView):
    """One statement with its lines."""

    roles_by_method: ClassVar = {"GET": MONEY_ROLES | CARE_ROLES}

    @extend_schema(
        operation_id="statements_retrieve",
        responses={200: StatementDetailSerializer, **problems(404)},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Open a statement: its lines in order, each with its trace."""
        del request
        lines = StatementLine.objects.order_by("position")
        statements = Statement.objects.visible_to(self.staff, clock.today())
        statement = get_object_or_404(
            statements.select_related("team").prefetch_related(Prefetch("lines", lines)), pk=pk
        )
        access.record(
            by=self.staff, action=access.Action.VIEWED, subject="statement", subject_key=pk
        )
        return Response(StatementDetailSerializer(statement).data)
