"""The last few readings of many residents, for the small curves of a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from followup.models import Visit

SHOWN = 4


def last_values(resident_ids: Collection[int], condition: str) -> dict[int, list[Decimal]]:
    """The last four values of a condition by resident, the oldest first: systolic mmHg or fasting mmol/L.

    One query, for the rows shown on a page only.
    """
    column = "systolic_mmhg" if condition == "hypertension" else "diabetes__fasting_glucose_mmol_l"
    numbered = (
        Visit.objects.current()
        .filter(resident_id__in=resident_ids, **{f"{column}__isnull": False})
        .annotate(
            newest=Window(
                RowNumber(),
                partition_by=F("resident_id"),
                order_by=[F("visited_on").desc(), F("pk").desc()],
            )
        )
        .filter(newest__lte=SHOWN)
        .order_by("resident_id", "visited_on", "pk")
        .values_list("resident_id", column)
    )
    found: dict[int, list[Decimal]] = defaultdict(list)
    for resident_id, value in numbered:
        found[resident_id].append(Decimal(value))
    return found
