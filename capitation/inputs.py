"""Named amounts that a scheme may ask for, and how each is counted from the facts.

A scheme names an input; what the name means is fixed here, once, with its SQL over the fact tables. A name that
nobody can count yet is handed over as unknown, so that its lines stay pending instead of becoming zero.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, LiteralString

from capitation.domain.measures.values import Period
from capitation.domain.panel import SIGNED

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

# Stays that ended in the period, of residents who were on one of the paid registers on the day of discharge; each
# belongs to the team whose contract covered that day (china.md 8.5, attribution).
DISEASE_STAYS: LiteralString = """
SELECT c.team_id, s.stay_id, s.resident_id, s.hospital, s.admitted_on, s.discharged_on, s.principal_diagnosis,
       s.cost_fen
FROM fact_stay s
JOIN fact_contract c ON c.resident_id = s.resident_id
  AND c.starts_on <= s.discharged_on AND (c.ends_on IS NULL OR s.discharged_on < c.ends_on)
WHERE s.discharged_on >= %(period_start)s AND s.discharged_on < %(period_end)s
  AND (%(everybody)s OR s.stay_id IN (
    SELECT t.stay_id FROM fact_stay t JOIN fact_register g ON g.resident_id = t.resident_id
    WHERE g.condition = ANY(%(registers)s::text[])
      AND g.starts_on <= t.discharged_on AND (g.ends_on IS NULL OR t.discharged_on < g.ends_on)))
"""
DISEASE_PAYMENTS: LiteralString = (
    "SELECT team_id, sum(cost_fen)::bigint FROM (" + DISEASE_STAYS + ") stays GROUP BY team_id"  # noqa: S608 - ours
)
AMOUNTS: Mapping[str, LiteralString] = {"disease_payments": DISEASE_PAYMENTS}


def amounts_by_team(
    cursor: "CursorWrapper",
    name: str,
    *,
    period: Period,
    registers: Sequence[str],
    team_ids: Sequence[int],
) -> dict[int, int | None]:
    """One named amount in fen per team: 0 for a team without such facts, None when the name cannot be counted."""
    if name not in AMOUNTS:
        return dict.fromkeys(team_ids)
    cursor.execute(
        AMOUNTS[name],
        {
            "period_start": period.starts_on,
            "period_end": period.ends_on,
            "everybody": SIGNED in registers,
            "registers": list(registers),
        },
    )
    counted = dict(cursor.fetchall())
    return {team_id: counted.get(team_id, 0) for team_id in team_ids}
