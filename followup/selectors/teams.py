"""Where the residents of teams stand: counts for pages that compare teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Case, CharField, Count, Q, Value, When

from followup.models import CareState
from followup.rules import clinical_rule_set

NOT_SEEN = "not_seen"
DUE_SOON = "due_soon"


@dataclass(slots=True)
class TeamCare:
    """One team: residents on each register by state, and how many residents are due soon and overdue.

    States: controlled, not_controlled (emergencies included), no_reading, not_seen (no visit this calendar year).
    ``due`` counts from today to the end of the rule set's soon band, ``overdue`` the days before today.
    """

    states: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    due: int = 0
    overdue: int = 0

    def register_size(self, condition: str) -> int:
        """Everybody on the register whom the rules handle."""
        return sum(self.states.get(condition, {}).values())


def care_by_team(team_ids: Collection[int], day: date) -> dict[int, TeamCare]:
    """The care states of teams as of a day; a team without any is missing. Two queries, however many teams."""
    found: dict[int, TeamCare] = defaultdict(TeamCare)
    states = CareState.objects.filter(team_id__in=team_ids).order_by()
    shown = Case(
        When(
            Q(last_visit_on__isnull=True) | Q(last_visit_on__lt=day.replace(month=1, day=1)),
            then=Value(NOT_SEEN),
        ),
        When(state=CareState.State.EMERGENCY, then=Value(CareState.State.NOT_CONTROLLED.value)),
        default="state",
        output_field=CharField(),
    )
    for team_id, condition, state, count in (
        states.annotate(shown=shown)
        .values_list("team_id", "condition", "shown")
        .annotate(count=Count("pk"))
    ):
        if team_id is not None:
            found[team_id].states[condition][state] = count
    soon = day + timedelta(days=_soon_days(day))
    for team_id, due, overdue in states.values_list("team_id").annotate(
        due=Count("resident", distinct=True, filter=Q(next_due_on__gte=day, next_due_on__lte=soon)),
        overdue=Count("resident", distinct=True, filter=Q(next_due_on__lt=day)),
    ):
        if team_id is not None:
            found[team_id].due, found[team_id].overdue = due, overdue
    return dict(found)


def _soon_days(day: date) -> int:
    """How many days ahead counts as due soon, as the rule set's band says."""
    bands = clinical_rule_set(day).overdue_bands
    return next((-band.from_days for band in bands if band.band == DUE_SOON), 0)
