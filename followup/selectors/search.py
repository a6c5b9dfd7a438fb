"""Where found residents stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from followup.models import CareState


def states_of(resident_ids: Collection[int]) -> dict[int, list[CareState]]:
    """The care states by resident. One query, whatever the number."""
    found: dict[int, list[CareState]] = defaultdict(list)
    for state in CareState.objects.filter(resident_id__in=resident_ids).order_by("condition"):
        found[state.resident_id].append(state)
    return found
