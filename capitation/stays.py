"""The hospital stays behind a bonus on disease payments, found again from the facts known at the run's cut-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, transaction

from capitation import facts
from capitation.domain.panel import SIGNED
from capitation.inputs import DISEASE_STAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capitation.models import Statement

RESIDENTS_OF_TEAM = """
SELECT DISTINCT resident_id FROM contracts_contract
WHERE team_id = %(team)s AND starts_on < %(until)s AND (ends_on IS NULL OR ends_on > %(since)s)
"""


@dataclass(frozen=True, slots=True)
class CountedStay:
    """A stay whose cost is part of the disease payments."""

    stay_id: int
    resident_id: int
    hospital: str
    admitted_on: date
    discharged_on: date
    diagnosis: str
    cost_fen: int


@transaction.atomic
def stays_behind(statement: Statement, registers: Sequence[str]) -> list[CountedStay]:
    """The stays of a statement's team in the order of discharge; their cost adds up to the amount that was paid on."""
    run = statement.run
    with connection.cursor() as cursor:
        cursor.execute(
            RESIDENTS_OF_TEAM,
            {"team": statement.team_id, "since": run.period_start, "until": run.period_end},
        )
        residents = [resident_id for (resident_id,) in cursor.fetchall()]
        scope = facts.Scope(
            run.insurer.region.path,
            run.period_start,
            run.period_end,
            run.cut_off,
            residents,
            [statement.team_id],
        )
        facts.gather(cursor, scope)
        cursor.execute(
            f"SELECT stay_id, resident_id, hospital, admitted_on, discharged_on, principal_diagnosis, cost_fen "  # noqa: S608 - ours
            f"FROM ({DISEASE_STAYS}) stays WHERE team_id = %(team)s ORDER BY discharged_on, stay_id",
            {
                "period_start": run.period_start,
                "period_end": run.period_end,
                "everybody": SIGNED in registers,
                "registers": list(registers),
                "team": statement.team_id,
            },
        )
        return [CountedStay(*row) for row in cursor.fetchall()]
