"""The due list and visits over HTTP, under the same rules as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from contracts import clock
from contracts.api_base import StaffView, listing, problems
from contracts.domain.errors import DomainError
from contracts.domain.roles import CARE_ROLES, Role
from contracts.selectors import people, residents_visible_to, teams_visible_to
from contracts.services import access
from followup.domain.classify import Assessment
from followup.forms.entry import body_mass_index
from followup.models import DiabetesSection, HypertensionSection, Visit, VisitMedication
from followup.rules import clinical_rule_set
from followup.selectors import DueFilter, DueView, due_list
from followup.serializers import (
    DueQuerySerializer,
    DueResidentSerializer,
    NewVisitSerializer,
    RecordedVisitSerializer,
    VisitSerializer,
)
from followup.services.visits import VisitEntry, record_visit

if TYPE_CHECKING:
    from contracts.models import Staff

DOCTOR = frozenset({Role.DOCTOR})


class Due(StaffView):
    """Who is due, the most urgent first."""

    roles_by_method: ClassVar = {"GET": DOCTOR}

    @extend_schema(
        operation_id="due_list",
        parameters=[DueQuerySerializer],
        responses={200: listing("DuePage", DueResidentSerializer(many=True)), **problems(400)},
    )
    def get(self, request: Request) -> Response:
        """List the residents of the own panel who are due or overdue."""
        query = DueQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        wanted = DueFilter(DueView(asked["view"]), asked["condition"], asked["after"])
        found = due_list(self.staff, clock.today(), wanted)
        access.record(
            by=self.staff,
            action=access.Action.LISTED,
            subject="due list",
            subject_key="api",
            detail=f"{len(found.rows)} residents",
        )
        rows = DueResidentSerializer(found.rows, many=True).data
        return Response({"results": rows, "next_after": found.next_after})


class Visits(StaffView):
    """Recording follow-ups."""

    roles_by_method: ClassVar = {"POST": DOCTOR}

    @extend_schema(
        operation_id="visits_create",
        request=NewVisitSerializer,
        responses={201: RecordedVisitSerializer, **problems(400, 404, 409)},
    )
    def post(self, request: Request) -> Response:
        """Record a visit of a resident of the own panel; care state and running rates move at once."""
        body = NewVisitSerializer(data=request.data, context={"rule_set": clinical_rule_set})
        body.is_valid(raise_exception=True)
        visit, assessments = record_visit(
            by=self.staff, entry=_entry(self.staff, body.validated_data)
        )
        answer = {"visit": visit, "assessments": _assessed(assessments)}
        return Response(RecordedVisitSerializer(answer).data, status=201)


class VisitDetail(StaffView):
    """One visit."""

    roles_by_method: ClassVar = {"GET": CARE_ROLES}

    @extend_schema(
        operation_id="visits_retrieve", responses={200: VisitSerializer, **problems(404)}
    )
    def get(self, request: Request, pk: int) -> Response:
        """Open a visit of a resident of the own panel."""
        del request
        visits = Visit.objects.filter(
            resident__in=residents_visible_to(self.staff, clock.today()).values("pk")
        )
        visit = get_object_or_404(visits.select_related("hypertension", "diabetes"), pk=pk)
        access.record(
            by=self.staff, action=access.Action.VIEWED, subject="visit", subject_key=visit.pk
        )
        return Response(VisitSerializer(visit).data)


def _entry(staff: Staff, values: dict[str, Any]) -> VisitEntry:
    """Rows not yet written; a resident that the doctor may not open does not exist for him."""
    hypertension, diabetes = values.pop("hypertension", None), values.pop("diabetes", None)
    medications = values.pop("medications", [])
    del values["confirm_unusual"]
    resident_id: int = values["resident_id"]
    if not residents_visible_to(staff, clock.today()).filter(pk=resident_id).exists():
        raise Http404
    values.setdefault("performed_by", staff.username)
    visit = Visit(
        team_id=_team(staff, resident_id, values),
        provenance=Visit.Provenance.MANUAL,
        bmi=body_mass_index(values.get("weight_kg"), values.get("height_cm")),
        bmi_goal=body_mass_index(values.get("weight_goal_kg"), values.get("height_cm")),
        **values,
    )
    return VisitEntry(
        visit=visit,
        hypertension=None if hypertension is None else HypertensionSection(**hypertension),
        diabetes=None if diabetes is None else DiabetesSection(**diabetes),
        medications=[VisitMedication(**drug) for drug in medications],
    )


def _team(staff: Staff, resident_id: int, values: dict[str, Any]) -> int:
    """The doctor's team that answers for the resident on the day of the visit."""
    day = values["visited_on"]
    team_id = people([resident_id], day)[resident_id].team_id
    if team_id is None or not teams_visible_to(staff, day).filter(pk=team_id).exists():
        raise DomainError("no_contract", "visited_on")
    return team_id


def _assessed(assessments: dict[str, Assessment]) -> list[dict[str, Any]]:
    return [
        {
            "condition": condition,
            "visit_class": found.visit_class.value,
            "form_code": found.form_code,
            "action": found.action.value,
            "next_due_on": found.next_due_on,
        }
        for condition, found in assessments.items()
    ]
