"""Two years of readings on one time axis, judged by the targets of the rule set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from followup import wording
from followup.domain.age import completed_years
from followup.domain.ruleset import RuleSet, Target
from followup.models import Encounter, Reading, Visit
from followup.selectors.person import CareRecord
from ui.charts import Chart, Panel, Point, Series, Stay, trend

if TYPE_CHECKING:
    from contracts.models import Resident

DAYS_SHOWN = 730
MARGIN = 7
Value = Callable[[Visit], Decimal | int | None]


def reading_trend(
    record: CareRecord, resident: Resident, rule_set: RuleSet, day: date
) -> Chart | None:
    """The chart of blood pressure, fasting glucose and HbA1c; None without any reading in two years."""
    start = day - timedelta(days=DAYS_SHOWN)
    visits = [visit for visit in reversed(record.current_visits) if visit.visited_on >= start]
    readings = [
        item for item in reversed(record.readings) if timezone.localdate(item.taken_at) >= start
    ]
    conditions = frozenset(state.condition for state in record.states)
    years = completed_years(resident.born_on, day)
    targets = {
        reading: _target(rule_set, condition, reading, years, conditions)
        for condition, reading in (("hypertension", "bp"), ("t2dm", "fasting_glucose"))
    }
    panels = [
        _pressure_panel(visits, readings, targets["bp"]),
        _glucose_panel(visits, readings, targets["fasting_glucose"]),
        _hba1c_panel(visits, readings),
    ]
    if not any(series.points for panel in panels for series in panel.series):
        return None
    return trend(
        key="readings",
        title=_("Readings of two years"),
        start_on=start,
        end_on=day + timedelta(days=MARGIN),
        panels=panels,
        stays=[_stay(item) for item in record.encounters if _is_shown(item, start)],
    )


def _target(
    rule_set: RuleSet, condition: str, reading: str, years: int, conditions: frozenset[str]
) -> Target | None:
    """The target that judges a reading, None when the resident is not on that register."""
    if condition not in conditions:
        return None
    return rule_set.target_for(condition, reading, years, conditions - {condition})


def _pressure_panel(
    visits: Sequence[Visit], readings: Sequence[Reading], target: Target | None
) -> Panel:
    upper = target.limit_1 if target else None
    lower = target.limit_2 if target else None
    words = _("target %(target)s") % {"target": wording.target_words(target)} if target else ""
    systolic = _points(visits, readings, lambda v: v.systolic_mmhg, ("bp", "systolic_mmhg"), upper)
    diastolic = _points(
        visits, readings, lambda v: v.diastolic_mmhg, ("bp", "diastolic_mmhg"), lower
    )
    return Panel(
        _("Blood pressure"),
        "mmHg",
        [
            Series(_("Systolic"), systolic, target_below=upper, target_words=words),
            Series(_("Diastolic"), diastolic, quiet=True),
        ],
    )


def _glucose_panel(
    visits: Sequence[Visit], readings: Sequence[Reading], target: Target | None
) -> Panel:
    upper = target.limit_1 if target else None
    words = _("target %(target)s") % {"target": wording.target_words(target)} if target else ""
    points = _points(visits, readings, _fasting, ("fasting_glucose", "value"), upper)
    return Panel(
        _("Fasting glucose"),
        "mmol/L",
        [Series(_("Fasting"), points, target_below=upper, target_words=words)],
        height=96,
    )


def _hba1c_panel(visits: Sequence[Visit], readings: Sequence[Reading]) -> Panel:
    points = _points(visits, readings, _hba1c, ("hba1c", "value"), None)
    return Panel(_("HbA1c"), "%", [Series(_("HbA1c"), points)], height=96)


def _points(
    visits: Sequence[Visit],
    readings: Sequence[Reading],
    of_visit: Value,
    of_reading: tuple[str, str],
    limit: Decimal | None,
) -> list[Point]:
    kind, column = of_reading
    found = [(visit.visited_on, of_visit(visit), False) for visit in visits]
    found += [
        (timezone.localdate(item.taken_at), getattr(item, column), item.source == "home")
        for item in readings
        if item.kind == kind
    ]
    return [
        Point(
            on,
            Decimal(wording.number(Decimal(value))),
            None if limit is None else value < limit,
            is_home,
        )
        for on, value, is_home in sorted(found, key=lambda point: point[0])
        if value is not None
    ]


def _fasting(visit: Visit) -> Decimal | None:
    diabetes = getattr(visit, "diabetes", None)
    return diabetes.fasting_glucose_mmol_l if diabetes else None


def _hba1c(visit: Visit) -> Decimal | None:
    diabetes = getattr(visit, "diabetes", None)
    return diabetes.hba1c_percent if diabetes else None


def _is_shown(item: Encounter, start: date) -> bool:
    return (
        item.kind == Encounter.Kind.INPATIENT
        and item.discharged_on is not None
        and item.discharged_on >= start
    )


def _stay(item: Encounter) -> Stay:
    ends_on = (item.discharged_on or item.admitted_on) + timedelta(days=1)
    return Stay(item.admitted_on, ends_on, _("in hospital"))
