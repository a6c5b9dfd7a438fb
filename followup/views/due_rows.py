"""The due list as it is shown: one sentence why now, one what to say next, the last readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from followup import wording
from followup.domain.age import completed_years
from followup.domain.ruleset import RuleSet
from followup.rules import clinical_rule_set
from followup.selectors.due import DueCondition, DueRank, DueResident
from followup.selectors.sparks import last_values
from ui.charts import sparkline
from ui.components import Badge, DueRow

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from contracts.models import Resident

READING_OF = {"hypertension": "bp", "t2dm": "fasting_glucose"}
WORST_FIRST = ("emergency", "not_controlled", "no_reading", "never_seen", "controlled")
Values = Mapping[str, Mapping[int, Sequence[Decimal]]]


def due_rows(residents: Sequence[DueResident], day: date) -> list[DueRow]:
    """The rows of a page. One query per condition for the curves, whatever the number of rows."""
    values = {
        condition: last_values([item.resident_id for item in residents], condition)
        for condition in READING_OF
    }
    rule_set = clinical_rule_set(day)
    return [_row(item, day, rule_set, values) for item in residents]


def sex_and_age(sex: str, born_on: date, day: date) -> str:
    """F 71."""
    letters = {"1": _("M"), "2": _("F")}
    return f"{letters.get(sex, '')} {completed_years(born_on, day)}".strip()


def person_words(resident: Resident, day: date) -> str:
    """Sex and age of a resident."""
    return sex_and_age(resident.sex, resident.born_on, day)


def _row(item: DueResident, day: date, rule_set: RuleSet, values: Values) -> DueRow:
    readings = [
        wording.reading(state.condition, state.last_value_1, state.last_value_2)
        for state in item.conditions
    ]
    names = wording.condition_names(state.condition for state in item.conditions)
    return DueRow(
        badge=_badge(item),
        name=item.name,
        who=f"{sex_and_age(item.sex, item.born_on, day)} · {names}",
        reading=" · ".join(text for text in readings if text),
        why=_why(item),
        advice=_advice(item),
        href=reverse("followup:resident", args=[item.resident_id]),
        spark=_spark(item, day, rule_set, values),
        phone=item.phone,
        log_href=reverse("followup:visit-new", args=[item.resident_id]),
    )


def _badge(item: DueResident) -> Badge:
    if item.rank == DueRank.EMERGENCY:
        return Badge(_("Emergency"), "urgent")
    if item.overdue_days > 0:
        return Badge(_("Overdue"), "bad", "clock")
    if item.rank == DueRank.TODAY:
        return Badge(_("Today"), "warn", "today")
    return Badge(_("This week"), "info", "today")


def _why(item: DueResident) -> str:
    parts = [wording.due_words(item.overdue_days)]
    if any(state.state == "no_reading" for state in item.conditions):
        parts.insert(0, _("seen, not measured"))
    return " · ".join(parts)


def _advice(item: DueResident) -> str:
    decisive = _decisive(item)
    key = "no_reading" if decisive.state == "no_reading" else decisive.action
    sentence = str(wording.NEXT_SENTENCES.get(key, key))
    if decisive.last_visit_on is None:
        return sentence
    return _("Last seen %(day)s. %(sentence)s") % {
        "day": wording.day(decisive.last_visit_on),
        "sentence": sentence,
    }


def _decisive(item: DueResident) -> DueCondition:
    """The condition that says what to do next: the worst state, then the one due first."""
    return min(
        item.conditions,
        key=lambda state: (WORST_FIRST.index(state.state), state.next_due_on or date.max),
    )


def _spark(item: DueResident, day: date, rule_set: RuleSet, values: Values) -> SafeString | str:
    for state in item.conditions:
        series = values.get(state.condition, {}).get(item.resident_id, [])
        if not series:
            continue
        others = frozenset(other.condition for other in item.conditions) - {state.condition}
        kind = READING_OF[state.condition]
        years = completed_years(item.born_on, day)
        band = rule_set.target_for(state.condition, kind, years, others)
        target = band.limit_1
        return sparkline(
            series,
            target=target,
            met=series[-1] < target or (band.operator == "<=" and series[-1] == target),
            label=_("Last readings %(values)s, target below %(target)s")
            % {
                "values": ", ".join(wording.number(value) for value in series),
                "target": wording.number(target),
            },
        )
    return ""
