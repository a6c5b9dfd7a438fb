"""What a recorded visit meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contracts.selectors import people
from followup.domain.care_state import assess_history
from followup.domain.classify import Assessment
from followup.history import (
    care_histories,
    conditions_on_register,
    conditions_served,
    visit_for_state,
)
from followup.rules import clinical_rule_set

if TYPE_CHECKING:
    from followup.models import Visit


def assessments_of(visit: Visit, versions: Sequence[Visit]) -> dict[str, Assessment]:
    """The assessment of a recorded visit by condition, with the visits before it in mind.

    ``versions`` are all versions of this visit; only ``visit`` itself is judged, so that an old version shows
    what it meant as it stood.
    """
    resident_id, day = visit.resident_id, visit.visited_on
    person = people([resident_id], day)[resident_id]
    history = care_histories([resident_id])[resident_id]
    listed = {entry.condition for entry in conditions_on_register([resident_id], day)[resident_id]}
    family = {version.pk for version in versions}
    this = visit_for_state(visit)
    found = {}
    for condition in conditions_served(visit):
        others = [other for other in history.of(condition) if other.visit_id not in family]
        assessed = assess_history(
            clinical_rule_set(day),
            condition,
            born_on=person.born_on,
            visits=[*others, this],
            other_conditions=frozenset(listed - {condition}),
        )
        found[condition] = next(item for item in assessed if item.visit is this).assessment
    return found
